package resolvers_test

import (
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestConsents records what people said, and reads it back at the address and at the contact, also in lists.
func TestConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var made struct {
		M struct{ Contact struct{ ID string } }
	}
	api.Get(t, w.Home.Agent, &made, `mutation { m: contactCreate(input: {email: "ada@consents.example", phoneNumber: "+12125550177"}) {
		contact { id } userErrors { message } } }`, nil)
	id := made.M.Contact.ID
	const read = `{ contact { mayContact(purpose: "news") points { kind mayContact(purpose: "News") consents { purpose state proof givenAt
		actor { __typename } } } } userErrors { code field } }`
	for _, row := range []struct{ input, want string }{
		{`address: {email: "ADA@consents.example"}, purpose: "news", state: GRANTED, proof: "the form", givenAt: "2026-01-02T03:04:05Z"`,
			`{"contact":{"mayContact":true,"points":[{"kind":"EMAIL","mayContact":true,"consents":[{"purpose":"news","state":"GRANTED",` +
				`"proof":"the form","givenAt":"2026-01-02T03:04:05.000000Z","actor":{"__typename":"User"}}]},` +
				`{"kind":"PHONE_NUMBER","mayContact":false,"consents":[]}]},"userErrors":[]}`},
		{`address: {phoneNumber: "+12125550177"}, purpose: "news", state: REFUSED, givenAt: "2026-01-02T03:04:05Z"`,
			`{"contact":{"mayContact":false,"points":[{"kind":"EMAIL","mayContact":true,"consents":[{"purpose":"news","state":"GRANTED",` +
				`"proof":"the form","givenAt":"2026-01-02T03:04:05.000000Z","actor":{"__typename":"User"}}]},` +
				`{"kind":"PHONE_NUMBER","mayContact":false,"consents":[{"purpose":"news","state":"REFUSED",` +
				`"proof":"","givenAt":"2026-01-02T03:04:05.000000Z","actor":{"__typename":"User"}}]}]},"userErrors":[]}`},
		{`address: {phoneNumber: "+12125550177"}, purpose: "news", state: GRANTED, proof: "old", givenAt: "2026-01-02T03:04:05Z"`,
			`{"contact":null,"userErrors":[{"code":"BLOCKED_BY_RULE","field":["givenAt"]}]}`},
	} {
		answer := api.Ask(t, w.Home.Agent, `mutation { m: contactConsentSet(input: {contactId: "`+id+`", `+row.input+`}) `+read+` }`, nil)
		if got := string(answer.Data); got != `{"m":`+row.want+`}` {
			t.Errorf("%s:\n%s", row.input, answer.Body)
		}
	}
	list := api.Ask(t, w.Home.Agent, `{ contacts(filter: {email: {eq: "ada@consents.example"}}) { nodes {
		news: mayContact(purpose: "news") points { mayContact(purpose: "news") } } } }`, nil)
	if got := string(list.Data); got != `{"contacts":{"nodes":[{"news":false,"points":[{"mayContact":true},{"mayContact":false}]}]}}` {
		t.Error(list.Body)
	}
	for _, field := range []string{`mayContact(purpose: "our news")`, `points { mayContact(purpose: "our news") }`} {
		answer := api.Ask(t, w.Home.Agent, `{ contact(by: {id: "`+id+`"}) { `+field+` } }`, nil)
		if len(answer.Errors) == 0 || answer.Errors[0].Extensions["code"] != "INVALID" {
			t.Errorf("%s: %s", field, answer.Body)
		}
	}
	answer := api.Ask(t, w.Home.Agent, `mutation { m: contactBlock(input: {id: "`+id+`"}) {
		contact { mayContact(purpose: "news") points { mayContact(purpose: "news") } } } }`, nil)
	if got := string(answer.Data); got != `{"m":{"contact":{"mayContact":false,"points":[{"mayContact":false},{"mayContact":false}]}}}` {
		t.Error(answer.Body)
	}
}

// TestRolesAndConsents: a role that masks addresses sees no consents of them, and is told of no contact that it may be written to.
func TestRolesAndConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	p := populate(t, w, api, 4)
	contact := func(i int) string {
		return `{ contact(by: {id: "` + p.contacts[i] + `"}) { mayContact(purpose: "news") points { kind consents { proof } } } }`
	}
	const consented = `{"contact":{"mayContact":true,"points":[{"kind":"EMAIL","consents":[]},` +
		`{"kind":"EMAIL","consents":[{"proof":"proofzq03x"}]},{"kind":"PHONE_NUMBER","consents":[]},{"kind":"IDENTIFIER","consents":[]}]}}`
	for _, row := range []struct {
		viewer  *models.Viewer
		contact int
		want    string
	}{
		{w.Home.Agent, 3, consented},
		{w.WithRole(t, onlyOdd()), 3, consented},
		{w.WithRole(t, onlyOdd()), 0, `{"contact":null}`},
		{w.WithRole(t, onlyOdd(models.MaskEmail)), 3,
			`{"contact":{"mayContact":false,"points":[{"kind":"PHONE_NUMBER","consents":[]},{"kind":"IDENTIFIER","consents":[]}]}}`},
	} {
		if answer := api.Ask(t, row.viewer, contact(row.contact), nil); string(answer.Data) != row.want {
			t.Errorf("%s\nwant %s", answer.Body, row.want)
		}
	}
	masked := w.WithRole(t, onlyOdd(models.MaskEmail))
	answer := api.Ask(t, masked, `mutation { m: contactConsentSet(input: {contactId: "`+p.contacts[3]+`",
		address: {email: "mailtwozq03x@example.org"}, purpose: "calls", state: GRANTED, proof: "new"}) {
		contactPoint { value mayContact(purpose: "calls") consents { proof } } userErrors { code } } }`, nil)
	if got := string(answer.Data); got != `{"m":{"contactPoint":{"value":"","mayContact":false,"consents":[]},"userErrors":[]}}` {
		t.Error(answer.Body)
	}
}
