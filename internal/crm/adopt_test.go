package crm_test

import (
	"errors"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestAdoptStoresOnce imports the rows of a seed twice: they are stored once, with their references, and only contacts have events.
func TestAdoptStoresOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	rows := seedOf(w, 1, seedNow)
	before := stored(t, w, w.Home.Key)
	first, err := w.CRM.Adopt(admin, rows)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Rejected) > 0 || len(first.Users) != len(rows.Users) || len(first.Labels) != len(rows.Labels) {
		t.Errorf("%+v", first)
	}
	after := stored(t, w, w.Home.Key)
	for table, n := range map[string]int{
		"users": before["users"] + len(rows.Users), "contacts": len(rows.Contacts), "contact_labels": len(rows.ContactLabels),
		"conversations": len(rows.Conversations), "messages": len(rows.Messages),
		"conversation_labels": len(rows.ConversationLabels), "csat_responses": len(rows.CsatResponses)} {
		if after[table] != n {
			t.Errorf("%d rows in %s, not %d", after[table], table, n)
		}
	}
	again, err := w.CRM.Adopt(admin, rows)
	if err != nil || again.Stored != 0 || len(again.Rejected) > 0 || !same(stored(t, w, w.Home.Key), after) {
		t.Errorf("again: %+v %v", again, err)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE account_id = $1", w.Home.Key); n != len(rows.Contacts) {
		t.Errorf("%d events of %d contacts", n, len(rows.Contacts))
	}
}

func TestAdoptIsForAdministrators(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for name, do := range map[string]func() error{
		"adopt": func() error {
			_, err := w.CRM.Adopt(crmtest.As(w.Home.Agent), crm.Seed{})
			return err
		},
		"reserve": func() error { return w.CRM.ReserveDisplayIDs(crmtest.As(w.Home.Agent), 1) },
	} {
		var refused *models.Error
		if err := do(); !errors.As(err, &refused) || refused.Code != models.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAdoptLearnsSizes fills the table of what was brought over at once, as the first runs of an import do. The next run has PostgreSQL
// learn how large it is: before that, it read all records of the account for each part of an import.
func TestAdoptLearnsSizes(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	w.Exec(t, `
		INSERT INTO legacy_records (account_id, system, noun, origin, record_id, legacy_id, fingerprint, version)
		SELECT $1, 'chatwoot', 'MESSAGE', gen_random_uuid(), gen_random_uuid(), n::text, 0, 1 FROM generate_series(1, 2000) n`, w.Home.Key)
	known := func() int {
		return w.Count(t, "SELECT reltuples::int FROM pg_class WHERE oid = 'legacy_records'::regclass")
	}
	if n := known(); n > 0 {
		t.Fatalf("PostgreSQL knows of %d records already", n)
	}
	if _, err := w.CRM.Adopt(crmtest.As(w.Home.Administrator), crm.Seed{}); err != nil {
		t.Fatal(err)
	}
	if n := known(); n != 2000 {
		t.Errorf("PostgreSQL knows of %d records, not of 2000", n)
	}
}
