package resolvers_test

import (
	"encoding/json"
	"fmt"
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

// TestFacetsCountWhatASearchFinds has groups of every kind for one search: each group counts as many contacts as the same search finds
// among those with the value, also for a misspelt search and beside a filter, and no group of others is there.
func TestFacetsCountWhatASearchFinds(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	var stored struct {
		CompanyCreate struct{ Company struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &stored, `mutation { companyCreate(input: {name: "Rockets"}) { company { id } } }`, nil)
	var inbox struct {
		InboxCreate struct{ Inbox struct{ ID string } }
	}
	api.Get(t, w.Home.Administrator, &inbox, `mutation { inboxCreate(input: {name: "Mail", channelType: API}) { inbox { id } } }`, nil)
	for i := range 6 {
		var contact struct {
			ContactCreate struct{ Contact struct{ ID string } }
		}
		name := []string{"Jonathan Ferguson", "Grace Hopper"}[i/4]
		api.Get(t, w.Home.Administrator, &contact, fmt.Sprintf(`mutation { contactCreate(input: {name: %q, countryCode: %q, labels: [%q],
			contactType: %s, companyId: %q}) { contact { id } } }`, name, []string{"GB", "FR"}[i%2], []string{"vip", "press", "new"}[i%3],
			[]string{"LEAD", "CUSTOMER"}[i/3], stored.CompanyCreate.Company.ID), nil)
		if i%2 == 0 {
			api.Get(t, w.Home.Administrator, &struct{}{}, fmt.Sprintf(`mutation { contactInboxCreate(input: {contactId: %q, inboxId: %q}) {
				userErrors { code } } }`, contact.ContactCreate.Contact.ID, inbox.InboxCreate.Inbox.ID), nil)
		}
	}
	facets := map[string]string{"CONTACT_TYPE": "{contactType: {eq: %s}}", "LABEL": `{labels: {any: ["%s"]}}`,
		"COUNTRY": `{countryCode: {eq: "%s"}}`,
		"COMPANY": `{companyId: {eq: "%s"}}`, "INBOX": `{inboxId: {eq: "%s"}}`, "BLOCKED": "{blocked: %s}"}
	want := map[string]int{"CONTACT_TYPE": 2, "LABEL": 3, "COUNTRY": 2, "COMPANY": 1, "INBOX": 1, "BLOCKED": 1}
	for _, search := range []string{"ferguson", "fergusen jonathn"} {
		for by, condition := range facets {
			var found struct {
				ContactGroups []struct {
					Key   string
					Label *struct{ Title string }
					Count int
				}
			}
			api.Get(t, w.Home.Administrator, &found, fmt.Sprintf("{ contactGroups(by: %s, search: %q) { key label { title } count } }",
				by, search), nil)
			if len(found.ContactGroups) != want[by] {
				t.Errorf("%s by %s: %d groups, not %d", search, by, len(found.ContactGroups), want[by])
			}
			for _, group := range found.ContactGroups {
				value := group.Key
				if group.Label != nil {
					value = group.Label.Title
				}
				filter := fmt.Sprintf(condition, value)
				var listed map[string]struct{ Count struct{ Value int } }
				answer := api.Ask(t, w.Home.Administrator, fmt.Sprintf(`{ contacts(search: %q, filter: %s) { count { value } } }`,
					search, filter), nil)
				if err := json.Unmarshal(answer.Data, &listed); err != nil {
					t.Fatalf("%s: %v", answer.Body, err)
				}
				if n := listed["contacts"].Count.Value; n != group.Count || n == 0 {
					t.Errorf("%s: %s %s counts %d, the list %d", search, by, value, group.Count, n)
				}
			}
		}
	}
	answer := api.Ask(t, w.Home.Administrator, `{
		contactGroups(by: COUNTRY, search: "ferguson", filter: {labels: {any: ["vip"]}}) { key count } }`, nil)
	if data := strings.ReplaceAll(string(answer.Data), " ", ""); data != `{"contactGroups":[{"key":"FR","count":1},{"key":"GB","count":1}]}` {
		t.Errorf("beside a filter: %s", answer.Body)
	}
}
