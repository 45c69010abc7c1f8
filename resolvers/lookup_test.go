package resolvers_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestLookups reads single records by their keys, and the records that errors name.
func TestLookups(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	var made struct {
		Company      struct{ Company struct{ ID string } }
		Inbox        struct{ Inbox struct{ ID string } }
		Contact      struct{ Contact struct{ ID string } }
		Label, Other struct{ Label struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &made, `mutation {
		company: companyCreate(input: {name: "Acme", domain: "acme.example"}) { company { id } }
		inbox: inboxCreate(input: {name: "Chat", channelType: API}) { inbox { id } }
		contact: contactCreate(input: {name: "Ada"}) { contact { id } }
		label: labelCreate(input: {title: "vip"}) { label { id } }
		other: labelCreate(input: {title: "trial"}) { label { id } }
	}`, nil)
	var started struct {
		ConversationCreate struct{ Conversation struct{ ID string } }
	}
	api.Get(t, w.Home.Agent, &started, `mutation($c: ID!, $i: ID!) { conversationCreate(input: {contactId: $c, inboxId: $i}) {
		conversation { id } } }`, map[string]any{"c": made.Contact.Contact.ID, "i": made.Inbox.Inbox.ID})
	id := map[string]string{"v": started.ConversationCreate.Conversation.ID, "c": made.Company.Company.ID, "l": made.Label.Label.ID,
		"o": made.Other.Label.ID}
	for _, row := range []struct{ name, document, want string }{
		{"a conversation by its id", `query($v: ID!) { conversation(by: {id: $v}) { displayId } }`, `{"conversation":{"displayId":1}}`},
		{"by its number", `{ conversation(by: {displayId: 1}) { id } }`, `{"conversation":{"id":"` + id["v"] + `"}}`},
		{"by another number", `{ conversation(by: {displayId: 2}) { id } }`, `{"conversation":null}`},
		{"a company", `query($c: ID!) { company(id: $c) { name version } }`, `{"company":{"name":"Acme","version":1}}`},
		{"no company", `{ company(id: "company_x") { name } }`, `{"company":null}`},
		{"the token of a user", `{ viewer { token { name } user { version } } }`, `{"viewer":{"token":null,"user":{"version":1}}}`},
		{"a scalar", `{ __type(name: "DateTime") { specifiedByURL } }`, `{"__type":{"specifiedByURL":"https://www.rfc-editor.org/rfc/rfc3339"}}`},
		{"labels by pages", `{ labels(first: 1) { nodes { title } pageInfo { hasNextPage } count { value } } }`,
			`{"labels":{"nodes":[{"title":"trial"}],"pageInfo":{"hasNextPage":true},"count":{"value":2}}}`},
		{"the last inbox", `{ inboxes(last: 1) { edges { node { name version } } } }`,
			`{"inboxes":{"edges":[{"node":{"name":"Chat","version":1}}]}}`},
		{"tokens of the account", `{ account { users { count { value } } apiTokens { nodes { id } } version } }`,
			`{"account":{"users":{"count":{"value":2}},"apiTokens":{"nodes":[]},"version":1}}`},
	} {
		variables := map[string]any{}
		for name, value := range id {
			if strings.Contains(row.document, "$"+name+":") {
				variables[name] = value
			}
		}
		if answer := api.Ask(t, w.Home.Agent, row.document, variables); string(answer.Data) != row.want {
			t.Errorf("%s: %s", row.name, answer.Body)
		}
	}
	answer := api.Ask(t, w.Home.Program, `{ viewer { token { id } user { id } } }`, nil)
	if !strings.Contains(answer.Body, `"token":{"id":"token_`) {
		t.Errorf("the token of a program: %s", answer.Body)
	}
	const errors = `userErrors { code ... on TakenError { contact { id } node { id ... on Label { title } ... on Company { name } } }
		... on StaleVersionError { current { id ... on Label { title version } } } } }`
	for _, row := range []struct{ name, document, want string }{
		{"a title", `mutation($l: ID!) { m: labelUpdate(input: {id: $l, title: "trial"}) { ` + errors + ` }`,
			`[{"code":"TAKEN","contact":null,"node":{"id":"` + id["o"] + `","title":"trial"}}]`},
		{"a domain", `mutation { m: companyCreate(input: {name: "x", domain: "ACME.example"}) { ` + errors + ` }`,
			`[{"code":"TAKEN","contact":null,"node":{"id":"` + id["c"] + `","name":"Acme"}}]`},
		{"an old version", `mutation($l: ID!) { m: labelUpdate(input: {id: $l, color: "#000", expectedVersion: 7}) { ` + errors + ` }`,
			`[{"code":"STALE_VERSION","current":{"id":"` + id["l"] + `","title":"vip","version":1}}]`},
		{"a null", `mutation($l: ID!) { m: labelUpdate(input: {id: $l, color: null}) { ` + errors + ` }`, `[{"code":"INVALID"}]`},
	} {
		variables := map[string]any{}
		if strings.Contains(row.document, "$l") {
			variables["l"] = id["l"]
		}
		if answer := api.Ask(t, w.Home.Administrator, row.document, variables); string(answer.Data) != `{"m":{"userErrors":`+row.want+`}}` {
			t.Errorf("%s: %s", row.name, answer.Body)
		}
	}
}
