package transfer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// upload is a file as a request brings it.
func upload(name, text string) models.Upload {
	return models.Upload{Filename: name, Size: int64(len(text)), Content: strings.NewReader(text)}
}

// do does all of a job and returns it.
func do(t testing.TB, w *crmtest.World, job *models.Job, err error) *models.Job {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = w.Transfers.Do(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	done, err := w.CRM.JobToWork(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// load imports a text and returns the job.
func load(t testing.TB, w *crmtest.World, a crmtest.Account, text string, mapped ...models.ColumnMap) *models.Job {
	t.Helper()
	job, err := w.Transfers.Import(crmtest.As(a.Administrator), models.ContactsImportInput{File: upload("contacts.csv", text), Map: mapped})
	return do(t, w, job, err)
}

// fetch reads a file of a job through its link.
func fetch(t testing.TB, w *crmtest.World, file *string) string {
	t.Helper()
	url, err := w.Transfers.URL(t.Context(), file)
	if err != nil || url == nil {
		t.Fatal(url, err)
	}
	recorder := httptest.NewRecorder()
	w.Files.ServeHTTP(recorder, httptest.NewRequest("GET", *url, nil))
	if recorder.Code != 200 {
		t.Fatal(recorder.Code, recorder.Body)
	}
	return recorder.Body.String()
}

func counts(job *models.Job) string {
	total := -1
	if job.Total != nil {
		total = *job.Total
	}
	return fmt.Sprintf("%s %d/%d: %d + %d", job.State, job.Processed, total, job.Succeeded, job.Failed)
}

// TestSpreadsheet imports what a spreadsheet saves: UTF-16, semicolons, CRLF, quoted line breaks.
func TestSpreadsheet(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	const table = "Name;E-Mail;Phone Number;Company Name;City;Country;Labels;Custom;Blocked\r\n" +
		"\"Müller; Jürgen\";Juergen@Example.com;'+4915112345678;\"Acme\r\nGmbH\";Köln;Germany;\"vip, neu\";\"two\r\nlines\";no\r\n" +
		";;;;;;;;\r\n" +
		"Élise;elise@example.com;;;;;;12;yes\r\n"
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	job := load(t, w, w.Home, text, models.ColumnMap{Column: "Custom", Field: "customAttributes.custom"})
	if got := counts(job); got != "SUCCEEDED 3/3: 2 + 0" {
		t.Fatal(got)
	}
	got := w.Texts(t, `SELECT concat_ws('|', name, email, phone_number, additional_attributes->>'companyName', location, country_code,
		custom_attributes->>'custom', blocked, contact_type,
			(SELECT string_agg(l.title, ',' ORDER BY l.title) FROM contact_labels x JOIN labels l ON l.id = x.label_id WHERE x.contact_id = c.id))
		FROM contacts c ORDER BY name`)
	want := []string{"Müller; Jürgen|juergen@example.com|+4915112345678|Acme GmbH|Köln|DE|two\nlines|f|LEAD|neu,vip",
		"Élise|elise@example.com||12|t|LEAD"}
	if !slices.Equal(got, want) {
		t.Errorf("\n%q\nis not\n%q", got, want)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE type = 'CONTACT_CREATED'"); n != 2 {
		t.Errorf("%d events", n)
	}
}

// TestImportMatches has rows about contacts that are there, about each other, about two contacts, and about none that can be.
func TestImportMatches(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(in models.ContactCreateInput) *models.Contact {
		c, err := w.CRM.CreateContact(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ptr := func(s string) *string { return &s }
	a := create(models.ContactCreateInput{Name: ptr("A"), Identifier: ptr("a"), Email: ptr("a@x.example")})
	b := create(models.ContactCreateInput{Name: ptr("B"), Email: ptr("b@x.example"), PhoneNumber: ptr("+12125550123")})
	company, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "X", Domain: ptr("corp.example")})
	if err != nil {
		t.Fatal(err)
	}
	table := `identifier,email,phone number,name,contact type
a,,,A by identifier,
,B@X.example,,B by email,customer
,,+12125550123,B by phone,
a,b@x.example,,of two,
n,new@corp.example,,first,
n,newer@corp.example,,second,
,new@corp.example,,third,
,broken@,,x,
,,212555,x,
,,,x,king
`
	job := load(t, w, w.Home, table)
	if got := counts(job); got != "SUCCEEDED 10/10: 6 + 4" {
		t.Error(got)
	}
	got := w.Texts(t, `SELECT concat_ws(' ', name, coalesce(identifier, '-'), coalesce(email, '-'), contact_type, version, company_id = $1)
		FROM contacts ORDER BY name`, company.ID)
	want := []string{"A by identifier a a@x.example LEAD 2", "B by phone - b@x.example CUSTOMER 3", "second n newer@corp.example LEAD 2 t",
		"third - new@corp.example LEAD 1 t"}
	if !slices.Equal(got, want) {
		t.Errorf("\n%q\nis not\n%q", got, want)
	}
	events := w.Texts(t, "SELECT type || ' ' || (snapshot->>'name') || ' ' || contact_version FROM contact_events ORDER BY seq")
	wantEvents := []string{"CONTACT_CREATED A 1", "CONTACT_CREATED B 1", "CONTACT_UPDATED A by identifier 2", "CONTACT_UPDATED B by email 2",
		"CONTACT_UPDATED B by phone 3",
		"CONTACT_CREATED first 1", "CONTACT_UPDATED second 2", "CONTACT_CREATED third 1"}
	if !slices.Equal(events, wantEvents) {
		t.Errorf("\n%q\nis not\n%q", events, wantEvents)
	}
	failed, err := csv.NewReader(strings.NewReader(fetch(t, w, job.FailuresFile))).ReadAll()
	if err != nil || len(failed) != 5 || failed[0][5] != "reason" || failed[1][3] != "of two" ||
		!strings.Contains(failed[1][5], a.ID.String()) || !strings.Contains(failed[1][5], b.ID.String()) {
		t.Error(failed, err)
	}
	for i, want := range []string{"email: An email is local@domain", "phone number: A phone number must be E.164",
		"contact type: The type is VISITOR"} {
		if !strings.HasPrefix(failed[i+2][5], want) {
			t.Errorf("%q", failed[i+2])
		}
	}
	if _, err := w.Files.Open(t.Context(), "imports"); err == nil {
		t.Error("the file that was imported is left")
	}
}

// TestImportChecks has a file whose attributes are defined, and phone numbers as they are written at home.
func TestImportChecks(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for key, kind := range map[string]models.AttributeType{"seats": models.NumberAttribute, "code": models.TextAttribute,
		"on": models.CheckboxAttribute} {
		if _, err := w.CRM.CreateDefinition(ctx,
			models.CustomAttributeDefinitionCreateInput{Key: key, DisplayName: key, Type: kind, Model: models.ContactAttribute}); err != nil {
			t.Fatal(err)
		}
	}
	region := "us"
	in := models.ContactsImportInput{DefaultRegion: &region,
		File: upload("x.csv",
			"phone number,customAttributes.seats,customAttributes.code,customAttributes.on,left out\n"+
				"(212) 555-0123,12,007,YES,x\n212-555-0124,many,1,,\n"),
		Map: []models.ColumnMap{{Column: "left out", Field: ""}}}
	for _, dry := range []bool{true, false} {
		in.DryRun = dry
		job, err := w.Transfers.Import(ctx, in)
		if done := do(t, w, job, err); counts(done) != "SUCCEEDED 2/2: 1 + 1" {
			t.Error(counts(done))
		}
		if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 0 && dry || n != 1 && !dry {
			t.Errorf("%d contacts, dry %v", n, dry)
		}
	}
	if got := w.Texts(t, "SELECT phone_number || ' ' || custom_attributes FROM contacts"); !slices.Equal(got,
		[]string{`+12125550123 {"on": true, "code": "007", "seats": 12}`}) {
		t.Errorf("%q", got)
	}
}

func TestImportRefusals(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	nowhere := "XX"
	for _, test := range []struct {
		name string
		in   models.ContactsImportInput
		want string
	}{
		{"nothing", models.ContactsImportInput{}, "REQUIRED file"},
		{"an unknown column", models.ContactsImportInput{File: upload("x", "name,shoe size\n")}, "INVALID map"},
		{"two for one", models.ContactsImportInput{File: upload("x", "name,Name\n")}, "INVALID map"},
		{"a column that is not there",
			models.ContactsImportInput{File: upload("x", "name\n"), Map: []models.ColumnMap{{Column: "x", Field: "email"}}}, "INVALID map.0.column"},
		{"an unknown field", models.ContactsImportInput{File: upload("x", "name\n"), Map: []models.ColumnMap{{Column: "name", Field: "shoes"}}},
			"INVALID map.0.field"},
		{"a standard key", models.ContactsImportInput{File: upload("x", "customAttributes.email\n")}, "INVALID map"},
		{"only what exports have", models.ContactsImportInput{File: upload("x", "createdAt,updatedAt\n")}, "REQUIRED file"},
		{"a workbook", models.ContactsImportInput{File: upload("x.xlsx", "PK\x03\x04\x14\x00\b\x00\x00\x00xl/workbook.xml")}, "INVALID file"},
		{"no region", models.ContactsImportInput{File: upload("x", "name\n"), DefaultRegion: &nowhere}, "INVALID defaultRegion"},
		{"too large", models.ContactsImportInput{File: models.Upload{Size: models.MaxImportBytes + 1, Content: strings.NewReader("name\n")}},
			"TOO_LONG file"},
	} {
		if test.in.File.Content == nil {
			test.in.File = upload("x", "")
		}
		_, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), test.in)
		broken, _ := models.BrokenBy(err)
		if len(broken) == 0 || strings.TrimSpace(string(broken[0].Code)+" "+strings.Join(broken[0].Field, ".")) != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
		if _, err := w.Transfers.Import(crmtest.As(w.Home.Agent), test.in); err == nil || !strings.HasPrefix(err.Error(), "FORBIDDEN") {
			t.Errorf("%s by an agent: %v", test.name, err)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM jobs"); n != 0 {
		t.Errorf("%d jobs", n)
	}
	// A quote that is never closed, and a zero, are only seen while the file is read, and fail their row alone.
	for rows, want := range map[string]string{
		"\"" + strings.Repeat("x", 2<<20):                 "SUCCEEDED 1/1: 0 + 1",
		strings.Repeat("Ada\n", 2000) + "B\x00\x00b\nC\n": "SUCCEEDED 2002/2002: 2001 + 1",
	} {
		if job := load(t, w, w.Home, "name\n"+rows); counts(job) != want {
			t.Error(counts(job))
		}
	}
}

// TestExport writes what it was asked for, as it was when it began.
func TestExport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	load(t, w, w.Foreign, "name\nforeign\n")
	load(t, w, w.Home, "name,email,phoneNumber,labels,customAttributes.n,customAttributes.s,blocked\n"+
		"=Ada,a@x.example,+12125550123,\"b-b,aa\",12,\"\"\"12\"\"\",true\nBob,b@x.example,,,,,\n")
	yes := true
	export := func(in models.ContactsExportInput) string {
		job, err := w.CRM.ExportContacts(ctx, in)
		done := do(t, w, job, err)
		if done.State != models.JobSucceeded {
			t.Fatal(counts(done))
		}
		return fetch(t, w, done.Result)
	}
	if got, want := export(models.ContactsExportInput{Format: models.ExportCSV, Filter: &models.ContactFilter{Blocked: &yes},
		Columns: []string{"name", "phoneNumber", "labels", "customAttributes.n", "customAttributes.s"}}),
		"name,phoneNumber,labels,customAttributes.n,customAttributes.s\n'=Ada,'+12125550123,\"aa,b-b\",12,\"\"\"12\"\"\"\n"; got != want {
		t.Errorf("\n%q\nis not\n%q", got, want)
	}
	if got, want := export(models.ContactsExportInput{Format: models.ExportJSONL,
		Columns: []string{"email", "blocked", "labels", "customAttributes.n"}}),
		"{\"email\":\"a@x.example\",\"blocked\":true,\"labels\":[\"aa\",\"b-b\"],\"customAttributes.n\":12}\n"+
			"{\"email\":\"b@x.example\",\"blocked\":false}\n"; got != want {
		t.Errorf("\n%q\nis not\n%q", got, want)
	}
	all := export(models.ContactsExportInput{Format: models.ExportCSV})
	header, _, _ := strings.Cut(all, "\n")
	if !strings.HasPrefix(header, "id,name,") || !strings.HasSuffix(header, ",customAttributes.n,customAttributes.s") ||
		strings.Count(all, "\n") != 3 || strings.Contains(all, "foreign") {
		t.Error(all)
	}
	for column, want := range map[string]string{"shoes": "INVALID columns.0", "": "INVALID columns.0",
		"customAttributes.a\x00": "INVALID columns.0", "customAttributes.": "INVALID columns.0"} {
		if _, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV, Columns: []string{column}}); err == nil ||
			!strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", column, err)
		}
	}
	if _, err := w.CRM.ExportContacts(crmtest.As(w.Home.Agent), models.ContactsExportInput{Format: models.ExportCSV}); err == nil ||
		!strings.HasPrefix(err.Error(), "FORBIDDEN") {
		t.Error(err)
	}
}

