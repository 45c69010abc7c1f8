package crm_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
)

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
