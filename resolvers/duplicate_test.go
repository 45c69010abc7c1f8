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
		{"the pair", `query($a: ID!) { contactDuplicates(contact: $a, minProbability: 0.9) {
			nodes { contacts { name } reasons { field kind attributeKey } } pageInfo { hasNextPage } count { value } } }`,
			`{"contactDuplicates":{"nodes":[{"contacts":[{"name":"Ada Lovelace"},{"name":"Lovelace, Ada"}],` +
				`"reasons":[{"field":"EMAIL","kind":"EXACT","attributeKey":null},{"field":"FAMILY_NAME","kind":"EXACT","attributeKey":null},` +
				`{"field":"GIVEN_NAME","kind":"EXACT","attributeKey":null}]}],"pageInfo":{"hasNextPage":false},"count":{"value":1}}}`},
		{"its group", `{ contactDuplicateClusters(minProbability: 0.9) { size contacts { name } } }`,
			`{"contactDuplicateClusters":[{"size":2,"contacts":[{"name":"Ada Lovelace"},{"name":"Lovelace, Ada"}]}]}`},
		{"a draft", `{ contactDuplicatesOf(draft: {name: "Ada", lastName: "Lovelace", emails: ["a.dalovelace@gmail.com"]}, minProbability: 0.9) {
			contact { name } } }`,
			`{"contactDuplicatesOf":[{"contact":{"name":"Ada Lovelace"}},{"contact":{"name":"Lovelace, Ada"}}]}`},
		{"of another person", `{ contactDuplicatesOf(draft: {name: "Grace Hopper"}) { contact { name } } }`, `{"contactDuplicatesOf":[]}`},
		{"its dismissal", `mutation($a: ID!, $b: ID!) { duplicateDismiss(input: {contactIds: [$b, $a]}) { dismissed userErrors { code } } }`,
			`{"duplicateDismiss":{"dismissed":true,"userErrors":[]}}`},
		{"no pair", `mutation($a: ID!) { duplicateDismiss(input: {contactIds: [$a]}) { dismissed userErrors { code field } } }`,
			`{"duplicateDismiss":{"dismissed":false,"userErrors":[{"code":"INVALID","field":["contactIds"]}]}}`},
		{"nothing left", `{ contactDuplicates { nodes { probability } } }`, `{"contactDuplicates":{"nodes":[]}}`},
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
	for _, query := range []string{
		`{ contactDuplicates(minProbability: 0.01) { nodes { probability } } }`,
		`{ contactDuplicateClusters(first: 101) { size } }`,
		`{ contactDuplicatesOf(draft: {}) { probability } }`,
		`{ contactDuplicatesOf(draft: {emails: ["nobody"]}) { probability } }`,
	} {
		if answer := api.Ask(t, w.Home.Agent, query, nil); len(answer.Errors) == 0 || answer.Errors[0].Extensions["code"] != "INVALID" {
			t.Errorf("%s: %s", query, answer.Body)
		}
	}
}
