package demo_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"kith/models"
	"kith/models/phone"
)

// reserved are the countries whose regulators keep numbers for fiction; those may look like real ones.
var reserved = map[string]bool{"US": true, "CA": true, "GB": true, "IE": true, "AU": true, "FR": true, "DE": true}

func TestContactsKeepTheRules(t *testing.T) {
	t.Parallel()
	w := standard()
	companies := map[models.CompanyID]models.Company{}
	for _, c := range w.Companies {
		companies[c.ID] = c
	}
	begin := models.At(now.Add(-2 * 365 * 24 * time.Hour))
	for _, c := range w.Contacts {
		if identified := c.Email != nil || c.PhoneNumber != nil ||
			len(c.AdditionalAttributes.SocialProfiles) > 0; identified == (c.ContactType == models.Visitor) {
			t.Errorf("%s is a %s with %v, %v", c.Name, c.ContactType, c.Email, c.PhoneNumber)
		}
		again := c
		again.Derive(companyName(companies, c))
		if err := again.Apply(models.ContactUpdateInput{}, "US"); err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("not as the rules leave it: %v\n%+v\n%+v", err, again, c)
		}
		if c.AdditionalAttributes.Country != nil && c.CountryCode == nil {
			t.Errorf("%s has no code", *c.AdditionalAttributes.Country)
		}
		if c.Email != nil {
			nobodysDomain(t, *c.Email)
		}
		if c.PhoneNumber != nil {
			nobodysNumber(t, *c.PhoneNumber, *c.CountryCode)
		}
		if c.CompanyID != nil && c.Email != nil && !strings.HasSuffix(*c.Email, "@"+*companies[*c.CompanyID].Domain) {
			t.Errorf("%s works at %s", *c.Email, companies[*c.CompanyID].Name)
		}
		if c.CreatedAt.Before(begin.Time) || c.CreatedAt.After(now) || c.UpdatedAt.Before(c.CreatedAt.Time) || c.UpdatedAt.After(now) {
			t.Errorf("%s was created at %s and changed at %s", c.Name, c.CreatedAt, c.UpdatedAt)
		}
		if c.Blocked != (c.Block() != nil) || c.Blocked && (c.BlockedAt.After(now) || c.BlockedByUserID == nil) {
			t.Errorf("blocked: %+v", c)
		}
	}
}

func companyName(companies map[models.CompanyID]models.Company, c models.Contact) string {
	if c.CompanyID == nil {
		return ""
	}
	return companies[*c.CompanyID].Name
}

// nobodysDomain accepts the names that RFC 2606 keeps for examples.
func nobodysDomain(t *testing.T, email string) {
	t.Helper()
	_, domain, _ := strings.Cut(email, "@")
	switch {
	case strings.HasSuffix(domain, ".example"), domain == "example.com", domain == "example.org", domain == "example.net":
	default:
		t.Errorf("%s may belong to somebody", email)
	}
}

// nobodysNumber accepts what is possible in the country but not assigned there, or kept for fiction.
func nobodysNumber(t *testing.T, number, country string) {
	t.Helper()
	n, err := phonenumbers.Parse(number, "")
	if err != nil || !phone.Valid(number) {
		t.Errorf("%s is no phone number: %v", number, err)
		return
	}
	if !reserved[country] && phonenumbers.IsValidNumber(n) {
		t.Errorf("%s may belong to somebody in %s", number, country)
	}
	if strings.HasPrefix(number, "+1") && !strings.HasPrefix(number[5:], "55501") {
		t.Errorf("%s is not kept for fiction", number)
	}
}

func TestContactsAreOfAllKinds(t *testing.T) {
	t.Parallel()
	w := standard()
	n := map[string]int{}
	count := func(what string, yes bool) {
		if yes {
			n[what]++
		}
	}
	for _, c := range w.Contacts {
		count(string(c.ContactType), true)
		count("blocked", c.Blocked)
		count("company", c.CompanyID != nil)
		count("phone", c.PhoneNumber != nil)
		count("identifier", c.Identifier != nil)
		count("plan", strings.Contains(string(c.CustomAttributes), `"plan"`))
		count("profile", len(c.AdditionalAttributes.SocialProfiles) > 0)
		count("nameless", c.Name == "")
		count("active", c.LastActivityAt != nil)
		count("recent", now.Sub(c.CreatedAt.Time) < 90*24*time.Hour)
		if c.CountryCode != nil {
			count("country "+*c.CountryCode, true)
		}
		for name, script := range map[string]*unicode.RangeTable{"Arabic": unicode.Arabic, "Han": unicode.Han, "Hangul": unicode.Hangul,
			"Cyrillic": unicode.Cyrillic, "Greek": unicode.Greek, "Devanagari": unicode.Devanagari, "Thai": unicode.Thai, "Hebrew": unicode.Hebrew} {
			count(name, strings.ContainsFunc(c.Name, func(r rune) bool { return unicode.Is(script, r) }))
		}
		count("accents", strings.ContainsAny(c.Name, "éèüöäñçøåłşõãí"))
	}
	for what, bounds := range map[string][2]int{
		"VISITOR": {340, 460}, "LEAD": {740, 940}, "CUSTOMER": {660, 860}, "blocked": {8, 40}, "company": {700, 1100}, "phone": {700, 1100},
		"identifier": {550, 900}, "plan": {660, 860}, "profile": {200, 500}, "nameless": {60, 200}, "active": {1000, 1700}, "recent": {150, 700},
		"Arabic": {20, 200}, "Han": {40, 400}, "Hangul": {10, 120}, "Cyrillic": {8, 100}, "Greek": {8, 100}, "Devanagari": {30, 200},
		"Thai": {2, 60}, "Hebrew": {2, 60}, "accents": {200, 900}, "country US": {150, 500},
	} {
		if n[what] < bounds[0] || n[what] > bounds[1] {
			t.Errorf("%s: %d, not %d to %d", what, n[what], bounds[0], bounds[1])
		}
	}
	if len(w.Companies) < 100 || len(w.Labels) < 10 || len(w.Notes) < 200 || len(w.ContactLabels) < 500 {
		t.Errorf("%s", w)
	}
}
