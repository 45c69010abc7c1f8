package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestUpsertContacts upserts contacts that are there, new, twice in the list, or refused; the others are stored in one transaction.
func TestUpsertContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for _, in := range []models.ContactCreateInput{{Name: new("Ada"), Email: new("ada@x.example")},
		{Name: new("Bob"), Email: new("bob@x.example"), PhoneNumber: new("+12125550100")}} {
		if _, err := w.CRM.CreateContact(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	by := func(match models.ContactMatchKey, in models.ContactCreateInput) models.ContactUpsertInput {
		return models.ContactUpsertInput{Match: match, Contact: in}
	}
	refuse(t, w, "23514") // which the database says of names that begin with bad
	results, err := w.CRM.UpsertContacts(ctx, models.ContactsUpsertInput{Inputs: []models.ContactUpsertInput{
		by(models.MatchEmail, models.ContactCreateInput{Name: new("Ada L"), Email: new("ADA@x.example"), Labels: []string{"VIP"}}),
		by(models.MatchEmail, models.ContactCreateInput{Name: new("Cy"), Email: new("cy@x.example")}),
		by(models.MatchEmail, models.ContactCreateInput{Name: new("Cy"), Email: new("cy@x.example")}),
		by(models.MatchEmail, models.ContactCreateInput{Name: new("Dora"), Email: new("dora@x.example"), PhoneNumber: new("+12125550100")}),
		by(models.MatchPhoneNumber, models.ContactCreateInput{Email: new("bob@x.example"), PhoneNumber: new("+12125550100")}),
		by(models.MatchIdentifier, models.ContactCreateInput{Name: new("nobody")}),
		by(models.MatchIdentifier, models.ContactCreateInput{Name: new("bad 1"), Identifier: new("bad")}),
		by(models.MatchEmail, models.ContactCreateInput{Email: new("broken@"), PhoneNumber: new("12")}),
		by(models.MatchSource, models.ContactCreateInput{Name: new("Eve")}),
		by(models.MatchEmail, models.ContactCreateInput{Name: new("Fay"), Email: new("fay@x.example")}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		line := string(r.Outcome)
		if r.Contact != nil {
			line += " " + r.Contact.Name
		}
		for _, e := range r.UserErrors {
			line += " " + ruleOf(t, e)
		}
		got = append(got, line)
	}
	want := []string{"UPDATED Ada L", "CREATED Cy", "UNCHANGED Cy", "FAILED TAKEN inputs.3.contact.phoneNumber", "UNCHANGED Bob",
		"FAILED REQUIRED inputs.5.contact.identifier", "FAILED BLOCKED_BY_RULE inputs.6",
		"FAILED INVALID inputs.7.contact.email INVALID inputs.7.contact.phoneNumber", "FAILED INVALID inputs.8.contact.inbox", "CREATED Fay"}
	if !slices.Equal(got, want) {
		t.Errorf("\n%s\nis not\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	names := w.Texts(t, "SELECT name FROM contacts ORDER BY name")
	events := w.Texts(t, "SELECT type || ' ' || (snapshot->>'name') FROM contact_events ORDER BY seq OFFSET 2")
	if !slices.Equal(names, []string{"Ada L", "Bob", "Cy", "Fay"}) ||
		!slices.Equal(events, []string{"CONTACT_UPDATED Ada L", "CONTACT_CREATED Cy", "CONTACT_CREATED Fay"}) {
		t.Errorf("%q %q", names, events)
	}
	many := models.ContactsUpsertInput{Inputs: make([]models.ContactUpsertInput, models.MaxUpserts+1)}
	if _, err := w.CRM.UpsertContacts(ctx, many); err == nil ||
		!strings.HasPrefix(err.Error(), "LIMIT inputs") {
		t.Error(err)
	}
	none, err := w.CRM.UpsertContacts(ctx, models.ContactsUpsertInput{})
	if err != nil || len(none) != 0 {
		t.Error(none, err)
	}
}

// ruleOf writes a user error as its code and path.
func ruleOf(t *testing.T, e models.UserError) string {
	t.Helper()
	switch e := e.(type) {
	case models.InputError:
		return fmt.Sprint(e.Code, " ", strings.Join(e.Field, "."))
	case models.TakenError:
		return fmt.Sprint(e.Code, " ", strings.Join(e.Field, "."))
	}
	t.Fatalf("%T", e)
	return ""
}
