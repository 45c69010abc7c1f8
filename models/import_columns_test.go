package models

import (
	"slices"
	"strings"
	"testing"
)

// recognize returns what the columns of a file are for, with the labels of addresses.
func recognize(t *testing.T, in ContactsImportInput, header string, rows ...string) (fields []string, task *ImportTask, err error) {
	t.Helper()
	task = &ImportTask{Header: strings.Split(header, ",")}
	var samples [][]string
	for _, row := range rows {
		samples = append(samples, strings.Split(row, ","))
	}
	err = task.Recognize(in, samples, []string{"leadStatus"})
	for _, c := range task.Columns {
		field := c.Field
		if c.Label != "" {
			field += "/" + c.Label
		}
		if c.LabelOf > 0 {
			field = "label of " + task.Columns[c.LabelOf-1].Name
		}
		fields = append(fields, field)
	}
	return fields, task, err
}

// TestColumnsOfProducts recognises the headers of files that other programs write, in several languages.
func TestColumnsOfProducts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ product, header, row, want string }{
		{"Chatwoot's sample", "id,first_name,last_name,email,gender,ip_address,identifier", "1,Ada,L,a@x.example,f,10.0.0.1,x",
			"customAttributes.imported_id,firstName,lastName,email,customAttributes.gender,customAttributes.ip_address,identifier"},
		{"ours", "id,name,email,createdAt,companyId", "contact_01h455vb4pex5vsknk084sn02q,Ada,a@x.example,2026-01-01T00:00:00Z,",
			"id,name,email,,companyId"},
		{"HubSpot", "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated Company,Job Title,City," +
			"Country/Region", "", "identifier,firstName,lastName,email,phoneNumber,customAttributes.leadStatus,customAttributes.create_date," +
			"companyName,jobTitle,city,country"},
		{"Salesforce", "Contact ID,Salutation,First Name,Last Name,Title,Account Name,Mailing City,Mailing Country,Phone,Mobile,Fax," +
			"Email,Account Owner", "", "identifier,customAttributes.salutation,firstName,lastName,jobTitle,companyName,city,country," +
			"phoneNumber,phoneNumber/mobile," +
			"customAttributes.fax,email,customAttributes.account_owner"},
		{"Zendesk", "name,email,external_id,details,notes,phone,role,organization,tags", "",
			"name,email,identifier,customAttributes.details,customAttributes.notes,phoneNumber,customAttributes.role,companyName,labels"},
		{"Intercom", "Name,Owner,Email,Phone,User ID,First Seen (UTC),City,Country,Company name,Tag,Browser,OS", "",
			"name,customAttributes.owner,email,phoneNumber,identifier,customAttributes.first_seen_utc,city,country,companyName,labels," +
				"browser,platform"},
		{"Google", "First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value," +
			"E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - City,Address 1 - Country", "",
			"firstName,middleName,lastName,companyName,jobTitle,labels,label of E-mail 1 - Value,email,label of E-mail 2 - Value,email," +
				"label of Phone 1 - Value,phoneNumber,city,country"},
		{"Google before 2024", "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value," +
			"Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title", "",
			"name,firstName,middleName,lastName,labels,label of E-mail 1 - Value,email,label of Phone 1 - Value,phoneNumber,companyName,jobTitle"},
		{"Outlook", "Title,First Name,Last Name,Company,Job Title,Business City,Business Country/Region,Home City,Business Phone," +
			"Business Phone 2,Home Phone,Mobile Phone,Primary Phone,Categories,E-mail Address,E-mail Type,E-mail 2 Address", "",
			"customAttributes.title,firstName,lastName,companyName,jobTitle,city,country,customAttributes.home_city,phoneNumber/work," +
				"phoneNumber/work,phoneNumber/home,phoneNumber/mobile,phoneNumber,labels,email,label of E-mail Address,email"},
		{"LinkedIn", "First Name,Last Name,URL,Email Address,Company,Position,Connected On", "",
			"firstName,lastName,customAttributes.url,email,companyName,jobTitle,customAttributes.connected_on"},
		{"Mailchimp", "Email Address,First Name,Last Name,Address,Phone Number,TAGS,LEID", "",
			"email,firstName,lastName,customAttributes.address,phoneNumber,labels,customAttributes.leid"},
		{"Pipedrive", "Person - Name,Person - Organization,Person - Email - Work,Person - Email - Home,Person - Phone - Mobile," +
			"Person - Labels", "",
			"name,companyName,email/work,email/home,phoneNumber/mobile,labels"},
		{"German", "Vorname,Nachname,E-Mail-Adresse,Telefon geschäftlich,Mobiltelefon,Firma,Position,Ort,Land,Kategorien,Kundennummer", "",
			"firstName,lastName,email,phoneNumber/work,phoneNumber/mobile,companyName,jobTitle,city,country,labels,identifier"},
		{"German, last name as Name", "Name,Vorname,E-Mail", "", "lastName,firstName,email"},
		{"French", "Prénom,Nom,Adresse e-mail,Téléphone mobile,Société,Fonction,Ville,Pays,Étiquettes", "",
			"firstName,lastName,email,phoneNumber/mobile,companyName,jobTitle,city,country,labels"},
		{"Spanish", "Nombre,Apellidos,Correo electrónico,Teléfono,Empresa,Cargo,Ciudad,País,Etiquetas", "",
			"firstName,lastName,email,phoneNumber,companyName,jobTitle,city,country,labels"},
		{"Portuguese", "Nome,Sobrenome,Endereço de e-mail,Telemóvel,Empresa,Cidade,País", "",
			"firstName,lastName,email,phoneNumber/mobile,companyName,city,country"},
		{"Italian", "Nome,Cognome,Indirizzo e-mail,Cellulare,Azienda,Città,Paese", "",
			"firstName,lastName,email,phoneNumber/mobile,companyName,city,country"},
		{"Dutch", "Voornaam,Achternaam,E-mailadres,Telefoonnummer,Bedrijf,Functie,Plaats,Land", "",
			"firstName,lastName,email,phoneNumber,companyName,jobTitle,city,country"},
		{"a full name alone", "Nombre,Correo", "", "name,email"},
		{"a vCard", "firstName,lastName,email,email 2,email 2 label,phoneNumber,phoneNumber label", "",
			"firstName,lastName,email,email,label of email 2,phoneNumber,label of phoneNumber"},
		{"no header", "column 1,column 2,column 3,column 4", "Ada Nohead,ada@x.example,+14155550141,17",
			"name,email,phoneNumber,customAttributes.column_4"},
		{"another language", "Imię,Poczta,Opiekun", "Ada,ada@x.example,ines@kith.example",
			"customAttributes.imię,email,customAttributes.opiekun"},
		{"what the values deny", "Email,Contact Type,Blocked", "yes,,;", "email,contactType,customAttributes.imported_blocked"},
	} {
		got, _, err := recognize(t, ContactsImportInput{UnknownColumns: UnknownAttributes}, test.header, test.row)
		if err != nil || strings.Join(got, ",") != test.want {
			t.Errorf("%s: %v\n%s\nis not\n%s", test.product, err, strings.Join(got, ","), test.want)
		}
	}
}

