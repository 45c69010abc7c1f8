package transfer_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// expectedFile is what becomes of a file: its name, the number of contacts created, updated, failed and of warnings, and the contacts, as
// contactsOf writes them.
type expectedFile struct {
	name, counts string
	contacts     []string
}

// peoplesFiles reads testdata/files.txt: what becomes of files that people and other programs save, with the defaults of the command.
func peoplesFiles(t *testing.T) (all []expectedFile) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "files.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if about, found := strings.CutPrefix(line, "== "); found {
			name, counts, _ := strings.Cut(about, ": ")
			all = append(all, expectedFile{name: name, counts: counts})
			continue
		}
		all[len(all)-1].contacts = append(all[len(all)-1].contacts, line)
	}
	return all
}

// contactLines writes contacts one a line: name, last name, emails, phone numbers, identifiers, company, job title, city, country code,
// labels and custom attributes.
const contactLines = `
	SELECT replace(concat_ws('|', name, last_name, points('EMAIL'), points('PHONE_NUMBER'), points('IDENTIFIER'),
		additional_attributes->>'companyName', additional_attributes->>'jobTitle', additional_attributes->>'city', country_code,
		(SELECT string_agg(l.title, ',' ORDER BY l.title) FROM contact_labels x JOIN labels l ON l.id = x.label_id WHERE x.contact_id = c.id),
		nullif(CASE WHEN jsonb_exists(custom_attributes, 'col_20')
			THEN (SELECT count(*) || ' attributes' FROM jsonb_object_keys(custom_attributes))
			ELSE custom_attributes::text END, '{}')), E'\n', '⏎')
	FROM contacts c
	WHERE account_id = $1
	ORDER BY id`

// contactsOf returns the contacts of an account as lines.
func contactsOf(t *testing.T, w *crmtest.World, a crmtest.Account) []string {
	t.Helper()
	sql := contactLines
	for _, kind := range []string{"EMAIL", "PHONE_NUMBER", "IDENTIFIER"} {
		sql = strings.Replace(sql, "points('"+kind+"')", `(SELECT string_agg(p.value
			|| CASE WHEN p.label <> '' THEN ' [' || p.label || ']' ELSE '' END || CASE WHEN p.shared THEN ' (shared)' ELSE '' END,
			',' ORDER BY p.preferred DESC, p.value)
			FROM contact_points p WHERE p.contact_id = c.id AND p.kind = '`+kind+`')`, 1)
	}
	return w.Texts(t, sql, a.Key)
}

// commandDefaults are those of kith import.
func commandDefaults(name string, content []byte) models.ContactsImportInput {
	return models.ContactsImportInput{UnknownColumns: models.UnknownAttributes,
		File: models.Upload{Filename: name, Size: int64(len(content)), Content: bytes.NewReader(content)}}
}

// TestPeoplesFiles imports the files of other programs, and imports each once more: nobody who has a key is doubled.
func TestPeoplesFiles(t *testing.T) {
	t.Parallel()
	for _, test := range peoplesFiles(t) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			content, err := os.ReadFile(filepath.Join("testdata", "files", test.name))
			if err != nil {
				t.Fatal(err)
			}
			job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), commandDefaults(test.name, content))
			done := do(t, w, job, err)
			got := fmt.Sprintf("%d+%d+%d, %d", done.Created, done.Updated, done.Failed, done.Warnings)
			contacts := contactsOf(t, w, w.Home)
			if got != test.counts || !slices.Equal(contacts, test.contacts) {
				t.Errorf("%s\n%s\n%s\n%s", got, strings.Join(contacts, "\n"),
					strings.Join(w.Texts(t, "SELECT concat_ws(' ', row_number, column_name, message) FROM job_warnings ORDER BY n"), "\n"),
					strings.Join(w.Texts(t, "SELECT concat_ws(' ', row_number, errors) FROM job_failures ORDER BY n"), "\n"))
			}
			keyless := w.Count(t, "SELECT count(*) FROM contacts WHERE num_nonnulls(email, phone_number, identifier) = 0")
			job, err = w.Transfers.Import(crmtest.As(w.Home.Administrator), commandDefaults(test.name, content))
			if again := do(t, w, job, err); again.Created != keyless {
				t.Errorf("again %d were created, %d had no key", again.Created, keyless)
			}
		})
	}
}
