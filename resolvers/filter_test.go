package resolvers_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
)

// TestConditionsThatSayNothing sends them on every path that takes a filter. Where a mutation has an input, the path into it is given.
func TestConditionsThatSayNothing(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	const errors = "{ userErrors { code field } }"
	for _, row := range []struct{ name, document, field string }{
		{"a list", `{ contacts(filter: {labels: {none: []}}) { nodes { id } } }`, ""},
		{"a list by conversations", `{ contacts(filter: {conversations: {every: {}}}) { nodes { id } } }`, ""},
		{"a count", `{ contacts(filter: {name: {contains: "\u0301"}}) { count { value } } }`, ""},
		{"a null that got lost", `query($q: String) { contacts(filter: {name: {contains: $q}}) { nodes { id } } }`, ""},
		{"groups", `{ contactGroups(by: LABEL, filter: {not: {ids: []}}) { key } }`, ""},
		{"conversations", `{ conversations(filter: {priority: {nin: []}}) { nodes { id } } }`, ""},
		{"ratings", `{ csatResponses(filter: {rating: []}) { nodes { id } } }`, ""},
		{"a report", `{ csatReport(filter: {or: [{}]}) { satisfactionScore } }`, ""},
		{"events by type", `{ contactEvents(types: []) { nodes { id } } }`, ""},
		{"events by contact", `{ contactEvents(contactIds: []) { nodes { id } } }`, ""},
		{"a segment", `mutation { m: segmentCreate(input: {name: "x", filter: {and: []}}) ` + errors + ` }`, "filter.and"},
		{"a bulk update", `mutation { m: contactsBulkUpdate(input: {target: {filter: {not: {}}}, set: {blocked: true}}) ` + errors + ` }`,
			"target.filter.not"},
		{"a bulk delete", `mutation { m: contactsBulkDelete(input: {target: {filter: {phoneNumber: {contains: "-"}}}, confirmCount: 1}) ` +
			errors + ` }`, "target.filter.phoneNumber.contains"},
		{"an export", `mutation { m: contactsExport(input: {filter: {city: {in: []}}}) ` + errors + ` }`, "filter.city.in"},
		{"a replay", `mutation { m: webhookDeliveriesReplay(input: {endpointId: "webhook_x", states: []}) ` + errors + ` }`, "states"},
		{"a webhook", `mutation { m: webhookEndpointCreate(input: {url: "https://example.com/", events: []}) ` + errors + ` }`, "events"},
	} {
		answer := api.Ask(t, w.Home.Administrator, row.document, nil)
		if row.field == "" {
			if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INVALID" {
				t.Errorf("%s: %s", row.name, answer.Body)
			}
			continue
		}
		want := `"field":["` + strings.ReplaceAll(row.field, ".", `","`) + `"]`
		if !strings.Contains(string(answer.Data), want) || !strings.Contains(string(answer.Data), `"code":"INVALID"`) &&
			!strings.Contains(string(answer.Data), `"code":"REQUIRED"`) {
			t.Errorf("%s: %s, not at %s", row.name, answer.Body, row.field)
		}
	}
}

// TestFiltersOfWhatIsMissing finds conversations without an assignee and a priority, and contacts without a company.
func TestFiltersOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var made struct {
		Company struct{ Company struct{ ID string } }
		Inbox   struct{ Inbox struct{ ID string } }
		A, B    struct{ Contact struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &made, `mutation {
		company: companyCreate(input: {name: "Acme"}) { company { id } }
		inbox: inboxCreate(input: {name: "Chat", channelType: API}) { inbox { id } }
		a: contactCreate(input: {name: "Ada"}) { contact { id } }
		b: contactCreate(input: {name: "Bob"}) { contact { id } }
	}`, nil)
	ids := map[string]any{"a": made.A.Contact.ID, "b": made.B.Contact.ID, "c": made.Company.Company.ID, "i": made.Inbox.Inbox.ID,
		"u": w.Home.Agent.UserID.String()}
	api.Get(t, w.Home.Administrator, &struct{}{}, `mutation($a: ID!, $b: ID!, $c: ID!, $i: ID!, $u: ID!) {
		contactUpdate(input: {id: $a, companyId: $c}) { contact { id } }
		x: conversationCreate(input: {contactId: $a, inboxId: $i, assigneeId: $u, priority: HIGH}) { conversation { id } }
		y: conversationCreate(input: {contactId: $b, inboxId: $i}) { conversation { id } }
	}`, ids)
	for document, want := range map[string]string{
		`{ conversations(filter: {assigneeId: {isNull: true}}) { nodes { contact { name } } } }`:                                      "Bob",
		`{ conversations(filter: {priority: {isNull: true}}) { nodes { contact { name } } } }`:                                        "Bob",
		`{ conversations(filter: {not: {priority: {isNull: true}}}) { nodes { contact { name } } } }`:                                 "Ada",
		`{ conversations(filter: {or: [{priority: {in: [HIGH, URGENT]}}, {status: {eq: SNOOZED}}]}) { nodes { contact { name } } } }`: "Ada",
		`{ conversations(filter: {and: [{status: {ne: RESOLVED}}, {priority: {ne: HIGH}}]}) { nodes { contact { name } } } }`:         "Bob",
		`{ contacts(filter: {companyId: {isNull: true}}) { nodes { name } } }`:                                                        "Bob",
		`query($c: ID!) { contacts(filter: {companyId: {in: [$c, "company_x"]}}) { nodes { name } } }`:                                "Ada",
		`query($c: ID!) { contacts(filter: {companyId: {ne: $c}, inboxId: {isNull: false}}) { nodes { name } } }`:                     "Bob",
	} {
		variables := map[string]any{}
		if strings.Contains(document, "$c") {
			variables["c"] = ids["c"]
		}
		answer := api.Ask(t, w.Home.Agent, document, variables)
		if strings.Count(answer.Body, `"name"`) != 1 || !strings.Contains(answer.Body, want) {
			t.Errorf("%s: %s, not %s alone", document, answer.Body, want)
		}
	}
}
