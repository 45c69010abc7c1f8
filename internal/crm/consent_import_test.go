package crm_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestImportedConsents: a file grants where nothing is known and refuses everywhere; it never loosens a refusal, of whichever address, and
// says so. What it told is in the event of its row, and its proof names the file.
func TestImportedConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	refused := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("ada@x.example"), PhoneNumber: ptr("+12125550100")})
	granted := newContact(t, w, models.ContactCreateInput{Name: ptr("Bob"), Email: ptr("bob@x.example")})
	gone := newContact(t, w, models.ContactCreateInput{Name: ptr("Cem"), Email: ptr("cem@x.example")})
	for c, state := range map[*models.Contact]models.ConsentState{refused: models.ConsentRefused, granted: models.ConsentGranted,
		gone: models.ConsentRefused} {
		if err := says(ctx, w, c, models.PointEmail, state, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: gone.ID}); err != nil {
		t.Fatal(err)
	}
	job := importText(t, w, "name,email,consents.news,consents.Calls",
		"Ada,ada@x.example,granted,", "Bob,bob@x.example,REFUSED,GRANTED", "Cem,cem@x.example,GRANTED,", "Dan,dan@x.example,GRANTED,UNKNOWN",
		"Dan,dan@x.example,,REFUSED", "Eve,eve@x.example,perhaps,", "Fay,,GRANTED,")
	if got := w.Texts(t, "SELECT failed || ' ' || warnings FROM jobs WHERE id = $1", job.ID)[0]; got != "1 4" {
		t.Errorf("%s rows failed and warnings: %q", got,
			w.Texts(t, "SELECT concat_ws(': ', row_number, column_name, message) FROM job_warnings ORDER BY 1"))
	}
	find := func(email string) models.ContactID {
		c, err := w.CRM.FindContact(ctx, models.ContactBy{Email: &email})
		if err != nil || c == nil {
			t.Fatal(email, c, err)
		}
		return c.ID
	}
	for email, want := range map[string]string{
		"ada@x.example": "EMAIL news REFUSED, PHONE_NUMBER news GRANTED",
		"bob@x.example": "EMAIL calls GRANTED, EMAIL news REFUSED", "cem@x.example": refusedEmail,
		"dan@x.example": "EMAIL calls REFUSED, EMAIL news GRANTED",
	} {
		if got := consentsOf(t, w, find(email)); got != want {
			t.Errorf("%s: %s, not %s", email, got, want)
		}
	}
	if mayContact(t, w, refused.ID) || mayContact(t, w, find("cem@x.example")) || !mayContact(t, w, find("dan@x.example")) {
		t.Error("a refusal was loosened, or a grant was lost")
	}
	if n := w.Count(t, "SELECT count(*) FROM consents WHERE proof ~ '^Import of .*, row [0-9]+\\.$'"); n != 5 {
		t.Errorf("%d consents have the proof of the file", n)
	}
	if got := w.Texts(t, `SELECT concat_ws(' ', type, x #>> '{to,value}', x #>> '{to,purpose}', x #>> '{to,state}')
		FROM contact_events, jsonb_array_elements(changes) x WHERE x ->> 'field' = 'consents' AND contact_id = $1 ORDER BY seq`,
		find("dan@x.example")); strings.Join(got, "|") !=
		"CONTACT_CREATED dan@x.example news GRANTED|CONTACT_UPDATED dan@x.example calls REFUSED" {
		t.Errorf("the log has %q", got)
	}
}

// TestConsentsGoRound: an export tells the strictest of what is known of a contact's addresses, and another account takes it over.
func TestConsentsGoRound(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	importText(t, w, "name,email,consents.news", "Ada,ada@x.example,REFUSED", "Bob,bob@x.example,GRANTED", "Cem,cem@x.example,")
	written := func(columns ...string) string {
		in := models.ContactsExportInput{Format: models.ExportCSV, Columns: columns}
		job, err := w.CRM.ExportContacts(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if _, err := w.Transfers.Export(t.Context(), crm.JobArgs{Account: w.Home.Key, Job: job.ID}, models.ExportTask(in), &file); err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(file.String(), "\r\n", "\n")
	}
	chosen := written("email", "consents.news", "consents.calls")
	for _, line := range []string{"email,consents.news,consents.calls\n", "ada@x.example,REFUSED,\n", "bob@x.example,GRANTED,\n",
		"cem@x.example,,\n"} {
		if !strings.Contains(chosen, line) {
			t.Errorf("%q is missing in\n%s", line, chosen)
		}
	}
	if head, _, _ := strings.Cut(written(), "\n"); !strings.HasSuffix(head, ",consents.news") {
		t.Errorf("the columns: %s", head)
	}
	lines := strings.Split(strings.TrimSpace(written("name", "email", "consents.news")), "\n")
	w.Exec(t, "DELETE FROM consents")
	importText(t, w, lines[0], lines[1:]...)
	if got := w.Texts(t, "SELECT concat_ws(' ', key, state) FROM consents ORDER BY 1"); strings.Join(got, ", ") !=
		"ada@x.example REFUSED, bob@x.example GRANTED" {
		t.Errorf("the other way: %q", got)
	}
	if _, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Columns: []string{"consents.our news"}}); refusal(err) !=
		"INVALID columns.0" {
		t.Errorf("no purpose: %v", err)
	}
}

// TestImportedConsentsAreBounded: an address has no more purposes by a file than by hand.
func TestImportedConsentsAreBounded(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	c := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("ada@x.example")})
	w.Exec(t, `INSERT INTO consents (account_id, kind, key, purpose, state, given_at, contact_id, recorded_at)
		SELECT $1, 'EMAIL', 'ada@x.example', 'p' || i, 'GRANTED', now(), $2, now() FROM generate_series(1, $3::int - 1) i`, w.Home.Key, c.ID,
		models.MaxConsentPurposes)
	job := importText(t, w, "email,consents.news,consents.calls,consents.p1", "ada@x.example,REFUSED,REFUSED,REFUSED")
	got := w.Texts(t, "SELECT purpose FROM consents WHERE state = 'REFUSED' ORDER BY 1")
	did := w.Texts(t, "SELECT failed || ' ' || warnings FROM jobs WHERE id = $1", job.ID)[0]
	if did != "0 1" || strings.Join(got, " ") != "news p1" {
		t.Errorf("%s failed and warnings, %q", did, got)
	}
}
