package transfer_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/internal/sheet"
	"kith/models"
)

// exported exports all contacts and returns the file.
func exported(t *testing.T, w *crmtest.World, in models.ContactsExportInput) string {
	t.Helper()
	job, err := w.CRM.ExportContacts(crmtest.As(w.Home.Administrator), in)
	done := do(t, w, job, err)
	if done.State != models.JobSucceeded {
		t.Fatal(counts(done))
	}
	return fetch(t, w, done.Result)
}

// TestExportFormats exports contacts in each format, and reads the same values from the file. A linked company is named.
func TestExportFormats(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	company, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Analytical Engines"})
	if err != nil {
		t.Fatal(err)
	}
	name, last, label, yes := "Ada", "Byron", "work", true
	if _, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name, LastName: &last, CompanyID: &company.ID,
		Emails:       []models.ContactPointInput{{Value: "a@x.example"}, {Value: "b@x.example", Label: &label, Preferred: &yes}},
		PhoneNumbers: []models.ContactPointInput{{Value: "+12125550123"}}, Labels: []string{"vip"},
		CustomAttributes: models.JSON(`{"plan": "x;=cmd|' /C calc'!A0;"}`)}); err != nil {
		t.Fatal(err)
	}
	for _, format := range models.ExportFormats {
		in := models.ContactsExportInput{Format: format}
		if format == models.ExportCSV || format == models.ExportXLSX {
			in.Options = &models.ContactsExportOptions{AddressColumns: true, Separator: models.Comma}
		}
		file := exported(t, w, in)
		f, err := sheet.Detect(func() io.Reader { return strings.NewReader(file) })
		if err != nil || string(f.Kind) != string(format) {
			t.Fatalf("%s: %+v %v", format, f, err)
		}
		r := sheet.NewReader(strings.NewReader(file), f)
		header, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		cells, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for i, column := range header {
			got[column] = cells[i]
		}
		for column, want := range map[string]string{"name": "Ada", "lastName": "Byron", "email": "b@x.example", "email label": "work",
			"email 2": "a@x.example", "phoneNumber": "+12125550123", "companyName": "Analytical Engines", "labels": "vip",
			"customAttributes.plan": "x;=cmd|' /C calc'!A0;", "blocked": "false"} {
			if got[column] != want {
				t.Errorf("%s: %s is %q, not %q", format, column, got[column], want)
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if got, want := exported(t, w, models.ContactsExportInput{Columns: []string{"name", "phoneNumber"}, Format: models.ExportCSV,
		Options: &models.ContactsExportOptions{ByteOrderMark: true, Separator: models.Semicolon, RawPhoneNumbers: true}}),
		"\ufeffname;phoneNumber\nAda;+12125550123\n"; got != want {
		t.Errorf("%q is not %q", got, want)
	}
	_, err = w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportVCard,
		Options: &models.ContactsExportOptions{AddressColumns: true}})
	if err == nil || !strings.HasPrefix(err.Error(), "INVALID options.addressColumns") {
		t.Error(err)
	}
}

// TestOfficeShowsNoFormula opens exports in LibreOffice, with each separator that people choose, and looks for formulas. It needs the
// program that KITH_TEST_SOFFICE names, see .ci/run.
func TestOfficeShowsNoFormula(t *testing.T) {
	t.Parallel()
	office := os.Getenv("KITH_TEST_SOFFICE")
	if office == "" {
		t.Skip("KITH_TEST_SOFFICE is not set; `.ci/run libreoffice` sets it")
	}
	w := crmtest.NewWorld(t)
	for _, text := range []string{"=1+1", "+1+1", "-1+1", "@SUM(1,1)", "x;=1+1;", "x\t=1+1", "a,=1+1", "x|+1+1", "l\n=1+1",
		`x;"=1+1`, "＝1+1", `=HYPERLINK("http://x.example","y")`, "=cmd|' /C calc'!A0", "'=1+1", " =1+1", "x;\"\"=1+1\"\""} {
		if _, err := w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{LastName: &text}); err != nil {
			t.Fatal(err)
		}
	}
	columns := []string{"contactType", "lastName"}
	dir := t.TempDir()
	for name, in := range map[string]models.ContactsExportInput{
		"a.csv":  {Format: models.ExportCSV, Columns: columns},
		"b.csv":  {Format: models.ExportCSV, Columns: columns, Options: &models.ContactsExportOptions{Separator: models.Semicolon}},
		"c.xlsx": {Format: models.ExportXLSX, Columns: columns},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(exported(t, w, in)), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, separator := range []string{"44", "59", "9", "124"} {
			args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", "fods",
				"--outdir", dir}
			if strings.HasSuffix(name, ".csv") {
				args = append(args, "--infilter=CSV:"+separator+",34,76,1,,1033,false,true")
			}
			open := exec.CommandContext(t.Context(), office, append(args, path)...) //nolint:gosec // the operator's word
			if out, err := open.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			opened, err := os.ReadFile(strings.TrimSuffix(path, filepath.Ext(path)) + ".fods")
			if err != nil || !strings.Contains(string(opened), "VISITOR") {
				t.Fatalf("%s was not opened: %v", name, err)
			}
			if strings.Contains(string(opened), "table:formula=") {
				t.Errorf("%s has a formula where cells end with the character %s", name, separator)
			}
		}
	}
}

