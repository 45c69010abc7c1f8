package resolvers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// furnish creates contacts with everything that hangs on them, through the API, and returns their ids.
func furnish(t *testing.T, w *crmtest.World, api *crmtest.API, n int) (ids []string) {
	t.Helper()
	var inbox struct {
		InboxCreate struct{ Inbox struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &inbox, `mutation { inboxCreate(input: {name: "Support", channelType: API}) { inbox { id } } }`, nil)
	for i := range n {
		var made struct {
			ContactCreate struct {
				Contact    struct{ ID string }
				UserErrors []any
			}
		}
		api.Get(t, w.Home.Administrator, &made,
			`mutation($in: ContactCreateInput!) { contactCreate(input: $in) { contact { id } userErrors { message } } }`,
			map[string]any{"in": map[string]any{"name": fmt.Sprintf("Person %d", i), "email": fmt.Sprintf("p%d@example.com", i),
				"labels": []string{"vip", fmt.Sprintf("l%d", i%3)}}})
		id := made.ContactCreate.Contact.ID
		ids = append(ids, id)
		for range 4 {
			var started struct {
				ConversationCreate struct{ Conversation struct{ ID string } }
			}
			api.Get(t, w.Home.Agent, &started,
				`mutation($c: ID!, $i: ID!) { conversationCreate(input: {contactId: $c, inboxId: $i}) {
					conversation { id } userErrors { message field } } }`,
				map[string]any{"c": id, "i": inbox.InboxCreate.Inbox.ID})
			conversation := started.ConversationCreate.Conversation.ID
			var done map[string]any
			api.Get(t, w.Home.Agent, &done, `mutation($c: ID!, $p: ID!) {
				a: messageCreate(input: {conversationId: $c, content: "Hello?", messageType: INCOMING}) { message { id } userErrors { message } }
				b: messageCreate(input: {conversationId: $c, content: "Hello!"}) { message { id } userErrors { message } }
				c: csatResponseCreate(input: {conversationId: $c, rating: 4}) { csatResponse { id } userErrors { message } }
				d: noteCreate(input: {contactId: $p, content: "Nice."}) { note { id } userErrors { message } } }`,
				map[string]any{"c": conversation, "p": id})
		}
	}
	return ids
}

// everything asks for every nested field of a contact.
const everything = `fragment E on Contact {
	id version contactType name middleName lastName email phoneNumber phoneNumberFormatted identifier location countryCode
	additionalAttributes { companyName jobTitle city country socialProfiles { network handle } browser browserVersion platform referer other }
	customAttributes customAttribute(key: "plan") blocked block { reason blockedAt blockedBy { __typename } }
	company { id name contacts(first: 2) { nodes { id } count { value } } }
	labels { id title color description showOnSidebar contactsCount { value precision } }
	inboxes { id name channelType hmacToken } contactInboxes { nodes { id sourceId hmacVerified inbox { id } contact { id } } count { value } }
	conversations(first: 2) { count { value precision } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node {
		id version displayId status priority snoozedUntil contact { id } inbox { id } contactInbox { id } assignee { id } labels { id }
		messages(last: 2) { count { value } nodes { id messageType content private sourceId createdAt conversation { id }
			sender { __typename ... on Contact { id } ... on User { id name } } } }
		lastMessage { content } csatResponse { rating } customAttributes lastActivityAt createdAt updatedAt } } }
	messages(first: 2) { nodes { id } count { value } }
	notes(first: 1) { nodes { id content author { id } contact { id } createdAt updatedAt } count { value } }
	csatResponses(first: 1) { nodes { id rating feedback contact { id } conversation { id } assignedAgent { id } createdAt } count { value } }
	csat { averageRating count distribution } viewerCan { update delete merge block export }
	avatarUrl large: avatarUrl(size: 512) lastActivityAt createdAt updatedAt }`

func TestEveryNestedFieldAnswers(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	ids := furnish(t, w, api, 1)
	var got struct {
		Contact struct {
			Conversations struct {
				Count struct{ Value int }
				Edges []struct {
					Node struct {
						DisplayID   int
						LastMessage struct{ Content string }
						Messages    struct {
							Nodes []struct {
								Sender struct {
									Typename string `json:"__typename"`
								}
							}
						}
					}
				}
			}
			Csat      struct{ AverageRating float64 }
			Labels    []struct{ Title string }
			ViewerCan struct{ Update, Delete bool }
		}
	}
	api.Get(t, w.Home.Agent, &got, `query($id: ID!) { contact(by: {id: $id}) { ...E } } `+everything, map[string]any{"id": ids[0]})
	c := got.Contact
	if c.Conversations.Count.Value != 4 || len(c.Conversations.Edges) != 2 || c.Conversations.Edges[0].Node.DisplayID != 4 ||
		c.Conversations.Edges[0].Node.LastMessage.Content != "Hello!" ||
		c.Conversations.Edges[0].Node.Messages.Nodes[0].Sender.Typename != "Contact" ||
		c.Csat.AverageRating != 4 || len(c.Labels) != 2 || !c.ViewerCan.Update || c.ViewerCan.Delete {
		t.Errorf("%+v", c)
	}
}

// TestListTakesAFixedNumberOfStatements: one statement a relation, however long the page.
func TestListTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	furnish(t, w, api, 30)
	const list = `query($n: Int!) { contacts(first: $n) { nodes { id name csat { averageRating } labels { title } inboxes { name }
		conversations(first: 3) { nodes { displayId status inbox { name } } } } } }`
	for _, n := range []int{1, 5, 25, 30} {
		w.Statements.Reset()
		var got struct {
			Contacts struct {
				Nodes []struct{ Conversations struct{ Nodes []any } }
			}
		}
		api.Get(t, w.Home.Agent, &got, list, map[string]any{"n": n})
		if len(got.Contacts.Nodes) != n || len(got.Contacts.Nodes[0].Conversations.Nodes) != 3 {
			t.Fatalf("%d of %d contacts", len(got.Contacts.Nodes), n)
		}
		// contacts, labels, inboxes, conversations, the conversations' inboxes
		if statements := w.Statements.List(); len(statements) != 5 {
			t.Errorf("a page of %d takes %d statements: %v", n, len(statements), statements)
		}
	}
}

