package crm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

// TestManyContactsAreStoredWhole changes many contacts at once: every column that PostgreSQL does not compute must be stored.
func TestManyContactsAreStoredWhole(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada")})
	if err != nil {
		t.Fatal(err)
	}
	job, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: []models.ContactID{c.ID}},
		Set: models.ContactBulkSet{Blocked: given(true)}})
	if err != nil {
		t.Fatal(err)
	}
	w.Statements.Reset()
	if done := work(t, w, job); done.Succeeded != 1 {
		t.Fatalf("%+v", done)
	}
	want := w.Texts(t, `
		SELECT column_name::text
		FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = 'contacts' AND is_generated = 'NEVER' AND column_name <> 'account_id'`)
	for _, s := range w.Statements.List() {
		if _, names, found := strings.Cut(s.SQL, "UPDATE contacts c SET ("); found {
			names, _, _ = strings.Cut(names, ")")
			got := strings.Split(names, ", ")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("stored are\n%v, not\n%v", got, want)
			}
			return
		}
	}
	t.Error("no contacts were stored at once")
}

// TestWhatDiffersIsStored changes columns that are not in the event log: they are stored, one by one and in bulk, without a new
// version and without an event. Values that are only written differently are no change.
func TestWhatDiffersIsStored(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), CustomAttributes: models.JSON(`{"a": 1, "plan": "pro"}`)})
	if err != nil {
		t.Fatal(err)
	}
	events := w.Count(t, "SELECT count(*) FROM contact_events")
	for _, change := range []struct {
		name string
		run  func() error
	}{
		{"one", func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Name: given("Ada")})
			return err
		}},
		{"many", func() error {
			job, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: []models.ContactID{c.ID}},
				Set: models.ContactBulkSet{CustomAttributes: graphql.OmittableOf(models.JSON(`{"plan":"pro"}`))}})
			if err == nil {
				work(t, w, job)
			}
			return err
		}},
	} {
		w.Exec(t, "UPDATE contacts SET search = 'stale'")
		if err := change.run(); err != nil {
			t.Fatal(err)
		}
		if n := w.Count(t, "SELECT count(*) FROM contacts WHERE search = 'ada' AND version = 1"); n != 1 {
			t.Errorf("%s: the column is not stored, or made a version", change.name)
		}
		w.Statements.Reset()
		if err := change.run(); err != nil {
			t.Fatal(err)
		}
		for _, s := range w.Statements.List() {
			if strings.Contains(s.SQL, "UPDATE contacts") {
				t.Errorf("%s: nothing differs, but %s", change.name, s.SQL)
			}
		}
	}
	if _, err := w.CRM.ContactPicture(c.ID).Remove(ctx); err != nil {
		t.Fatal(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE avatar_set_at IS NOT NULL AND version = 1"); n != 1 {
		t.Error("when the picture was taken away is not stored, or made a version")
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events"); n != events {
		t.Errorf("%d events", n-events)
	}
}
