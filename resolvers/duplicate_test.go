package resolvers_test

import (
	"context"
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestDuplicatesOverTheAPI: a pair with its contacts and reasons, its dismissal, and what is refused.
func TestDuplicatesOverTheAPI(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	var made struct {
		A, B struct{ Contact struct{ ID string } }
	}
	api.Get(t, w.Home.Agent, &made, `mutation {
		a: contactCreate(input: {name: "Ada Lovelace", email: "ada.lovelace@gmail.com"}) { contact { id } }
		b: contactCreate(input: {name: "Lovelace, Ada", email: "adalovelace@googlemail.com"}) { contact { id } }
	}`, nil)
	if err := w.CRM.ScanDuplicates(context.Background()); err != nil {
		t.Fatal(err)
	}
	ids := map[string]any{"a": made.A.Contact.ID, "b": made.B.Contact.ID}
	for _, step := range []struct{ name, query, want string }{
		{"the pair", `query($a: ID!) { contactDuplicates(contact: $a) {
			nodes { score contacts { name } reasons { field kind score } } pageInfo { hasNextPage } } }`,
			`{"contactDuplicates":{"nodes":[{"score":0.981,"contacts":[{"name":"Ada Lovelace"},{"name":"Lovelace, Ada"}],` +
				`"reasons":[{"field":"EMAIL","kind":"CANONICAL","score":0.95},` +
				`{"field":"NAME","kind":"ORDER","score":0.62}]}],"pageInfo":{"hasNextPage":false}}}`},
		{"above its score", `{ contactDuplicates(minScore: 0.99) { nodes { score } } }`, `{"contactDuplicates":{"nodes":[]}}`},
		{"its dismissal", `mutation($a: ID!, $b: ID!) { duplicateDismiss(input: {contactIds: [$b, $a]}) { dismissed userErrors { code } } }`,
			`{"duplicateDismiss":{"dismissed":true,"userErrors":[]}}`},
		{"no pair", `mutation($a: ID!) { duplicateDismiss(input: {contactIds: [$a]}) { dismissed userErrors { code field } } }`,
			`{"duplicateDismiss":{"dismissed":false,"userErrors":[{"code":"INVALID","field":["contactIds"]}]}}`},
		{"nothing left", `{ contactDuplicates { nodes { score } } }`, `{"contactDuplicates":{"nodes":[]}}`},
	} {
		variables := map[string]any{}
		for name, id := range ids {
			if strings.Contains(step.query, "$"+name+":") {
				variables[name] = id
			}
		}
		if answer := api.Ask(t, w.Home.Agent, step.query, variables); string(answer.Data) != step.want {
			t.Errorf("%s: %s", step.name, answer.Body)
		}
	}
	if answer := api.Ask(t, w.Home.Agent, `{ contactDuplicates(minScore: 0.1) { nodes { score } } }`, nil); len(answer.Errors) != 1 ||
		answer.Errors[0].Extensions["code"] != "INVALID" {
		t.Errorf("a score that is not kept: %s", answer.Body)
	}
}
