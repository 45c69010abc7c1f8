package crm_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

// TestNullInUpdates gives null for fields that can't be empty, which is INVALID, and for others, which clears them.
func TestNullInUpdates(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	hook := endpoint(t, w, w.Home, models.ContactCreated)
	segment := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "All", Filter: &models.ContactFilter{}}))
	list := made(w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: "plan", DisplayName: "Plan",
		Type: models.ListAttribute, Model: models.ContactAttribute, Values: []string{"pro"}}))
	none := graphql.OmittableOf[*string](nil)
	no := graphql.OmittableOf[*bool](nil)
	before := state(t, w)
	for want, update := range map[string]func() error{
		"INVALID name, INVALID defaultRegion": func() error {
			_, err := w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{Name: none, DefaultRegion: none})
			return err
		},
		"INVALID name, INVALID role, INVALID availability, INVALID password": func() error {
			_, err := w.CRM.UpdateUser(ctx, models.UserUpdateInput{ID: *w.Home.Agent.UserID, Name: none, Password: none,
				Role: graphql.OmittableOf[*models.Role](nil), Availability: graphql.OmittableOf[*models.Availability](nil)})
			return err
		},
		"INVALID name": func() error {
			_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: r.company.ID, Name: none})
			return err
		},
		"INVALID displayName, INVALID values": func() error {
			_, err := w.CRM.UpdateDefinition(ctx, models.CustomAttributeDefinitionUpdateInput{ID: list.ID, DisplayName: none,
				Values: graphql.OmittableOf[[]string](nil)})
			return err
		},
		"INVALID name, INVALID csatSurveyEnabled": func() error {
			_, err := w.CRM.UpdateInbox(ctx, models.InboxUpdateInput{ID: r.inbox.ID, Name: none, CsatSurveyEnabled: no})
			return err
		},
		"INVALID title, INVALID color, INVALID showOnSidebar": func() error {
			_, err := w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: r.label.ID, Title: none, Color: none, ShowOnSidebar: no})
			return err
		},
		"INVALID name, INVALID shared, INVALID filter": func() error {
			_, err := w.CRM.UpdateSegment(ctx, models.SegmentUpdateInput{ID: segment.ID, Name: none, Shared: no,
				Filter: graphql.OmittableOf[*models.ContactFilter](nil)})
			return err
		},
		"INVALID url, INVALID events, INVALID enabled": func() error {
			_, err := w.CRM.UpdateWebhookEndpoint(ctx, models.WebhookEndpointUpdateInput{ID: hook.ID, URL: none, Enabled: no,
				Events: graphql.OmittableOf[[]models.ContactEventType](nil)})
			return err
		},
		"INVALID status, INVALID contactId": func() error {
			_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID,
				Status: graphql.OmittableOf[*models.ConversationStatus](nil), ContactID: graphql.OmittableOf[*models.ContactID](nil)})
			return err
		},
		"INVALID contactType, INVALID blocked": func() error {
			_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Blocked: no,
				ContactType: graphql.OmittableOf[*models.ContactType](nil)})
			return err
		},
		"INVALID set.blocked": func() error {
			_, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{
				Target: models.ContactTarget{IDs: []models.ContactID{r.contact.ID}}, Set: models.ContactBulkSet{Blocked: no}})
			return err
		},
	} {
		if err := update(); refusal(err) != want {
			t.Errorf("%v, not %s", err, want)
		}
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
	account := made(w.CRM.UpdateAccount(ctx,
		models.AccountUpdateInput{Features: graphql.OmittableOf([]models.AccountFeature{models.FeatureIPLookup})}))
	if got := account.Features(); len(got) != 1 {
		t.Error(got)
	}
	account = made(w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{Features: graphql.OmittableOf[[]models.AccountFeature](nil)}))
	if got := account.Features(); len(got) != 0 {
		t.Error(got)
	}
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, Labels: graphql.OmittableOf[[]string](nil),
		AssigneeID: graphql.OmittableOf[*models.UserID](nil)}))
	if n := w.Count(t, "SELECT count(*) FROM conversation_labels") + w.Count(t, "SELECT count(assignee_id) FROM conversations"); n != 0 {
		t.Error("null did not clear the labels and the assignee of a conversation")
	}
	label := made(w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: r.label.ID, Description: none}))
	company := made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: r.company.ID, Domain: none}))
	if label.Description != "" || company.Domain != nil {
		t.Error(label, company)
	}
}
