package resolvers_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestNullInUpserts gives null to an upsert: what can be empty is cleared, what can't is INVALID, what is absent stays, and of a contact
// that does not exist yet null is as good as absent. It is done by literals and by variables.
func TestNullInUpserts(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	const selection = `{ created contact { name lastName email phoneNumber location contactType company { name } customAttributes
		labels { title } additionalAttributes { city jobTitle } } userErrors { code field } }`
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation {
		companyCreate(input: {name: "Acme", domain: "acme.example"}) { company { id } } }`, nil)
	const create = `mutation { m: contactUpsert(input: {match: EMAIL, contact: {email: "ada@acme.example", name: "Ada", lastName: "King",
		phoneNumber: "+12125550123", contactType: null, blocked: null, labels: ["vip"],
		additionalAttributes: {city: "London", jobTitle: "Countess"}, customAttributes: {plan: "pro", rank: 1}}}) ` + selection + ` }`
	const ada = `"email":"ada@acme.example",`
	asked := map[string]any{"input": map[string]any{"match": "EMAIL", "contact": map[string]any{"email": "ada@acme.example",
		"customAttributes": map[string]any{"rank": nil}, "name": nil, "companyId": nil}}}
	for _, row := range []struct {
		name, document string
		variables      map[string]any
		want           string
	}{
		{"created, with nulls", create, nil, `"created":true,"contact":{"name":"Ada","lastName":"King",` + ada +
			`"phoneNumber":"+12125550123","location":"London","contactType":"LEAD","company":{"name":"Acme"},` +
			`"customAttributes":{"plan":"pro","rank":1},"labels":[{"title":"vip"}],` +
			`"additionalAttributes":{"city":"London","jobTitle":"Countess"}}`},
		{"absent", `mutation { m: contactUpsert(input: {match: EMAIL, contact: {email: "ADA@acme.example"}}) ` + selection + ` }`, nil,
			`"created":false,"contact":{"name":"Ada","lastName":"King",` + ada +
				`"phoneNumber":"+12125550123","location":"London","contactType":"LEAD","company":{"name":"Acme"},` +
				`"customAttributes":{"plan":"pro","rank":1},"labels":[{"title":"vip"}],` +
				`"additionalAttributes":{"city":"London","jobTitle":"Countess"}}`},
		{"null as literals", `mutation { m: contactUpsert(input: {match: EMAIL, contact: {email: "ada@acme.example", lastName: null,
			phoneNumber: null, labels: null, inbox: null, ipAddress: null, additionalAttributes: {jobTitle: null}}}) ` + selection + ` }`, nil,
			`"created":false,"contact":{"name":"Ada","lastName":"",` + ada +
				`"phoneNumber":null,"location":"London","contactType":"LEAD","company":{"name":"Acme"},` +
				`"customAttributes":{"plan":"pro","rank":1},"labels":[{"title":"vip"}],` +
				`"additionalAttributes":{"city":"London","jobTitle":null}}`},
		{"null in variables", `mutation($input: ContactUpsertInput!) { m: contactUpsert(input: $input) ` + selection + ` }`, asked,
			`"created":false,"contact":{"name":"","lastName":"",` + ada + `"phoneNumber":null,"location":"London","contactType":"LEAD",` +
				`"company":null,"customAttributes":{"plan":"pro"},"labels":[{"title":"vip"}],` +
				`"additionalAttributes":{"city":"London","jobTitle":null}}`},
		{"all attributes", `mutation { m: contactUpsert(input: {match: EMAIL, contact: {email: "ada@acme.example", customAttributes: null}}) ` +
			selection + ` }`, nil, `"created":false,"contact":{"name":"","lastName":"",` + ada + `"phoneNumber":null,"location":"London",` +
			`"contactType":"LEAD","company":null,"customAttributes":{},"labels":[{"title":"vip"}],` +
			`"additionalAttributes":{"city":"London","jobTitle":null}}`},
	} {
		answer := api.Ask(t, w.Home.Administrator, row.document, row.variables)
		data := strings.NewReplacer(`": `, `":`, `, "`, `,"`).Replace(string(answer.Data)) // JSON of the database has spaces
		if want := `{"m":{` + row.want + `,"userErrors":[]}}`; data != want {
			t.Errorf("%s:\n%s\nnot\n%s", row.name, answer.Body, want)
		}
	}
	answer := api.Ask(t, w.Home.Administrator, `mutation { m: contactUpsert(input: {match: EMAIL, contact: {email: "ada@acme.example",
		contactType: null}}) { userErrors { code field } } }`, nil)
	if want := `{"m":{"userErrors":[{"code":"INVALID","field":["contact","contactType"]}]}}`; string(answer.Data) != want {
		t.Errorf("what can't be empty: %s", answer.Body)
	}
}
