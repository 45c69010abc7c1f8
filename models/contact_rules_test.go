package models_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

func ptr[T any](v T) *T { return &v }

// set is a field of a patch that is given.
func set[T any](v T) graphql.Omittable[T] { return graphql.OmittableOf(v) }

// text is a field of a patch that is given as a string.
func text(s string) graphql.Omittable[*string] { return graphql.OmittableOf(&s) }

// null is a field of a patch that is given as null.
func null() graphql.Omittable[*string] { return graphql.OmittableOf[*string](nil) }

func additional(in models.AdditionalAttributesInput) graphql.Omittable[*models.AdditionalAttributesInput] {
	return graphql.OmittableOf(&in)
}

// broken lists broken rules as `CODE path`.
func broken(err error) []string {
	var many models.Errors
	var one *models.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = models.Errors{one}
	default:
		return []string{err.Error()}
	}
	var out []string
	for _, e := range many {
		out = append(out, strings.TrimSpace(string(e.Code)+" "+strings.Join(e.Field, ".")))
	}
	return out
}

func wantBroken(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := broken(err); !reflect.DeepEqual(got, want) {
		t.Errorf("broken rules %q, want %q", got, want)
	}
}

func str(s *string) string {
	if s == nil {
		return "(nil)"
	}
	return *s
}

func TestEmail(t *testing.T) {
	for _, row := range []struct{ in, want, broken string }{
		{in: "ada@example.com", want: "ada@example.com"},
		{in: "  Ada@Example.COM\n", want: "ada@example.com"},
		{in: "ÄDA@exämple.com", want: "äda@exämple.com"},
		{in: "a@b", want: "a@b"},
		{in: "", want: "(nil)"},
		{in: " \t ", want: "(nil)"},
		{in: strings.Repeat("é", 253) + "@x", want: strings.Repeat("é", 253) + "@x"},
		{in: strings.Repeat("é", 254) + "@x", broken: "TOO_LONG email"},
		{in: "ada", broken: "INVALID email"},
		{in: "@example.com", broken: "INVALID email"},
		{in: "ada@", broken: "INVALID email"},
		{in: "a@b@c", broken: "INVALID email"},
		{in: "a da@example.com", broken: "INVALID email"},
		{in: "ada@exam\nple.com", broken: "INVALID email"},
		{in: "ada@exam\vple.com", broken: "INVALID email"},
		{in: "ada@exam\u00a0ple.com", broken: "INVALID email"},
		{in: "ada\x00@example.com", broken: "INVALID email"},
	} {
		c := models.Contact{}
		err := c.Apply(models.ContactUpdateInput{Email: text(row.in)}, "US")
		if row.broken != "" {
			wantBroken(t, err, row.broken)
		} else if err != nil || str(c.Email) != row.want {
			t.Errorf("%q: %s, %v", row.in, str(c.Email), err)
		}
	}
}

func TestPhoneNumber(t *testing.T) {
	for _, row := range []struct{ in, region, want, hint string }{
		{in: "+12125551234", want: "+12125551234"},
		{in: " +12125551234 ", want: "+12125551234"},
		{in: "", want: "(nil)"},
		{in: "  ", want: "(nil)"},
		{in: "(212) 555-1234", region: "US", hint: "+12125551234"},
		{in: "020 7946 0958", region: "GB", hint: "+442079460958"},
		{in: "+1 (212) 555-1234", region: "US", hint: "+12125551234"},
		{in: "020 7946 0958", hint: "such as +"},
		{in: "12", region: "US", hint: "such as +"},
		{in: "hello", region: "US", hint: "such as +"},
		{in: "+1212555123\n4", region: "US", hint: "+"},
	} {
		c := models.Contact{}
		err := c.Apply(models.ContactUpdateInput{PhoneNumber: text(row.in)}, row.region)
		if row.hint == "" {
			if err != nil || str(c.PhoneNumber) != row.want {
				t.Errorf("%q: %s, %v", row.in, str(c.PhoneNumber), err)
			}
			continue
		}
		wantBroken(t, err, "INVALID phoneNumber")
		if err != nil && !strings.Contains(err.Error(), row.hint) {
			t.Errorf("%q: %v has no %q", row.in, err, row.hint)
		}
	}
}

