package crm_test

import (
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestLabelsAreBounded fills an account with the labels that it may have, and asks for more in every way.
func TestLabelsAreBounded(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	w.Exec(t, `INSERT INTO labels (account_id, id, title, color, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 'label-' || n, '#112233', now(), now() FROM generate_series(1, 999) n`, w.Home.Key)
	contact := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), Labels: []string{"the-last", "label-1"}}))
	_, created := w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "more"})
	_, named := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Eve"), Labels: []string{"label-1", "more"}})
	_, added := w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: contact.ID, Labels: []string{"more"}})
	for err, want := range map[error]string{created: "LIMIT title", named: "LIMIT labels", added: "LIMIT labels"} {
		if refusal(err) != want {
			t.Errorf("%v, not %s", err, want)
		}
	}
	made(w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: contact.ID, Labels: []string{"label-2", "the-last"}}))
	if n := w.Count(t, "SELECT count(*) FROM labels WHERE account_id = $1", w.Home.Key); n != 1000 {
		t.Errorf("%d labels", n)
	}
	made(w.CRM.CreateLabel(crmtest.As(w.Foreign.Administrator), models.LabelCreateInput{Title: "more"}))
}

// TestNounsAreBounded fills accounts up to one less than their limit of a noun: there is room for one more, and for no other.
func TestNounsAreBounded(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for _, noun := range []struct {
		table, unique string
		limit         int
		create        func(name string) error
	}{
		{"teams", "name", 200, func(name string) error {
			_, err := w.CRM.CreateTeam(ctx, models.TeamCreateInput{Name: name})
			return err
		}},
		{"segments", "name", 1000, func(name string) error {
			_, err := w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: name, Filter: &models.ContactFilter{}})
			return err
		}},
		{"inboxes", "name", 1000, func(name string) error {
			_, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: name, ChannelType: models.ChannelAPI})
			return err
		}},
		{"custom_attribute_definitions", "key", 1000, func(name string) error {
			_, err := w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: name, DisplayName: name,
				Type: models.TextAttribute, Model: models.ContactAttribute})
			return err
		}},
	} {
		if err := noun.create("first"); err != nil {
			t.Fatalf("%s: %v", noun.table, err)
		}
		_, err := w.Pool.Exec(ctx, fmt.Sprintf(`
			INSERT INTO %[1]s
			SELECT copy.* FROM %[1]s r, generate_series(1, $1 - (SELECT count(*) FROM %[1]s WHERE account_id = r.account_id)::int) n,
				jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), '%[2]s', 'copy' || n, 'folded_key', 'copy' || n)) copy
			WHERE r.%[2]s = 'first' AND r.account_id = $2`, noun.table, noun.unique), noun.limit-1, w.Home.Key)
		if err != nil {
			t.Fatalf("%s: %v", noun.table, err)
		}
		if err := noun.create("last"); err != nil {
			t.Errorf("%s: the last of %d: %v", noun.table, noun.limit, err)
		}
		if err := noun.create("beyond"); refusal(err) != "LIMIT" {
			t.Errorf("%s: one beyond %d: %v", noun.table, noun.limit, err)
		}
	}
}
