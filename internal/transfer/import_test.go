package transfer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// loadWith imports a text with options and returns the job with its counts.
func loadWith(t *testing.T, w *crmtest.World, text string, in models.ContactsImportInput) string {
	t.Helper()
	in.File = upload("contacts.csv", text)
	job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), in)
	done := do(t, w, job, err)
	return fmt.Sprintf("%d created, %d updated, %d unchanged, %d failed, %d warnings", done.Created, done.Updated, done.Unchanged, done.Failed,
		done.Warnings)
}

// TestWeakKeys imports people who share addresses: a weaker key never makes one person of two.
func TestWeakKeys(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, file, counts, again string
		in                        models.ContactsImportInput
		contacts                  []string
	}{
		{"a switchboard", "name,email,phone\nA,a@x.example,+12125550100\nB,b@x.example,+12125550100\nC,c@x.example,+12125550100\n",
			"3 created, 0 updated, 0 unchanged, 0 failed, 2 warnings", "0 created, 0 updated, 3 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{},
			[]string{"A||a@x.example|+12125550100", "B||b@x.example|+12125550100 (shared)", "C||c@x.example|+12125550100 (shared)"}},
		{"a family's mailbox", "name,external id,email\nA,1,f@x.example\nB,2,f@x.example\n",
			"2 created, 0 updated, 0 unchanged, 0 failed, 1 warnings", "0 created, 0 updated, 2 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{}, []string{"A||f@x.example|1", "B||f@x.example (shared)|2"}},
		{"a phone number and the name", "name,email,phone\nÁ,a@x.example,+12125550100\na,,+12125550100\n",
			"1 created, 1 updated, 0 unchanged, 0 failed, 0 warnings", "0 created, 2 updated, 0 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{}, []string{"a||a@x.example|+12125550100"}},
		{"a phone number and another name", "name,email,phone\nA,a@x.example,+12125550100\nAA,,+12125550100\n",
			"2 created, 0 updated, 0 unchanged, 0 failed, 1 warnings", "0 created, 0 updated, 2 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{}, []string{"A||a@x.example|+12125550100", "AA||+12125550100 (shared)"}},
		{"a new email by identifier", "name,external id,email\nA,1,a@x.example\nA,1,b@x.example\n",
			"1 created, 1 updated, 0 unchanged, 0 failed, 0 warnings", "0 created, 2 updated, 0 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{}, []string{"A||b@x.example|1"}},
		{"placeholders", "name,external id\nA,N/A\nB,NULL\nC,-\n",
			"3 created, 0 updated, 0 unchanged, 0 failed, 6 warnings", "3 created, 0 updated, 0 unchanged, 0 failed, 6 warnings",
			models.ContactsImportInput{}, []string{"A|", "B|", "C|", "A|", "B|", "C|"}},
		{"by email only", "name,external id,email\nA,1,a@x.example\nAA,2,a@x.example\n",
			"1 created, 1 updated, 0 unchanged, 0 failed, 0 warnings", "0 created, 2 updated, 0 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{MatchBy: []models.ImportKey{models.ImportByEmail}}, []string{"AA||a@x.example|2"}},
		{"by email, not by phone number", "name,email,phone\nA,a@x.example,+12125550100\nB,b@x.example,+12125550100\n",
			"2 created, 0 updated, 0 unchanged, 0 failed, 1 warnings", "0 created, 0 updated, 2 unchanged, 0 failed, 0 warnings",
			models.ContactsImportInput{MatchBy: []models.ImportKey{models.ImportByEmail}},
			[]string{"A||a@x.example|+12125550100", "B||b@x.example|+12125550100 (shared)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			if got := loadWith(t, w, test.file, test.in); got != test.counts {
				t.Error(got)
			}
			if got := loadWith(t, w, test.file, test.in); got != test.again {
				t.Errorf("again: %s", got)
			}
			if got := contactsOf(t, w, w.Home); !slices.Equal(got, test.contacts) {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestImportModes imports one file with each mode and each rule about what is there.
func TestImportModes(t *testing.T) {
	t.Parallel()
	const file = "name,email,city,customAttributes.plan,customAttributes.seats,labels\n" +
		"Ada L,ada@x.example,Oslo,pro,5,new\nBob,bob@x.example,,,,\n"
	for _, test := range []struct {
		in       models.ContactsImportInput
		counts   string
		contacts []string
	}{
		{models.ContactsImportInput{Mode: models.ImportUpsert}, "1 created, 1 updated, 0 unchanged, 0 failed, 0 warnings",
			[]string{`Ada L||ada@x.example|Oslo|new,old|{"plan": "pro", "seats": 5}`, "Bob||bob@x.example"}},
		{models.ContactsImportInput{Mode: models.ImportCreate}, "1 created, 0 updated, 0 unchanged, 1 failed, 0 warnings",
			[]string{`Ada||ada@x.example|old|{"plan": "free"}`, "Bob||bob@x.example"}},
		{models.ContactsImportInput{Mode: models.ImportUpdate}, "0 created, 1 updated, 0 unchanged, 1 failed, 0 warnings",
			[]string{`Ada L||ada@x.example|Oslo|new,old|{"plan": "pro", "seats": 5}`}},
		{models.ContactsImportInput{Overwrite: models.OverwriteBlankOnly}, "1 created, 1 updated, 0 unchanged, 0 failed, 0 warnings",
			[]string{`Ada||ada@x.example|Oslo|new,old|{"plan": "free", "seats": 5}`, "Bob||bob@x.example"}},
		{models.ContactsImportInput{Overwrite: models.OverwriteNever}, "1 created, 0 updated, 1 unchanged, 0 failed, 0 warnings",
			[]string{`Ada||ada@x.example|old|{"plan": "free"}`, "Bob||bob@x.example"}},
	} {
		t.Run(string(test.in.Mode)+string(test.in.Overwrite), func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			if _, err := w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Name: new("Ada"),
				Email: new("ada@x.example"), CustomAttributes: models.JSON(`{"plan": "free"}`), Labels: []string{"old"}}); err != nil {
				t.Fatal(err)
			}
			if got := loadWith(t, w, file, test.in); got != test.counts {
				t.Error(got)
			}
			if got := contactsOf(t, w, w.Home); !slices.Equal(got, test.contacts) {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestCompaniesOfRows links contacts to companies by id, domain and name, and creates those that are missing if that is wanted.
func TestCompaniesOfRows(t *testing.T) {
	t.Parallel()
	for _, create := range []bool{false, true} {
		t.Run(fmt.Sprint(create), func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			ctx := crmtest.As(w.Home.Administrator)
			var acme *models.Company
			for _, in := range []models.CompanyCreateInput{{Name: "Acme"}, {Name: "Twin"}, {Name: "Twin"},
				{Name: "Dom", Domain: new("dom.example")}} {
				company, err := w.CRM.CreateCompany(ctx, in)
				if err != nil {
					t.Fatal(err)
				}
				if in.Name == "Acme" {
					acme = company
				}
			}
			got := loadWith(t, w, "name,email,company,company domain,companyId\nA,a@x.example,ACME,,\nB,b@x.example,Twin,,\n"+
				"C,c@x.example,New,new.example,\nD,d@x.example,Whatever,https://www.dom.example/about,\nE,e@x.example,new,,\n"+
				"F,f@x.example,,,"+acme.ID.String()+"\n",
				models.ContactsImportInput{CreateCompanies: create})
			if got != "6 created, 0 updated, 0 unchanged, 0 failed, 1 warnings" {
				t.Error(got)
			}
			linked := w.Texts(t, `SELECT concat_ws('|', c.name, co.name, co.domain, c.additional_attributes->>'companyName')
				FROM contacts c LEFT JOIN companies co ON co.id = c.company_id ORDER BY c.name`)
			want := []string{"A|Acme", "B|Twin", "C|New", "D|Dom|dom.example", "E|new", "F|Acme"}
			if create {
				want = []string{"A|Acme", "B|Twin", "C|New|new.example", "D|Dom|dom.example", "E|New|new.example", "F|Acme"}
			}
			if !slices.Equal(linked, want) {
				t.Errorf("%q", linked)
			}
		})
	}
}

// TestPreview tells what a file would become, and stores nothing.
func TestPreview(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	ada, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: new("Ada"), Email: new("ada@x.example")})
	if err != nil {
		t.Fatal(err)
	}
	file := "First Name;E-Mail;Since;Tags;Firma\nAda;ada@x.example;3/4/2026;vip;New\nBob;bob@;;;\nCy;cy@x.example;;!;New\n;;;;\n" +
		strings.Repeat("Dora;;;;\n", 30)
	p, err := w.Transfers.Preview(ctx, models.ContactsImportInput{File: upload("x.csv", file), UnknownColumns: models.UnknownAttributes,
		CreateCompanies: true})
	if err != nil {
		t.Fatal(err)
	}
	if p.Format != "CSV" || p.Encoding != "UTF-8" || *p.Separator != ";" || *p.HeaderRow != 1 || p.Total != 34 ||
		len(p.Rows) != models.PreviewRows {
		t.Errorf("%+v", p)
	}
	var columns, outcomes []string
	for _, c := range p.Columns {
		columns = append(columns, fmt.Sprint(c.Field, " ", c.By, " ", c.Dates, " ", c.Samples))
	}
	for _, row := range p.Rows[:5] {
		outcomes = append(outcomes, fmt.Sprint(row.Row, " ", row.Outcome, " ", row.Rules, " ", len(row.Warnings)))
	}
	wantColumns := []string{"firstName NAME  [Ada Bob Cy]", "email NAME  [ada@x.example bob@ cy@x.example]",
		"customAttributes.since UNKNOWN MDY [3/4/2026]", "labels NAME  [vip !]", "companyName NAME  [New New]"}
	wantOutcomes := []string{"1 UPDATED  0", "2 FAILED E-Mail: An email is local@domain, without spaces and invisible characters. 0",
		"3 CREATED  1", "4 BLANK  0", "5 CREATED  1"}
	if !slices.Equal(columns, wantColumns) || !slices.Equal(outcomes, wantOutcomes) || *p.Rows[0].ContactID != ada.ID ||
		p.Rows[2].ContactID != nil || len(p.Warnings) != 1 {
		t.Errorf("%q\n%q\n%v", columns, outcomes, p.Warnings)
	}
	for _, table := range []string{"jobs", "companies", "labels"} {
		if n := w.Count(t, "SELECT count(*) FROM "+table); n != 0 {
			t.Errorf("%d %s", n, table)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 1 {
		t.Errorf("%d contacts", n)
	}
	if _, err := w.Transfers.Preview(crmtest.As(w.Home.Agent), models.ContactsImportInput{File: upload("x.csv", file)}); err == nil ||
		!strings.HasPrefix(err.Error(), "FORBIDDEN") {
		t.Error(err)
	}
}

// TestImportEncoding imports a file in the encoding that the input says, whatever its text looks like.
func TestImportEncoding(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	in := models.ContactsImportInput{File: upload("x.csv", "name,email\nJ\xf6rg,j@x.example\n"), Encoding: new("windows-1251")}
	p, err := w.Transfers.Preview(ctx, in)
	if err != nil || p.Encoding != "WINDOWS-1251" || p.Rows[0].Cells[0] != "Jцrg" {
		t.Fatal(p, err)
	}
	job, err := w.Transfers.Import(ctx, in)
	if done := do(t, w, job, err); done.Created != 1 {
		t.Error(counts(done))
	}
	if names := w.Texts(t, "SELECT name FROM contacts WHERE account_id = $1", w.Home.Key); !slices.Equal(names, []string{"Jцrg"}) {
		t.Error(names)
	}
	in.Encoding = new("klingon")
	for name, call := range map[string]func() error{
		"preview": func() error { _, err := w.Transfers.Preview(ctx, in); return err },
		"import":  func() error { _, err := w.Transfers.Import(ctx, in); return err },
	} {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), "INVALID encoding") || !strings.Contains(err.Error(), "WINDOWS-1252") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPicturesOfCards warns of what cards have that is too large to be kept.
func TestPicturesOfCards(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	file := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEMAIL:ada@x.example\r\nPHOTO;ENCODING=b;TYPE=JPEG:" + strings.Repeat("A", 40_000) +
		"\r\nEND:VCARD\r\n"
	job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), models.ContactsImportInput{File: upload("x.vcf", file)})
	if done := do(t, w, job, err); done.Created != 1 || done.Warnings != 1 {
		t.Error(counts(done))
	}
	want := []string{"PHOTO was left out, as it is too large to be kept."}
	if got := w.Texts(t, "SELECT message FROM job_warnings"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestImportChunkStatements imports few and many rows, each with contacts that are there, new ones, companies, labels and shared addresses:
// a chunk sends hardly more statements for many than for few.
func TestImportChunkStatements(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	count := func(from, rows int) int {
		var b strings.Builder
		b.WriteString("name,email,phone,company,tags,customAttributes.since\n")
		for i := from; i < from+rows; i++ {
			fmt.Fprintf(&b, "Person %d,p%d@x.example,+1212555%04d,Company %d,vip,3/4/2026\n", i, i, i/2%100, i%5)
		}
		w.Statements.Reset()
		if got := loadWith(t, w, b.String(), models.ContactsImportInput{CreateCompanies: true}); !strings.Contains(got, " 0 failed") {
			t.Error(got)
		}
		return len(w.Statements.List())
	}
	count(0, 20) // which creates the label and the companies
	few, many := count(10, 20), count(20, 620)
	if few == 0 || many > few+5 {
		t.Errorf("%d statements for 20 rows, %d for 620", few, many)
	}
}