func TestBlanksAndNames(t *testing.T) {
	c := models.Contact{Name: "Ada", Email: ptr("a@b"), PhoneNumber: ptr("+12125551234"), Identifier: ptr("u-1")}
	err := c.Apply(models.ContactUpdateInput{Name: text(" "), MiddleName: text(" King "), LastName: null(),
		Email: null(), PhoneNumber: text(""), Identifier: text("  ")}, "US")
	if err != nil || c.Name != "King" || c.MiddleName != "King" || c.LastName != "" || c.Email != nil || c.PhoneNumber != nil ||
		c.Identifier != nil {
		t.Errorf("%+v %v", c, err)
	}
	if err := c.Apply(models.ContactUpdateInput{Identifier: text(" MiXed ")}, "US"); err != nil || *c.Identifier != "MiXed" {
		t.Error(str(c.Identifier), err)
	}
	long := strings.Repeat("x", models.MaxText+1)
	wantBroken(t, c.Apply(models.ContactUpdateInput{Name: text(long), MiddleName: text("a\x00b"), LastName: text(long), Identifier: text(long),
		Email: text("no"), PhoneNumber: text("no"), Location: text(long), CountryCode: text("XX")}, "US"),
		"TOO_LONG name", "INVALID middleName", "TOO_LONG lastName", "INVALID email", "INVALID phoneNumber", "TOO_LONG identifier",
		"TOO_LONG location", "INVALID countryCode")
	if err := c.Apply(models.ContactUpdateInput{Name: text(strings.Repeat("é", models.MaxText))}, "US"); err != nil {
		t.Error("255 characters of two bytes:", err)
	}
}

func TestWhatIsNotGivenStays(t *testing.T) {
	whole := models.ContactCreateInput{Name: ptr("Ada"), MiddleName: ptr("King"), LastName: ptr("Lovelace"), Email: ptr("a@b"),
		PhoneNumber: ptr("+12125551234"), Identifier: ptr("u"), ContactType: ptr(models.Customer), Location: ptr("Ockham"),
		CountryCode:      ptr("gb"),
		CustomAttributes: models.JSON(`{"plan":"pro"}`), AdditionalAttributes: &models.AdditionalAttributesInput{JobTitle: text("Countess")}}
	c := models.Contact{ContactType: models.Visitor, CustomAttributes: models.JSON("{}")}
	if err := c.Apply(whole.Patch(), "US"); err != nil {
		t.Fatal(err)
	}
	before := c
	if err := c.Apply(models.ContactUpdateInput{}, "US"); err != nil || !reflect.DeepEqual(before, c) {
		t.Errorf("%+v\n%+v %v", before, c, err)
	}
	if err := c.Apply(models.ContactCreateInput{CustomAttributes: models.JSON("null")}.Patch(), "US"); err != nil ||
		!reflect.DeepEqual(before, c) {
		t.Errorf("null in a creation is the same as absent: %+v %v", c, err)
	}
}

func TestContactType(t *testing.T) {
	profiles := func(handle string) graphql.Omittable[*models.AdditionalAttributesInput] {
		return additional(models.AdditionalAttributesInput{SocialProfiles: set([]models.SocialProfile{{Network: "github", Handle: handle}})})
	}
	for _, row := range []struct {
		name string
		from models.ContactType
		in   models.ContactUpdateInput
		want models.ContactType
	}{
		{"nothing known", models.Visitor, models.ContactUpdateInput{Name: text("Ada")}, models.Visitor},
		{"an identifier does not identify", models.Visitor, models.ContactUpdateInput{Identifier: text("u-1")}, models.Visitor},
		{"an email", models.Visitor, models.ContactUpdateInput{Email: text("a@b")}, models.Lead},
		{"a blank email", models.Visitor, models.ContactUpdateInput{Email: text(" ")}, models.Visitor},
		{"a phone number", models.Visitor, models.ContactUpdateInput{PhoneNumber: text("+12125551234")}, models.Lead},
		{"a social profile", models.Visitor, models.ContactUpdateInput{AdditionalAttributes: profiles("ada")}, models.Lead},
		{"an empty social profile", models.Visitor, models.ContactUpdateInput{AdditionalAttributes: profiles(" ")}, models.Visitor},
		{"a customer stays one", models.Customer, models.ContactUpdateInput{Email: text("a@b")}, models.Customer},
		{"a lead that loses its email stays one", models.Lead, models.ContactUpdateInput{Email: null()}, models.Lead},
		{"a caller may lower it", models.Customer, models.ContactUpdateInput{ContactType: set(ptr(models.Visitor))}, models.Visitor},
		{"but not below what is known", models.Customer, models.ContactUpdateInput{ContactType: set(ptr(models.Visitor)), Email: text("a@b")},
			models.Lead},
	} {
		c := models.Contact{ContactType: row.from}
		if err := c.Apply(row.in, "US"); err != nil || c.ContactType != row.want {
			t.Errorf("%s: %s, %v", row.name, c.ContactType, err)
		}
	}
}