// TestUnknownColumns does what the input says with columns that nobody knows.
func TestUnknownColumns(t *testing.T) {
	t.Parallel()
	const header = "name,Shoe Size,,Shoe-Size,city,City 2"
	for _, test := range []struct {
		in          ContactsImportInput
		want, error string
	}{
		{ContactsImportInput{}, "", "map: There is no field for \"Shoe Size\", \"Shoe-Size\", \"City 2\""},
		{ContactsImportInput{UnknownColumns: UnknownIgnore}, "name,,,,city,", ""},
		{ContactsImportInput{UnknownColumns: UnknownAttributes},
			"name,customAttributes.shoe_size,,customAttributes.shoe_size_2,city,customAttributes.city_2", ""},
		{ContactsImportInput{UnknownColumns: UnknownAttributes, Map: []ColumnMap{{"Shoe Size", ""}, {"city", "location"}}},
			"name,,,customAttributes.shoe_size,location,city", ""},
		{ContactsImportInput{Map: []ColumnMap{{"name", "city"}, {"city", "city"}}}, "", "Two columns are for city"},
		{ContactsImportInput{Map: []ColumnMap{{"name", "customAttributes.email"}}}, "", "is no field of contacts"},
	} {
		got, task, err := recognize(t, test.in, header, "Ada,38,x,39,Oslo,Rome")
		if test.error != "" {
			if err == nil || !strings.Contains(err.Error(), test.error) {
				t.Errorf("%+v: %v", test.in, err)
			}
			continue
		}
		if err != nil || strings.Join(got, ",") != test.want || len(task.Notes) != 1 {
			t.Errorf("%+v: %q %v %v", test.in, got, task.Notes, err)
		}
	}
}

