package crm_test

import (
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestManyContactsAreStoredWhole changes contacts at once: every column that PostgreSQL does not compute must be stored.
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
