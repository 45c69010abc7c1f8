package crm_test

import (
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestLabelsAndInboxesAreBounded fills an account with the labels and inboxes that it may have, and asks for more in every way.
func TestLabelsAndInboxesAreBounded(t *testing.T) {
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

	for range 999 {
		made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	}
	last := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	if _, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}); refusal(err) != "LIMIT" {
		t.Error(err)
	}
	made(w.CRM.UpdateInbox(ctx, models.InboxUpdateInput{ID: last.ID, Name: given("Still changed")}))
	made(w.CRM.CreateInbox(crmtest.As(w.Foreign.Administrator), models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
}