func TestPlaceFollowsTheAttributes(t *testing.T) {
	place := func(city, country string) graphql.Omittable[*models.AdditionalAttributesInput] {
		return additional(models.AdditionalAttributesInput{City: text(city), Country: text(country)})
	}
	type step struct {
		in             models.ContactUpdateInput
		location, code string
	}
	for name, steps := range map[string][]step{
		"both follow": {
			{models.ContactUpdateInput{AdditionalAttributes: place("London", "United Kingdom")}, "London", "GB"},
			{models.ContactUpdateInput{Name: text("Ada")}, "London", "GB"},
			{models.ContactUpdateInput{AdditionalAttributes: place("Paris", "france")}, "Paris", "FR"},
			{models.ContactUpdateInput{AdditionalAttributes: place("Paris", "Atlantis")}, "Paris", "(nil)"},
			{models.ContactUpdateInput{AdditionalAttributes: additional(models.AdditionalAttributesInput{City: null()})}, "", "(nil)"},
		},
		"given ones stay": {
			{models.ContactUpdateInput{Location: text("New York, NY"), CountryCode: text("us"), AdditionalAttributes: place("Albany", "Canada")},
				"New York, NY", "US"},
			{models.ContactUpdateInput{AdditionalAttributes: place("Paris", "France")}, "New York, NY", "US"},
		},
		"cleared ones stay clear until the attributes change": {
			{models.ContactUpdateInput{AdditionalAttributes: place("London", "United Kingdom")}, "London", "GB"},
			{models.ContactUpdateInput{Location: null(), CountryCode: null()}, "", "(nil)"},
			{models.ContactUpdateInput{Name: text("Ada")}, "", "(nil)"},
			{models.ContactUpdateInput{AdditionalAttributes: place("Paris", "FR")}, "Paris", "FR"},
		},
	} {
		c := models.Contact{}
		for i, s := range steps {
			if err := c.Apply(s.in, "US"); err != nil || c.Location != s.location || str(c.CountryCode) != s.code {
				t.Errorf("%s, step %d: %q %s %v", name, i, c.Location, str(c.CountryCode), err)
			}
		}
	}
}

func TestBlocking(t *testing.T) {
	user, token := models.UserID{}, models.APITokenID{}
	first, later := models.At(time.Unix(1, 0)), models.At(time.Unix(2, 0))
	c := models.Contact{}
	c.SetBlocked(true, ptr("spam"), &models.Viewer{UserID: &user}, first)
	c.SetBlocked(true, nil, &models.Viewer{TokenID: &token}, later)
	if b := c.Block(); b == nil || *b.Reason != "spam" {
		t.Errorf("%+v", b)
	}
	c.SetBlocked(true, ptr("abuse"), &models.Viewer{TokenID: &token}, later)
	if b := c.Block(); b == nil || *b.Reason != "abuse" || b.ByUser != &user || b.ByToken != nil || b.BlockedAt != first {
		t.Errorf("%+v", b)
	}
	c.SetBlocked(false, nil, &models.Viewer{UserID: &user}, later)
	if c.Block() != nil || c.Blocked || c.BlockReason != nil || c.BlockedAt != nil || c.BlockedByUserID != nil {
		t.Errorf("%+v", c)
	}
}

func TestDerive(t *testing.T) {
	c := models.Contact{Name: "  ÉVA Ødegård ", Email: ptr("eva@example.com"), PhoneNumber: ptr("+4712345678"), Identifier: ptr("U-9"),
		AdditionalAttributes: models.AdditionalAttributes{CompanyName: ptr("Old Co"), City: ptr("Århus"), Country: ptr("Danmark")}}
	c.Derive("")
	if k := c.Keys; str(k.NameKey) != "eva odegard" || str(k.CompanyKey) != "old co" || str(k.CityKey) != "arhus" ||
		str(k.CountryKey) != "danmark" ||
		k.Search != "eva odegard\neva@example.com\n+4712345678\nu-9\nold co\noedegaard" {
		t.Errorf("%+v", k)
	}
	c.Derive("Kith")
	if str(c.Keys.CompanyKey) != "kith" || !strings.HasSuffix(c.Keys.Search, "\nkith\noedegaard") {
		t.Errorf("the linked company counts: %+v", c.Keys)
	}
	c = models.Contact{}
	c.Derive("")
	if c.Keys != (models.ContactKeys{}) {
		t.Errorf("%+v", c.Keys)
	}
}
