package crm_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

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
		if noun != "account" && !moment(changed, "UpdatedAt").After(moment(changed, "CreatedAt")) { // an account does not say when
			t.Errorf("%s does not say when it changed: %+v", noun, changed)
		}
		if _, err := update(ctx, ptr(3)); refusal(err) != "STALE_VERSION expectedVersion" {
			t.Errorf("%s with a version to come: %v", noun, err)
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

// moment is a time of a record, by the name of its field.
func moment(record models.Versioned, field string) time.Time {
	return reflect.Indirect(reflect.ValueOf(record)).FieldByName(field).Interface().(models.DateTime).Time
}
