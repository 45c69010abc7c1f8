package geoip_test

import (
	"bytes"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/internal/geoip"
	"kith/models"
)

func ptr[T any](v T) *T { return &v }

// TestContactsAreLocated creates contacts with addresses and looks for what is known of them later.
func TestContactsAreLocated(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx, admin := crmtest.As(w.Home.Agent), crmtest.As(w.Home.Administrator)
	database, _ := open(t, cities(t, boxford), &bytes.Buffer{})
	create := func(in models.ContactCreateInput) *models.Contact {
		t.Helper()
		c, err := w.CRM.CreateContact(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	found := func(c *models.Contact) *models.Contact {
		t.Helper()
		w.Work(t, geoip.Work(w.CRM, database))
		c, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &c.ID})
		if err != nil || c == nil {
			t.Fatal(c, err)
		}
		return c
	}
	if c := found(create(models.ContactCreateInput{IPAddress: ptr(somerby.String())})); c.Version != 1 || c.AdditionalAttributes.City != nil {
		t.Errorf("without the switch: %+v", c)
	}
	on := models.AccountUpdateInput{Features: graphql.OmittableOf([]models.AccountFeature{models.FeatureIPLookup})}
	if _, err := w.CRM.UpdateAccount(admin, on); err != nil {
		t.Fatal(err)
	}
	c := found(create(models.ContactCreateInput{IPAddress: ptr(somerby.String())}))
	if *c.AdditionalAttributes.City != "Boxford" || *c.AdditionalAttributes.Country != "United Kingdom" || *c.CountryCode != "GB" ||
		c.Location != "Boxford" || c.Version != 2 {
		t.Errorf("%+v", c)
	}
	if n := w.Count(t, `SELECT count(*) FROM contact_events
		WHERE contact_id = $1 AND type = 'CONTACT_UPDATED' AND actor_user_id = $2 AND snapshot->>'countryCode' = 'GB'`,
		c.ID, w.Home.Agent.UserID); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = $1 AND city_key = 'boxford' AND country_key = 'united kingdom'",
		c.ID); n != 1 {
		t.Error("it is not sorted by its city and country")
	}
	for name, in := range map[string]models.ContactCreateInput{
		"a private address": {IPAddress: ptr("10.0.0.1")}, "this machine": {IPAddress: ptr("::1")}, "nowhere": {IPAddress: ptr("203.0.113.7")},
		"another country": {IPAddress: ptr(somerby.String()), CountryCode: ptr("FR")},
	} {
		if c := found(create(in)); c.Version != 1 {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// What somebody types between the creation and the lookup stays.
	c = create(models.ContactCreateInput{IPAddress: ptr("::ffff:2.125.160.217")})
	if _, err := w.CRM.UpdateContact(ctx,
		models.ContactUpdateInput{ID: c.ID,
			AdditionalAttributes: graphql.OmittableOf(&models.AdditionalAttributesInput{City: graphql.OmittableOf(ptr("Leeds"))})}); err != nil {
		t.Fatal(err)
	}
	if c = found(c); *c.AdditionalAttributes.City != "Leeds" || c.Location != "Leeds" || *c.CountryCode != "GB" {
		t.Errorf("%+v", c)
	}
	c = create(models.ContactCreateInput{IPAddress: ptr(somerby.String())})
	if err := w.CRM.DeleteContact(admin, models.ContactDeleteInput{ID: c.ID}); err != nil {
		t.Fatal(err)
	}
	w.Work(t, geoip.Work(w.CRM, database))
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'locate_contact' AND state = 'cancelled'"); n != 1 {
		t.Errorf("%d lookups were given up", n)
	}
	create(models.ContactCreateInput{IPAddress: ptr(somerby.String())})
	w.Work(t, geoip.Work(w.CRM, nil)) // a server without a file has nothing to tell
}
