package identity_test

import (
	"fmt"
	"testing"

	"kith/internal/identity"
)

// TestOrganizationPairs has companies as customers have them, and what becomes of each pair at the default.
func TestOrganizationPairs(t *testing.T) {
	t.Parallel()
	type org = identity.Organization
	for _, test := range []struct {
		a, b org
		why  string
		pair bool
	}{
		{org{"ACME GmbH", ""}, org{"Acme", ""}, "[{NAME EXACT}]", true},
		{org{"Müller & Söhne KG", ""}, org{"Mueller und Soehne", ""}, "[{NAME SIMILAR}]", true},
		{org{"Straße 7 Design", ""}, org{"Design Strasse 7", ""}, "[{NAME SAME_WORDS}]", true},
		{org{"International Business Machines Corp.", "ibm.com"}, org{"IBM", ""}, "[{NAME ACRONYM} {DOMAIN NAMED}]", true},
		{org{"Globex", "globex.com"}, org{"Globex Deutschland", "globex.de"}, "[{DOMAIN SAME_LABEL} {NAME CONTAINED}]", true},
		{org{"Initech", "initech.co.uk"}, org{"Initech Ltd", "mail.initech.co.uk"}, "[{NAME EXACT} {DOMAIN EXACT}]", true},
		{org{"Hooli", "hooli.com"}, org{"Hooli", "hooli.example"}, "[{NAME EXACT} {DOMAIN SAME_LABEL}]", true},
		{org{"Delta Air Lines", "delta.com"}, org{"Delta Faucet", "deltafaucet.com"}, "[{DOMAIN DIFFERENT} {NAME DIFFERENT}]", false},
		{org{"Delta", "delta.com"}, org{"Delta Faucet", "deltafaucet.com"}, "[{NAME CONTAINED} {DOMAIN DIFFERENT}]", false},
		{org{"Acme", "acme.co.uk"}, org{"Bcme", "bcme.co.uk"}, "", false},
		{org{"", "acme.com"}, org{"!!!", ""}, "", false},
	} {
		got := ""
		for _, p := range identity.OrganizationPairs([]org{test.a, test.b}, 0) {
			type reason struct {
				F identity.OrganizationField
				K identity.OrganizationKind
			}
			var why []reason
			for _, r := range p.Reasons {
				why = append(why, reason{r.Field, r.Kind})
			}
			got = fmt.Sprint(why)
			if (p.Probability >= .5) != test.pair {
				t.Errorf("%v: %.3f", test, p.Probability)
			}
		}
		if got != test.why {
			t.Errorf("%v: %s", test, got)
		}
	}
}

// TestOrganizationsOfAChain: a name that many have is no reason to list all their pairs.
func TestOrganizationsOfAChain(t *testing.T) {
	t.Parallel()
	var chain []identity.Organization
	for i := range 40 {
		chain = append(chain, identity.Organization{Name: "Hotel Post", Domain: fmt.Sprintf("post%d.example.com", i)})
	}
	two := identity.OrganizationPairs(chain[:2], 0)[0].Probability
	for i := range chain {
		chain[i].Domain = fmt.Sprintf("post-%d.com", i)
	}
	many := identity.OrganizationPairs(chain, 0.5)
	if two < .9 || len(many) > 0 {
		t.Errorf("two: %.3f, of %d: %d pairs", two, len(chain), len(many))
	}
}