// TestKeysOfColumnsAreCanonical maps and names columns of attributes in another form.
func TestKeysOfColumnsAreCanonical(t *testing.T) {
	t.Parallel()
	const nfd = "customAttributes.cafe\u0301"
	fields, task, err := recognize(t, ContactsImportInput{Map: []ColumnMap{{Column: "A", Field: nfd}}}, "name,A,"+nfd+"s")
	if err != nil || strings.Join(fields, " ") != "name customAttributes.café customAttributes.cafés" ||
		strings.Join(task.AttributeKeys(), " ") != "café cafés" {
		t.Error(fields, task.AttributeKeys(), err)
	}
	_, _, err = recognize(t, ContactsImportInput{Map: []ColumnMap{{Column: "A", Field: nfd}, {Column: "B", Field: "customAttributes.café"}}},
		"A,B")
	if err == nil {
		t.Error("two columns are for one attribute")
	}
}

// TestDates reads dates in the order that their column proves.
func TestDates(t *testing.T) {
	t.Parallel()
	mdy := MonthDayYear
	for _, test := range []struct {
		region string
		order  *DateOrder
		cells  []string
		want   []string
		dates  DateOrder
		notes  int
	}{
		{"", nil, []string{"31.12.2026", "12/31/2026", "2026-12-31"}, []string{"2026-12-31", "2026-12-31", "2026-12-31"}, MonthDayYear, 0},
		{"US", nil, []string{"3/4/2026", "25/4/2026"}, []string{"2026-04-03", "2026-04-25"}, DayMonthYear, 0},
		{"US", nil, []string{"3/4/2026", "0/0/00"}, []string{"2026-03-04", ""}, MonthDayYear, 1},
		{"DE", nil, []string{"3/4/26", "3.4.26"}, []string{"2026-04-03", "2026-04-03"}, DayMonthYear, 1},
		{"DE", &mdy, []string{"3/4/2026"}, []string{"2026-03-04"}, MonthDayYear, 0},
		{"US", nil, []string{"13/4/2026", "4/13/2026", "3/4/2026"}, []string{"2026-04-13", "2026-04-13", "3/4/2026"}, YearMonthDay, 0},
		{"US", nil, []string{"3/15/2024 2:30 PM", "2024-03-12 09:14", "3/15/2024 12:05 am"},
			[]string{"2024-03-15T14:30:00Z", "2024-03-12T09:14:00Z", "2024-03-15T00:05:00Z"}, MonthDayYear, 0},
		{"US", nil, []string{"15 Mar 2024", "Mar 5, 2024"}, []string{"2024-03-15", "2024-03-05"}, YearMonthDay, 0},
		{"US", nil, []string{"31/2/2026", "pro", "1.2.3"}, []string{"31/2/2026", "pro", "1.2.3"}, "", 0},
	} {
		task := &ImportTask{Header: []string{"x"}, Columns: []*ImportColumn{{Name: "x", Field: "customAttributes.x"}}, Region: test.region,
			DateOrder: test.order}
		var all DateEvidence
		for _, cell := range test.cells {
			all.Add(task, []string{cell})
		}
		all.Decide(task)
		if task.Columns[0].Dates != test.dates || len(task.Notes) != test.notes {
			t.Errorf("%q: %s, %v", test.cells, task.Columns[0].Dates, task.Notes)
		}
		for i, cell := range test.cells {
			row := task.ReadRow(1, ImportCells{Cells: []string{cell}}, nil)
			want := ""
			if test.want[i] != "" {
				want = `"` + test.want[i] + `"`
			}
			if got := string(row.attributes["x"]); got != want {
				t.Errorf("%q in %q became %s", cell, test.cells, got)
			}
		}
	}
}