// TestFormatsRoundTrip moves contacts through each format into another account, where they are the same, and into the one that they come
// from, where nothing changes. JSON Lines also keep apart two people who have nothing but a shared number, and tell whose it is.
func TestFormatsRoundTrip(t *testing.T) {
	t.Parallel()
	for _, format := range models.ExportFormats {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			ctx := crmtest.As(w.Home.Administrator)
			people := []models.ContactCreateInput{
				{Name: new("Ada Byron"), LastName: new("Byron"), MiddleName: new("A."), Labels: []string{"vip", "größe"},
					Emails: []models.ContactPointInput{{Value: "ada@x.example", Label: new("work")},
						{Value: "a@home.example", Preferred: new(true), Label: new("Ada's")}},
					PhoneNumbers:     []models.ContactPointInput{{Value: "+12125550123", Label: new("cell")}},
					Identifiers:      []models.ContactPointInput{{Value: "7"}, {Value: "7", System: new("crm"), Label: new("old")}},
					CustomAttributes: models.JSON(`{"plan": "12", "n": 12, "yes": true, "list": [1, "a"], "o": {"x": "=1+1"}, "text": "a\nb; c"}`),
					AdditionalAttributes: &models.AdditionalAttributesInput{City: models.Given("São Paulo"), Country: models.Given("Brazil"),
						JobTitle: models.Given("Head, of; all"), CompanyName: models.Given("Engines \"Ltd\"")}},
				{Name: new("=Bob"), Email: new("bob@x.example"), ContactType: new(models.Lead),
					PhoneNumbers: []models.ContactPointInput{{Value: "+12125550123", Shared: new(true)}, {Value: "+12125550199"}}},
			}
			if format == models.ExportJSONL {
				people = append(people,
					models.ContactCreateInput{Name: new("Cy"), PhoneNumbers: []models.ContactPointInput{{Value: "+12125550123", Shared: new(true)}}},
					models.ContactCreateInput{Name: new("Di"), Emails: []models.ContactPointInput{{Value: "bob@x.example", Shared: new(true)}},
						Identifiers: []models.ContactPointInput{{Value: "9", System: new("crm")}, {Value: "7", Shared: new(true)}}})
			}
			for _, in := range people {
				if _, err := w.CRM.CreateContact(ctx, in); err != nil {
					t.Fatal(err)
				}
			}
			contacts := func(a crmtest.Account) string {
				return strings.Join(w.Texts(t, `
					SELECT (to_jsonb(c) - ARRAY['account_id', 'id', 'version', 'created_at', 'updated_at'] || jsonb_build_object('labels',
						ARRAY (SELECT l.title FROM contact_labels x JOIN labels l ON l.id = x.label_id WHERE x.contact_id = c.id ORDER BY 1), 'points',
						(SELECT jsonb_agg(jsonb_build_array(kind, system, value, label, preferred, shared) ORDER BY kind, system, value)
						FROM contact_points p WHERE p.contact_id = c.id)))::text
					FROM contacts c
					WHERE account_id = $1
					ORDER BY name`, a.Key), "\n")
			}
			in := models.ContactsExportInput{Format: format}
			if format == models.ExportCSV || format == models.ExportXLSX {
				in.Options = &models.ContactsExportOptions{AddressColumns: true, Separator: models.Comma}
			}
			file, had := exported(t, w, in), contacts(w.Home)
			moved := load(t, w, w.Foreign, file)
			if has := contacts(w.Foreign); has != had || moved.Failed > 0 {
				t.Errorf("%s\n%s\nbecame\n%s\nthrough\n%s", counts(moved), had, has, file)
			}
			again := load(t, w, w.Home, file)
			if has := contacts(w.Home); has != had || again.Unchanged != len(people) {
				t.Errorf("%s, %d unchanged\n%s\nbecame\n%s\nthrough\n%s", counts(again), again.Unchanged, had, has, file)
			}
		})
	}
}
