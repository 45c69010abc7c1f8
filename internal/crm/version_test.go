package crm_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

// versioned are the updates of every kind of record, each as a function of the expected version.
func versioned(t *testing.T, w *crmtest.World) map[string]func(context.Context, *int) (models.Versioned, error) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	definition := made(w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: "seats", DisplayName: "Seats",
		Type: models.NumberAttribute, Model: models.ContactAttribute}))
	segment := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "All", Filter: &models.ContactFilter{}}))
	hook := endpoint(t, w, w.Home, models.ContactCreated)
	return map[string]func(context.Context, *int) (models.Versioned, error){
		"account": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{ExpectedVersion: v, Name: given("Kith")})
		},
		"user": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateUser(ctx, models.UserUpdateInput{ID: *w.Home.Agent.UserID, ExpectedVersion: v, Name: given("Ada")})
		},
		"definition": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateDefinition(ctx, models.CustomAttributeDefinitionUpdateInput{ID: definition.ID, ExpectedVersion: v,
				DisplayName: given("Places")})
		},
		"company": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: r.company.ID, ExpectedVersion: v, Description: given("tea")})
		},
		"conversation": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, ExpectedVersion: v,
				Priority: given(models.High)})
		},
		"inbox": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateInbox(ctx, models.InboxUpdateInput{ID: r.inbox.ID, ExpectedVersion: v, Name: given("Mail")})
		},
		"label": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: r.label.ID, ExpectedVersion: v, Color: given("#000000")})
		},
		"note": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateNote(ctx, models.NoteUpdateInput{ID: r.note.ID, ExpectedVersion: v, Content: "x"})
		},
		"segment": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateSegment(ctx, models.SegmentUpdateInput{ID: segment.ID, ExpectedVersion: v, Name: given("Everyone")})
		},
		"endpoint": func(ctx context.Context, v *int) (models.Versioned, error) {
			return w.CRM.UpdateWebhookEndpoint(ctx, models.WebhookEndpointUpdateInput{ID: hook.ID, ExpectedVersion: v, Enabled: given(false)})
		},
	}
}

// TestExpectedVersion changes every kind of record with the right version, which goes up by one, and with that of before.
func TestExpectedVersion(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for noun, update := range versioned(t, w) {
		changed, err := update(ctx, ptr(1))
		if err != nil || *changed.Revision() != 2 {
			t.Errorf("%s: %v, %v", noun, changed, err)
			continue
		}
		_, err = update(ctx, ptr(1))
		var stale *models.Error
		if refusal(err) != "STALE_VERSION expectedVersion" || !errors.As(err, &stale) || stale.Node == nil {
			t.Errorf("%s with an old version: %v", noun, err)
			continue
		}
		if current, ok := stale.Node.(models.Versioned); !ok || *current.Revision() != 2 || reflect.TypeOf(current) != reflect.TypeOf(changed) {
			t.Errorf("%s: the error names %+v", noun, stale.Node)
		}
		if again, err := update(ctx, nil); err != nil || *again.Revision() != 3 {
			t.Errorf("%s without a version: %v", noun, err)
		}
	}
}

// TestHolders takes values that must be unique from every kind of record that has one: the error names the holder.
func TestHolders(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	r, other := furnish(t, w, w.Home, "home"), furnish(t, w, w.Home, "other")
	user := made(w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "Ada", Email: "ada@kith.example", Role: models.Agent}))
	in := models.CustomAttributeDefinitionCreateInput{Key: "seats", DisplayName: "Seats", Type: models.NumberAttribute,
		Model: models.ContactAttribute}
	definition := made(w.CRM.CreateDefinition(ctx, in))
	for name, row := range map[string]struct {
		want string
		node models.Node
		take func() error
	}{
		"label": {"TAKEN title", r.label, func() error {
			_, err := w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: r.label.Title})
			return err
		}},
		"label by update": {"TAKEN title", r.label, func() error {
			_, err := w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: other.label.ID, Title: given(r.label.Title)})
			return err
		}},
		"company": {"TAKEN domain", r.company, func() error {
			_, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "x", Domain: r.company.Domain})
			return err
		}},
		"company by update": {"TAKEN domain", r.company, func() error {
			_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: other.company.ID, Domain: graphql.OmittableOf(r.company.Domain)})
			return err
		}},
		"user": {"TAKEN email", user, func() error {
			_, err := w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "x", Email: "ADA@kith.example", Role: models.Agent})
			return err
		}},
		"definition": {"TAKEN key", definition, func() error {
			_, err := w.CRM.CreateDefinition(ctx, in)
			return err
		}},
	} {
		err := row.take()
		var taken *models.Error
		if refusal(err) != row.want || !errors.As(err, &taken) || taken.Node == nil {
			t.Errorf("%s: %v, not %s with the holder", name, err, row.want)
			continue
		}
		id := func(n models.Node) any { return reflect.ValueOf(n).Elem().FieldByName("ID").Interface() }
		if id(taken.Node) != id(row.node) {
			t.Errorf("%s: the error names %+v", name, taken.Node)
		}
	}
	_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: other.contact.ID, InboxID: r.inbox.ID,
		SourceID: &r.link.SourceID})
	if holder := holder(err); refusal(err) != "TAKEN sourceId" || holder == nil || holder.ID != r.contact.ID {
		t.Errorf("source id: %v", err)
	}
}

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
	account := made(w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{Features: graphql.OmittableOf([]models.AccountFeature{models.FeatureCRMv2})}))
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
