package resolvers_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestSearchesSayWhereTheyMatch searches a contact by a misspelt name together with its company, and counts what is found by group.
func TestSearchesSayWhereTheyMatch(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation {
		companyCreate(input: {name: "Rockets", domain: "rockets.example"}) { company { id } }
		contactCreate(input: {name: "Jonathan", lastName: "Ferguson", email: "jonathan@rockets.example", countryCode: "GB"}) {
			contact { id } } }`, nil)
	answer := api.Ask(t, w.Home.Administrator, `{
		contacts(search: "rokcets fergusen") { nodes { name matchedOn(search: "rokcets fergusen") other: matchedOn(search: "mary") } }
		contactGroups(by: COUNTRY, search: "fergusen jonathn") { key count } }`, nil)
	data := strings.NewReplacer(`": `, `":`, `, "`, `,"`).Replace(string(answer.Data))
	if want := `{"contacts":{"nodes":[{"name":"Jonathan","matchedOn":["LAST_NAME","COMPANY"],"other":[]}]},` +
		`"contactGroups":[{"key":"GB","count":1}]}`; data != want {
		t.Errorf("%s, not %s", answer.Body, want)
	}
	for _, document := range []string{`{ contacts { nodes { matchedOn(search: "x") } } }`,
		`{ contactGroups(by: COUNTRY, search: "") { key } }`} {
		if answer := api.Ask(t, w.Home.Administrator, document, nil); !strings.Contains(string(answer.Body), `"INVALID"`) {
			t.Errorf("%s: %s", document, answer.Body)
		}
	}
}