// TestBadInput walks wrong ids, foreign ids, cursors, pages and values: each gets the contract's answer, nothing changes, and no
// text of Go or SQL gets out.
func TestBadInput(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	id := furnish(t, w, api, 2)[0]
	before := w.Count(t, "SELECT count(*) + sum(version) FROM contacts")
	var page struct {
		Contacts struct{ PageInfo struct{ EndCursor string } }
	}
	api.Get(t, w.Home.Agent, &page, `{ contacts(first: 1) { pageInfo { endCursor } } }`, nil)
	unknown := "contact_01h455vb4pex5vsknk084sn02q"
	wrong := []string{unknown, "company" + id[7:], "", "contact_", id + "0", strings.ToUpper(id), "contact_8zzzzzzzzzzzzzzzzzzzzzzzzz", "1",
		"'; DROP TABLE contacts; --"}
	user := func(code, field string) func(crmtest.Answer) bool {
		return func(a crmtest.Answer) bool {
			var data map[string]struct {
				UserErrors []struct {
					Code  string
					Field []string
				}
			}
			return len(a.Errors) == 0 && json.Unmarshal(a.Data, &data) == nil && len(data["m"].UserErrors) == 1 &&
				data["m"].UserErrors[0].Code == code && strings.Join(data["m"].UserErrors[0].Field, ".") == field
		}
	}
	top := func(code string) func(crmtest.Answer) bool {
		return func(a crmtest.Answer) bool { return len(a.Errors) > 0 && a.Errors[0].Extensions["code"] == code }
	}
	null := func(a crmtest.Answer) bool { return len(a.Errors) == 0 && string(a.Data) == `{"m":null}` }
	type scenario struct {
		name, query string
		variables   map[string]any
		as          *models.Viewer
		ok          func(crmtest.Answer) bool
	}
	const errors = ` { userErrors { code field message } } }`
	update := `mutation($in: ContactUpdateInput!) { m: contactUpdate(input: $in)` + errors
	in := func(kv ...any) map[string]any {
		input := map[string]any{"id": id}
		for i := 0; i < len(kv); i += 2 {
			input[kv[i].(string)] = kv[i+1]
		}
		return map[string]any{"in": input}
	}
	list := func(args string) string { return `query($c: Cursor) { contacts(` + args + `) { nodes { id } } }` }
	first := func(args string) string { return `{ contacts(` + args + `) { nodes { id } } }` }
	scenarios := []scenario{
		{name: "foreign contact", query: `query($id: ID!) { m: contact(by: {id: $id}) { id } }`, variables: map[string]any{"id": id},
			as: w.Foreign.Agent, ok: null},
		{name: "foreign node", query: `query($id: ID!) { m: node(id: $id) { id } }`, variables: map[string]any{"id": id}, as: w.Foreign.Agent,
			ok: null},
		{name: "foreign update", query: update, variables: in("name", "X"), as: w.Foreign.Administrator, ok: user("NOT_FOUND", "id")},
		{name: "foreign delete", query: `mutation($id: ID!) { m: contactDelete(input: {id: $id})` + errors, variables: map[string]any{"id": id},
			as: w.Foreign.Administrator, ok: user("NOT_FOUND", "id")},
		{name: "agent deletes", query: `mutation($id: ID!) { m: contactDelete(input: {id: $id})` + errors, variables: map[string]any{"id": id},
			ok: user("FORBIDDEN", "")},
		{name: "malformed cursor", query: list("first: 1, after: $c"), variables: map[string]any{"c": "nonsense"}, ok: top("INVALID")},
		{name: "forged cursor", query: list("first: 1, after: $c"), variables: map[string]any{"c": "WyJ4IiwieSJd"}, ok: top("INVALID")},
		{name: "cursor of another order", query: list("first: 1, after: $c, orderBy: [{by: {field: NAME}}]"),
			variables: map[string]any{"c": page.Contacts.PageInfo.EndCursor}, ok: top("INVALID")},
		{name: "page too long", query: first("first: 101"), ok: top("INVALID")},
		{name: "page of none", query: first("first: 0"), ok: top("INVALID")},
		{name: "negative page", query: first("last: -1"), ok: top("INVALID")},
		{name: "first and last", query: first("first: 1, last: 1"), ok: top("INVALID")},
		{name: "count too far", query: `{ contacts { count(limit: 100001) { value } } }`, ok: top("INVALID")},
		{name: "phone", query: update, variables: in("phoneNumber", "212-555-1234"), ok: user("INVALID", "phoneNumber")},
		{name: "email", query: update, variables: in("email", "two@@example.com"), ok: user("INVALID", "email")},
		{name: "taken", query: update, variables: in("email", "P1@example.com"), ok: user("TAKEN", "email")},
		{name: "NUL", query: update, variables: in("name", "a\u0000b"), ok: top("INVALID")},
		{name: "NUL in JSON", query: update, variables: in("customAttributes", map[string]any{"k": "a\u0000b"}),
			ok: top("INVALID")},
		{name: "huge number", query: update, variables: in("customAttributes", map[string]any{"k": json.Number("1e999999")}),
			ok: top("GRAPHQL_VALIDATION_FAILED")},
		{name: "attributes are no object", query: update, variables: in("customAttributes", "x"), ok: user("INVALID", "customAttributes")},
		{name: "stale", query: update, variables: in("name", "X", "expectedVersion", 99), ok: user("STALE_VERSION", "expectedVersion")},
		{name: "long name", query: update, variables: in("name", strings.Repeat("x", 256)), ok: user("TOO_LONG", "name")},
		{name: "company", query: update, variables: in("companyId", unknown), ok: user("NOT_FOUND", "companyId")},
		{name: "nobody", query: `{ contacts { nodes { id } } }`, as: &models.Viewer{}, ok: top("UNAUTHENTICATED")},
		{name: "rating", query: `mutation { m: csatResponseCreate(input: {conversationId: "x", rating: 6})` + errors,
			ok: user("NOT_FOUND", "conversationId")},
		{name: "agent makes an inbox", query: `mutation { m: inboxCreate(input: {name: "x", channelType: API})` + errors,
			ok: user("FORBIDDEN", "")},
		{name: "too many nodes", query: `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, variables: map[string]any{"ids": make([]string, 101)},
			ok: top("INVALID")},
		{name: "int overflow", query: update, variables: in("expectedVersion", json.Number("99999999999")), ok: top("GRAPHQL_VALIDATION_FAILED")},
		{name: "wrong type", query: update, variables: in("name", 5), ok: top("GRAPHQL_VALIDATION_FAILED")},
		{name: "two keys", query: `{ m: contact(by: {email: "a@b.c", identifier: "x"}) { id } }`, ok: top("INVALID")},
	}
	for _, id := range wrong {
		scenarios = append(scenarios,
			scenario{name: "contact " + id, query: `query($id: ID!) { m: contact(by: {id: $id}) { id } }`, variables: map[string]any{"id": id},
				ok: null},
			scenario{name: "node " + id, query: `query($id: ID!) { m: node(id: $id) { id } }`, variables: map[string]any{"id": id}, ok: null},
			scenario{name: "update " + id, query: update, variables: map[string]any{"in": map[string]any{"id": id, "name": "X"}},
				ok: user("NOT_FOUND", "id")},
			scenario{name: "note " + id, query: `mutation($id: ID!) { m: noteCreate(input: {contactId: $id, content: "x"})` + errors,
				variables: map[string]any{"id": id}, ok: user("NOT_FOUND", "contactId")},
			scenario{name: "conversation " + id, query: `mutation($id: ID!) { m: conversationCreate(input: {contactId: $id, inboxId: $id})` + errors,
				variables: map[string]any{"id": id}, ok: user("NOT_FOUND", "contactId")},
			scenario{name: "message " + id, query: `mutation($id: ID!) { m: messageCreate(input: {conversationId: $id, content: "x"})` + errors,
				variables: map[string]any{"id": id}, ok: user("NOT_FOUND", "conversationId")},
		)
	}
	for _, s := range scenarios {
		viewer := s.as
		switch {
		case viewer == nil:
			viewer = w.Home.Agent
		case viewer.AccountID == 0:
			viewer = nil
		}
		answer := api.Ask(t, viewer, s.query, s.variables)
		if !s.ok(answer) {
			t.Errorf("%s: %s", s.name, answer.Body)
		}
		for _, leak := range []string{"SQLSTATE", "pgconn", "pgx", "gorm", "sql:", "json:", "strconv", "runtime error", "goroutine", "models.",
			"typeid", "map[", "unmarshal", "nil pointer", ".go:"} {
			if strings.Contains(answer.Body, leak) {
				t.Errorf("%s leaks %q: %s", s.name, leak, answer.Body)
			}
		}
	}
	if after := w.Count(t, "SELECT count(*) + sum(version) FROM contacts"); after != before {
		t.Errorf("something changed: %d, %d before", after, before)
	}
}
