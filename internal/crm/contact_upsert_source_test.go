package crm_test

import (
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestUpsertBySource finds, changes and creates a contact by its id in a channel; many at once create one.
func TestUpsertBySource(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r := furnish(t, w, w.Home, "home")
	in := func(source *string, name string) models.ContactUpsertInput {
		return models.ContactUpsertInput{Match: models.MatchSource, Contact: models.ContactCreateInput{Name: &name,
			Inbox: &models.ContactInboxInput{InboxID: r.inbox.ID, SourceID: source}}}
	}
	found, created, err := w.CRM.UpsertContact(ctx, in(&r.link.SourceID, "Ada Lovelace"))
	if err != nil || created || found.ID != r.contact.ID || found.Name != "Ada Lovelace" || *found.Email != *r.contact.Email {
		t.Error(found, created, err)
	}
	for name, bad := range map[string]models.ContactUpsertInput{"no source id": in(nil, "x"), "a blank one": in(ptr(""), "x"),
		"no inbox": {Match: models.MatchSource}} {
		if _, _, err := w.CRM.UpsertContact(ctx, bad); refusal(err) != "REQUIRED contact.inbox.sourceId" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, err := range together(8, func(int) error {
		_, _, err := w.CRM.UpsertContact(ctx, in(ptr("fresh"), "Grace"))
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE name = 'Grace'"); n != 1 {
		t.Errorf("%d contacts were created", n)
	}
}