// TestCells reads what people put into cells.
func TestCells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field, cell string
		want        []string
		warnings    int
	}{
		{"email", "a@x.example;b@x.example", []string{"a@x.example", "b@x.example"}, 0},
		{"email", "a@x.example, b@x.example", []string{"a@x.example", "b@x.example"}, 0},
		{"email", "a@x.example|b@x.example ::: a@x.example", []string{"a@x.example", "b@x.example"}, 0},
		{"email", "Ann <a@x.example>", []string{"Ann <a@x.example>"}, 0},
		{"email", "a@x.example; nothing", []string{"a@x.example"}, 1},
		{"email", "nothing", []string{"error: An email is local@domain"}, 0},
		{"email", "N/A", nil, 1},
		{"identifier", "NULL", nil, 1},
		{"identifier", "a;b|c", []string{"a;b|c"}, 0},
		{"phoneNumber", "(415) 555-0142", []string{"+14155550142"}, 0},
		{"phoneNumber", "+14155550133; +14155550134", []string{"+14155550133", "+14155550134"}, 0},
		{"phoneNumber", "+1 415-555-0134 ::: +1 415-555-0135", []string{"+14155550134", "+14155550135"}, 0},
		{"phoneNumber", "0041 44 668 18 00", []string{"+41446681800"}, 0},
		{"phoneNumber", "14155550197", []string{"+14155550197"}, 0},
		{"phoneNumber", "41446681800", []string{"+41446681800"}, 0},
		{"phoneNumber", "+14155550135 x12", []string{"+14155550135 [ext. 12]"}, 0},
		{"phoneNumber", "415-555-0135, ext. 5", []string{"+14155550135 [ext. 5]"}, 0},
		{"phoneNumber", "1.41556E+10", []string{"error: Excel has rounded this number"}, 0},
		{"phoneNumber", "call me", []string{"error: A phone number must be E.164"}, 0},
		{"phoneNumber", "-", nil, 1},
		{labelsField, "* myContacts ::: VIP Customer", []string{"mycontacts", "vip-customer"}, 0},
		{labelsField, "vip;gold | Größe (L)", []string{"vip", "gold", "größe-l"}, 0},
		{labelsField, "!, vip", []string{"vip"}, 1},
	} {
		task := &ImportTask{Header: []string{"x"}, Columns: []*ImportColumn{{Name: "x", Field: test.field}}, Region: "US"}
		row := task.ReadRow(1, ImportCells{Cells: []string{test.cell}}, nil)
		got := slices.Clone(row.Labels)
		for _, p := range row.points {
			text := p.in.Value
			if p.in.Label != nil {
				text += " [" + *p.in.Label + "]"
			}
			got = append(got, text)
		}
		for _, e := range row.Broken {
			got = append(got, "error: "+e.Message)
			if !slices.Equal(e.Field, []string{"x"}) {
				t.Errorf("%s %q: the error is at %q", test.field, test.cell, e.Field)
			}
		}
		if !slices.EqualFunc(got, test.want, strings.HasPrefix) || len(row.Warnings) != test.warnings {
			t.Errorf("%s %q: %q %v", test.field, test.cell, got, row.Warnings)
		}
	}
}

// TestHostileRow bounds what a row can make of a large cell.
func TestHostileRow(t *testing.T) {
	t.Parallel()
	var emails strings.Builder
	for i := range 100_000 {
		emails.WriteString(strings.Repeat("a", i%7+1) + "@" + strings.Repeat("b", i%11+1) + ".example;")
	}
	for _, test := range []struct{ field, cell, want string }{
		{"email", emails.String(), "LIMIT"}, {labelsField, strings.Repeat("!,", 100_000), ""}, {"email", strings.Repeat("x;", 100_000), ""},
	} {
		task := &ImportTask{Header: []string{"x"}, Columns: []*ImportColumn{{Name: "x", Field: test.field}}}
		row := task.ReadRow(1, ImportCells{Cells: []string{test.cell}}, nil)
		if len(row.points) > MaxPoints || len(row.Warnings) > maxRowWarnings || (len(row.Broken) > 0) != (test.want != "") ||
			test.want != "" && string(row.Broken[0].Code) != test.want {
			t.Errorf("%s: %d addresses, %d warnings, %v", test.field, len(row.points), len(row.Warnings), row.Broken)
		}
	}
}

// TestNationalNumberWithoutRegion reads numbers that only a region makes a key of.
func TestNationalNumberWithoutRegion(t *testing.T) {
	task := &ImportTask{Header: []string{"x"}, Columns: []*ImportColumn{{Name: "x", Field: "phoneNumber"}}}
	row := task.ReadRow(1, ImportCells{Cells: []string{"0171 1234567"}}, nil)
	if len(row.Broken) != 1 || !strings.Contains(row.Broken[0].Message, "default region") {
		t.Errorf("%v", row.Broken)
	}
	if row = task.ReadRow(1, ImportCells{Cells: []string{"0171 1234567; +14155550142"}}, nil); len(row.Broken) > 0 || len(row.points) != 1 ||
		len(row.Warnings) != 1 || !strings.Contains(row.Warnings[0].Message, `"0171 1234567" was left out`) {
		t.Errorf("%v %v", row.Broken, row.Warnings)
	}
	task.Region = "DE"
	row = task.ReadRow(1, ImportCells{Cells: []string{"0171 1234567"}}, nil)
	if len(row.points) != 1 || row.points[0].in.Value != "+491711234567" {
		t.Errorf("%v %v", row.points, row.Broken)
	}
}
