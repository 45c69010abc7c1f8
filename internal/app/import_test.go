package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"kith/models"
)

const importContacts = `mutation ($in: ContactsImportInput!) { contactsImport(input: $in) {
	job { id state dryRun } userErrors { code field }
} }`

// importJob is a job that imports, as its watcher sees it.
type importJob struct {
	ID, State                           string
	DryRun                              bool
	Total, Processed, Succeeded, Failed int
	FailuresURL                         string
}

// importFile uploads a file of contacts.
func (s *process) importFile(t *testing.T, content io.Reader, in map[string]any) (job *importJob, refused string) {
	t.Helper()
	in["file"] = nil
	a := s.upload(t, importContacts, in, "file", "contacts.csv", content, "GraphQL-Require-Preflight", "1")
	var said struct {
		Data struct {
			ContactsImport struct {
				Job        *importJob
				UserErrors []struct {
					Code  string
					Field []string
				}
			}
		}
		Errors json.RawMessage
	}
	if err := json.Unmarshal([]byte(a.body), &said); err != nil || said.Errors != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for _, e := range said.Data.ContactsImport.UserErrors {
		refused += e.Code + " " + strings.Join(e.Field, ".")
	}
	return said.Data.ContactsImport.Job, refused
}

// watch follows a job on an event stream to its end.
func (s *process) watch(t *testing.T, id string) (told []importJob) {
	t.Helper()
	a := s.post(t, "/graphql", operation(`subscription ($id: ID!) {
		jobProgress(id: $id) { id state dryRun total processed succeeded failed failuresUrl }
	}`, map[string]any{"id": id}),
		"Authorization", "Bearer "+s.token, "Accept", "text/event-stream")
	for line := range strings.Lines(a.body) {
		if data, found := strings.CutPrefix(line, "data: {"); found {
			var said struct {
				Data struct{ JobProgress importJob }
			}
			if err := json.Unmarshal([]byte("{"+data), &said); err != nil {
				t.Fatal(err, line)
			}
			told = append(told, said.Data.JobProgress)
		}
	}
	if len(told) == 0 || !strings.HasSuffix(strings.TrimSpace(a.body), "event: complete\ndata:") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return told
}

// TestImportByUpload loads what a spreadsheet saves as «Unicode text»: UTF-16 with semicolons, CRLF and quoted line breaks.
func TestImportByUpload(t *testing.T) {
	t.Parallel()
	const rows = 2500
	s := externalPlace(t).serve(t)
	var table strings.Builder
	table.WriteString("Name;E-Mail;Company Name;Tarif\r\n")
	for i := range rows {
		fmt.Fprintf(&table, "\"Müller; %d\";person%d@example.com;\"Acme\r\nGmbH\";pro\r\n", i, i)
	}
	table.WriteString("\"Two\r\nlines\";nothing;Acme;\"a \"\"quoted\"\" one\"\r\n")
	sheet, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(table.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, dry := range []bool{true, false} {
		job, refused := s.importFile(t, strings.NewReader(sheet), map[string]any{"dryRun": dry,
			"map": []any{map[string]any{"column": "Tarif", "field": "customAttributes.plan"}}})
		if refused != "" || job.State != "QUEUED" || job.DryRun != dry {
			t.Fatalf("dry %v: %+v %s", dry, job, refused)
		}
		told := s.watch(t, job.ID)
		for i, at := range told {
			if last := i == len(told)-1; (at.State == "QUEUED" || at.State == "RUNNING") == last || i > 0 && at.Processed < told[i-1].Processed {
				t.Errorf("dry %v: %+v", dry, told)
			}
		}
		end := told[len(told)-1]
		failures := end.FailuresURL
		end.FailuresURL = ""
		if end != (importJob{job.ID, "SUCCEEDED", dry, rows + 1, rows + 1, rows, 1, ""}) {
			t.Errorf("dry %v: %+v", dry, end)
		}
		resp, err := http.Get(failures)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		const want = "Name,E-Mail,Company Name,Tarif,reason\n" +
			"\"Two\nlines\",nothing,Acme,\"a \"\"quoted\"\" one\",\"E-Mail: An email is local@domain, without spaces and invisible characters.\"\n"
		if err != nil || resp.StatusCode != http.StatusOK || string(text) != want {
			t.Errorf("dry %v: %d %q %v", dry, resp.StatusCode, text, err)
		}
		if n := s.contacts(t); dry && n != 0 || !dry && n != rows {
			t.Errorf("dry %v: %d contacts", dry, n)
		}
	}
	var found struct {
		Contact struct {
			Name                 string
			CustomAttributes     map[string]string
			AdditionalAttributes struct{ CompanyName string }
		}
	}
	s.query(t, &found, `{ contact(by: {email: "person2400@example.com"}) { name customAttributes additionalAttributes { companyName } } }`,
		nil)
	if c := found.Contact; c.Name != "Müller; 2400" || c.AdditionalAttributes.CompanyName != "Acme GmbH" ||
		c.CustomAttributes["plan"] != "pro" {
		t.Errorf("%+v", c)
	}
}

// zeros are as many bytes as are read.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestImportUploadsThatAreRefused sends files that are none, and one as a form of another site would.
func TestImportUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	for name, test := range map[string]struct {
		content io.Reader
		want    string
	}{
		"nothing":           {strings.NewReader(""), "REQUIRED file"},
		"a workbook":        {strings.NewReader("PK\x03\x04\x14\x00\b\x00\x00\x00xl/workbook.xml"), "INVALID file"},
		"a byte too many":   {io.LimitReader(zeros{}, models.MaxImportBytes+1), "TOO_LONG file"},
		"an unknown column": {strings.NewReader("name,shoe size\n"), "INVALID map"},
	} {
		if job, refused := s.importFile(t, test.content, map[string]any{}); job != nil || refused != test.want {
			t.Errorf("%s: %+v %s", name, job, refused)
		}
	}
	if a := s.upload(t, importContacts, map[string]any{"file": nil}, "file", "contacts.csv",
		strings.NewReader("name\nAda\n")); a.status != http.StatusBadRequest || !strings.Contains(a.body, "GraphQL-Require-Preflight") {
		t.Errorf("without the header: %d %s", a.status, a.body)
	}
	var jobs struct{ Jobs struct{ Nodes []importJob } }
	s.query(t, &jobs, `{ jobs { nodes { id } } }`, nil)
	if len(jobs.Jobs.Nodes) != 0 {
		t.Errorf("%+v", jobs)
	}
}