// TestExportIsOneSnapshot changes contacts while they are being written.
func TestExportIsOneSnapshot(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	var table strings.Builder
	table.WriteString("name\n")
	for i := range 2500 {
		fmt.Fprintf(&table, "before %d\n", i)
	}
	load(t, w, w.Home, table.String())
	job, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV, Columns: []string{"name"}})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	written := writerFunc(func(p []byte) (int, error) {
		if out.Len() == 0 {
			w.Exec(t, "UPDATE contacts SET name = 'after'")
			w.Exec(t, "DELETE FROM duplicate_queue")
			w.Exec(t, "DELETE FROM contact_points WHERE contact_id IN (SELECT id FROM contacts ORDER BY id DESC LIMIT 100)")
			w.Exec(t, "DELETE FROM contacts WHERE id IN (SELECT id FROM contacts ORDER BY id DESC LIMIT 100)")
		}
		return out.Write(p)
	})
	if _, err := w.Transfers.Export(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}, models.ExportTask{},
		written); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "before"); n != 2500 || strings.Contains(out.String(), "after") {
		t.Errorf("%d contacts are as they were", n)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestExportThatIsCancelled leaves no file.
func TestExportThatIsCancelled(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	load(t, w, w.Home, "name\nAda\n")
	job, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CancelJob(ctx, job.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Transfers.Export(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}, models.ExportTask{}, io.Discard)
	if err == nil || err.Error() != crm.ErrJobEnded.Error() {
		t.Error(err)
	}
	if done := do(t, w, job, nil); done.State != models.JobCancelled || done.Result != nil {
		t.Errorf("%+v", done)
	}
}
