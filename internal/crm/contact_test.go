package crm_test

import (
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func ptr[T any](v T) *T { return &v }

func TestCreateContact(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{
		Name: ptr("  Ada Lovelace "), Email: ptr("Ada@Example.COM"), PhoneNumber: ptr("+12125550123"), Identifier: ptr("u-1"),
		AdditionalAttributes: &models.AdditionalAttributesInput{City: graphql.OmittableOf(ptr("London")),
			Country: graphql.OmittableOf(ptr("United Kingdom"))},
		CustomAttributes: models.JSON(`{"plan": "pro"}`), Labels: []string{"VIP", "new"}, Blocked: ptr(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := w.CRM.FindContact(ctx, models.ContactBy{Email: ptr("ADA@example.com")})
	if err != nil || found == nil {
		t.Fatal(found, err)
	}
	if found.ID != c.ID || found.Name != "Ada Lovelace" || found.ContactType != models.Lead || found.Location != "London" ||
		*found.CountryCode != "GB" || !found.Blocked || *found.BlockedByUserID != *w.Home.Administrator.UserID || found.Version != 1 {
		t.Errorf("%+v", found)
	}
	labels, err := crm.Read(ctx, w.CRM, []models.ContactID{c.ID}, (*crm.Batch).LabelsByContact)
	if err != nil || len(labels[c.ID]) != 2 || labels[c.ID][0].Title != "new" || labels[c.ID][1].Title != "vip" {
		t.Error(labels, err)
	}
	_, err = w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr("ada@example.com")})
	var taken *models.Error
	if !errors.As(err, &taken) || taken.Code != models.Taken || taken.Contact == nil || taken.Contact.ID != c.ID {
		t.Error(err)
	}
	updated, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, ExpectedVersion: ptr(1),
		Email: graphql.OmittableOf[*string](nil), Blocked: graphql.OmittableOf(ptr(false))})
	if err != nil || updated.Email != nil || updated.Version != 2 || updated.Blocked {
		t.Error(updated, err)
	}
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.ID}); err != nil {
		t.Error(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 0 {
		t.Error(n)
	}
}
