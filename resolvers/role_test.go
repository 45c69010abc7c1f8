package resolvers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// onlyOdd is the role of users who see the contacts with odd numbers of a population.
func onlyOdd(masked ...models.MaskedField) models.RoleCreateInput {
	return models.RoleCreateInput{Permissions: rolePermissions, MaskedFields: masked,
		ContactFilter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"mod1"}}}}
}

// TestRolesSeeTheirContacts: lists, counts, groups, searches and nested fields have what the filter leaves, and all of it, whether the
// compiled path or gqlgen answers.
func TestRolesSeeTheirContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	p := populate(t, w, api, 6)
	viewer := w.WithRole(t, onlyOdd())
	for _, row := range []struct{ query, want string }{
		{`{ contacts(orderBy: [{by: {field: NAME}}]) { nodes { name } count { value } } }`,
			`{"contacts":{"nodes":[{"name":"Ada zq01x"},{"name":"Ada zq03x"},{"name":"Ada zq05x"}],"count":{"value":3}}}`},
		{`{ contacts(orderBy: [{by: {field: NAME}}]) { nodes { name mergedFrom { count { value } } } } }`, // by gqlgen
			`{"contacts":{"nodes":[{"name":"Ada zq01x","mergedFrom":{"count":{"value":0}}},` +
				`{"name":"Ada zq03x","mergedFrom":{"count":{"value":0}}},` +
				`{"name":"Ada zq05x","mergedFrom":{"count":{"value":0}}}]}}`},
		{`{ contacts(search: "ada") { count { value } } }`, `{"contacts":{"count":{"value":3}}}`},
		{`{ contacts(search: "mailzq01x") { nodes { name } } }`, `{"contacts":{"nodes":[{"name":"Ada zq01x"}]}}`},
		{`{ contacts(search: "mailzq02x") { nodes { name } } }`, `{"contacts":{"nodes":[]}}`},
		{`{ contactGroups(by: CONTACT_TYPE) { key count contacts { count { value } } } }`,
			`{"contactGroups":[{"key":"LEAD","count":3,"contacts":{"count":{"value":3}}}]}`},
		{`{ conversations { count { value } } csatResponses { count { value } } csatReport { summary { count } } }`,
			`{"conversations":{"count":{"value":3}},"csatResponses":{"count":{"value":3}},"csatReport":{"summary":{"count":3}}}`},
		{`{ companies { nodes { contacts { count { value } } } } }`,
			`{"companies":{"nodes":[{"contacts":{"count":{"value":1}}},{"contacts":{"count":{"value":0}}}]}}`},
		{`{ labels { nodes { title contactsCount { value } } } }`, `{"labels":{"nodes":[{"title":"all","contactsCount":{"value":3}},` +
			`{"title":"mod0","contactsCount":{"value":0}},{"title":"mod1","contactsCount":{"value":3}}]}}`},
		{`{ contact(by: {email: "mailzq01x@d1.example"}) { name email notes { nodes { content } } } }`,
			`{"contact":{"name":"Ada zq01x","email":"mailzq01x@d1.example","notes":{"nodes":[{"content":"notezq01x"}]}}}`},
		{`{ contact(by: {email: "mailzq02x@d0.example"}) { name } }`, `{"contact":null}`},
		{`{ contact(by: {source: {inboxId: "` + p.inboxes[0] + `", sourceId: "sourcezq01x"}}) { name } }`, `{"contact":{"name":"Ada zq01x"}}`},
		{`{ contact(by: {source: {inboxId: "` + p.inboxes[0] + `", sourceId: "sourcezq02x"}}) { name } }`, `{"contact":null}`},
		{`{ node(id: "` + p.contacts[1] + `") { ... on Contact { name } } }`, `{"node":{"name":"Ada zq01x"}}`},
		{`{ node(id: "` + p.contacts[0] + `") { id } }`, `{"node":null}`},
		{`{ roles { name contactFilter } viewer { user { role customRole { contactFilter } } } }`, `{"roles":[{"name":"` +
			roleName(t, w, viewer) + `","contactFilter":null}],"viewer":{"user":{"role":"AGENT","customRole":{"contactFilter":null}}}}`},
	} {
		if answer := api.Ask(t, viewer, row.query, nil); string(answer.Data) != row.want || len(answer.Errors) > 0 {
			t.Errorf("%s\n got %s\nwant %s", row.query, answer.Body, row.want)
		}
	}
	answer := api.Ask(t, viewer, `{ contactEvents(first: 100) { nodes { contactId } } }`, nil)
	for i, id := range p.contacts {
		if strings.Contains(answer.Body, id) != (i%2 == 1) {
			t.Errorf("events of contact %d: %s", i, answer.Body)
		}
	}
}

func roleName(t *testing.T, w *crmtest.World, viewer *models.Viewer) string {
	t.Helper()
	return w.Texts(t, "SELECT r.name FROM roles r JOIN users u ON u.account_id = r.account_id AND u.role_id = r.id WHERE u.id = $1",
		*viewer.UserID)[0]
}

// TestRolesMaskFields: what is masked is null, or empty, on every way to it, and is found by nothing; the answer says so.
func TestRolesMaskFields(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	p := populate(t, w, api, 4)
	viewer := w.WithRole(t, onlyOdd(models.MaskEmail, models.MaskNotes, models.MaskCustomAttributes))
	answer := api.Ask(t, viewer, `{ node(id: "`+p.contacts[1]+`") { ... on Contact { name email phoneNumber emails { value } points { kind }
		customAttributes customAttribute(key: "secret") notes { count { value } }
		history(first: 1) { nodes { snapshot changes { field } } } } } }`, nil)
	want := `{"node":{"name":"Ada zq01x","email":null,"phoneNumber":"+12125551001","emails":[],"points":[{"kind":"PHONE_NUMBER"},` +
		`{"kind":"IDENTIFIER"}],"customAttributes":{},"customAttribute":null,"notes":{"count":{"value":0}},` +
		`"history":{"nodes":[{"snapshot":{},"changes":[]}]}}}`
	if string(answer.Data) != want {
		t.Errorf("%s\nwant %s", answer.Body, want)
	}
	if !strings.Contains(answer.Body, `"maskedFields":["Contact.customAttribute","Contact.customAttributes","Contact.email",`+
		`"ContactEvent.changes","ContactEvent.snapshot"]`) {
		t.Errorf("the extensions: %s", answer.Body)
	}
	// A list that the compiled path could answer says so too.
	answer = api.Ask(t, viewer, `{ contacts(orderBy: [{by: {field: NAME}}]) { nodes { name email } } }`, nil)
	if string(answer.Data) != `{"contacts":{"nodes":[{"name":"Ada zq01x","email":null},{"name":"Ada zq03x","email":null}]}}` ||
		!strings.Contains(answer.Body, `"maskedFields":["Contact.email"]`) {
		t.Error(answer.Body)
	}
	for _, query := range []string{
		`{ contacts(filter: {email: {contains: "zq01x"}}) { count { value } } }`, `{ contacts(search: "zq01x") { count { value } } }`,
		`{ contacts(filter: {customAttributes: [{key: "plan", text: {eq: "plan1"}}]}) { count { value } } }`,
	} {
		if answer := api.Ask(t, viewer, query, nil); string(answer.Data) != `{"contacts":{"count":{"value":0}}}` {
			t.Errorf("%s %s", query, answer.Body)
		}
	}
	answer = api.Ask(t, viewer, `{ contact(by: {email: "mailzq01x@d1.example"}) { name } }`, nil)
	if string(answer.Data) != `{"contact":null}` {
		t.Error(answer.Body)
	}
	// A change shows the contact as it is stored, without what is masked.
	answer = api.Ask(t, viewer, `mutation { contactUpdate(input: {id: "`+p.contacts[1]+`", name: "Eve"}) {
		contact { name email customAttributes } userErrors { code } } }`, nil)
	if string(answer.Data) != `{"contactUpdate":{"contact":{"name":"Eve","email":null,"customAttributes":{}},"userErrors":[]}}` {
		t.Error(answer.Body)
	}
}

// TestRolesChangeNothingThatTheyDoNotSee runs every mutation that names a record of another contact: it gets what it would get for a record
// that does not exist, and nothing about the contact changes.
func TestRolesChangeNothingThatTheyDoNotSee(t *testing.T) {
	t.Parallel()
	of := []string{"$contact", "$conversation", "$message", "$note", "$link", "$point", "$rating", "$merge"}
	for _, a := range actions {
		names := slices.ContainsFunc(of, func(name string) bool { return strings.Contains(a.mutation, `"`+name+`"`) })
		if a.foreign != models.NotFound || !names || strings.HasPrefix(a.mutation, "contactErase") {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.SharedWorld(t)
			api := w.API(t)
			ids := records(t, w, api)
			name := "nobody"
			viewer := w.WithRole(t, models.RoleCreateInput{Permissions: rolePermissions,
				ContactFilter: &models.ContactFilter{Name: &models.StringFilter{Eq: &name}}})
			before := aboutContacts(t, w)
			answer := askMutation(t, api, viewer, "{ m: "+fill(a.mutation, ids)+" { userErrors { code message } } }")
			if !strings.Contains(answer.Body, `"code":"NOT_FOUND"`) {
				t.Error(answer.Body)
			}
			if after := aboutContacts(t, w); after != before {
				t.Errorf("before %s\nafter %s", before, after)
			}
		})
	}
}

// aboutContacts is a digest of everything about the home account's contacts.
func aboutContacts(t *testing.T, w *crmtest.World) string {
	t.Helper()
	var digests []string
	for _, table := range []string{"contacts", "contact_points", "contact_inboxes", "contact_labels", "conversations", "messages", "notes",
		"consents", "csat_responses", "contact_merges", "contact_events", "contact_presence", "duplicate_dismissals"} {
		digests = append(digests, table+" "+w.Texts(t, fmt.Sprintf(
			"SELECT count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) FROM %s x WHERE account_id = $1", table),
			w.Home.Key)[0])
	}
	return strings.Join(digests, "\n")
}

// TestRolesAndTakenValues: a value that a hidden contact has is TAKEN, and no more is said; what the filter hides after a change is in the
// answer of the change and nowhere else.
func TestRolesAndTakenValues(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	p := populate(t, w, api, 4)
	viewer := w.WithRole(t, onlyOdd())
	for _, mutation := range []string{
		`contactCreate(input: {email: "mailzq02x@d0.example"})`,
		`contactUpdate(input: {id: "` + p.contacts[1] + `", phoneNumber: "+12125551002"})`,
		`contactUpsert(input: {match: IDENTIFIER, contact: {identifier: "identzq02x", name: "Eve"}})`,
		`contactPointAdd(input: {contactId: "` + p.contacts[1] + `", kind: EMAIL, value: "mailtwozq02x@example.org"})`,
		`contactInboxCreate(input: {contactId: "` + p.contacts[1] + `", inboxId: "` + p.inboxes[0] + `", sourceId: "sourcezq02x"})`,
	} {
		answer := api.Ask(t, viewer, "mutation { m: "+mutation+
			" { userErrors { code message ... on TakenError { contact { id name } node { id } } } } }", nil)
		if !strings.Contains(answer.Body, `"code":"TAKEN"`) || !strings.Contains(answer.Body, `"contact":null,"node":null`) ||
			strings.Contains(answer.Body, p.contacts[2]) {
			t.Errorf("%s: %s", mutation, answer.Body)
		}
	}
	answer := api.Ask(t, viewer, `mutation { m: contactUpsert(input: {match: IDENTIFIER, contact: {identifier: "identzq01x", name: "Eve"}}) {
		contact { name } userErrors { code } } }`, nil)
	if !strings.Contains(answer.Body, `"name":"Eve"`) {
		t.Error(answer.Body)
	}
	answer = api.Ask(t, viewer, `mutation { m: contactLabelsRemove(input: {id: "`+p.contacts[1]+`", labels: ["mod1"]}) {
		contact { name } userErrors { code } } }`, nil)
	if !strings.Contains(answer.Body, `"name":"Eve"`) {
		t.Error(answer.Body)
	}
	if answer := api.Ask(t, viewer, `{ node(id: "`+p.contacts[1]+`") { id } }`, nil); string(answer.Data) != `{"node":null}` {
		t.Error(answer.Body)
	}
}

// TestRolesInFeedsAndJobs: what subscriptions take from the feed, and what jobs do, is bounded by the role that their user has then.
func TestRolesInFeedsAndJobs(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	api := w.API(t)
	p := populate(t, w, api, 4)
	viewer := w.WithRole(t, onlyOdd(models.MaskEmail))
	ctx := crmtest.As(viewer)
	log, err := w.CRM.ReadLog(t.Context(), models.LogPosition{Account: w.Home.Key}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := w.CRM.FilterEvents(ctx, nil, log)
	if err != nil || len(shown) == 0 {
		t.Fatal(len(shown), err)
	}
	for _, e := range shown {
		b, _ := json.Marshal(e)
		if i := slices.Index(p.contacts, e.ContactID.String()); i%2 != 1 || strings.Contains(string(b), "mailzq") {
			t.Errorf("contact %d: %s", i, b)
		}
	}
	blocked := true
	job, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{
		Target: models.ContactTarget{Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"all"}}}},
		Set:    models.ContactBulkSet{Blocked: graphql.OmittableOf(&blocked)}})
	if err != nil {
		t.Fatal(err)
	}
	named, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{
		Target: models.ContactTarget{IDs: []models.ContactID{typeid.Read[models.ContactID](p.contacts[0])}},
		Set:    models.ContactBulkSet{Blocked: graphql.OmittableOf(&blocked)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []models.JobID{job.ID, named.ID} {
		for more := true; more; {
			if more, err = w.CRM.WorkJob(t.Context(), crm.JobArgs{Account: w.Home.Key, Job: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1 AND blocked AND name LIKE '%zq00%'", w.Home.Key); n != 0 {
		t.Errorf("%d hidden contacts were changed", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1 AND blocked", w.Home.Key); n != 2 {
		t.Errorf("%d contacts are blocked", n)
	}
	answer := api.Ask(t, viewer, `{ node(id: "`+named.ID.String()+`") { ... on Job { failed failures { errors { code } } } } }`, nil)
	if !strings.Contains(answer.Body, `"failed":1`) || !strings.Contains(answer.Body, "NOT_FOUND") {
		t.Error(answer.Body)
	}
	in := models.ContactsExportInput{Format: models.ExportCSV}
	export, err := w.CRM.ExportContacts(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	args := crm.JobArgs{Account: w.Home.Key, Job: export.ID}
	if _, err := w.Transfers.Export(t.Context(), args, models.ExportTask(in), &file); err != nil {
		t.Fatal(err)
	}
	exported := file.String()
	if !strings.Contains(exported, "Ada zq01x") || strings.Contains(exported, "zq00x") || strings.Contains(exported, "mailzq") {
		t.Error(exported)
	}
	ratings, err := w.CRM.ExportCsatResponses(ctx, models.CsatResponsesExportInput{})
	if err != nil {
		t.Fatal(err)
	}
	file.Reset()
	if _, err := w.Transfers.ExportRatings(t.Context(), crm.JobArgs{Account: w.Home.Key, Job: ratings.ID}, &file); err != nil {
		t.Fatal(err)
	}
	exported = file.String()
	if !strings.Contains(exported, "ratezq01x") || strings.Contains(exported, "zq00x") || strings.Contains(exported, "mailzq") {
		t.Error(exported)
	}
}

// TestRolesHaveBounds: what a role can't be, and who may make one.
func TestRolesHaveBounds(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	code := func(viewer *models.Viewer, mutation string) string {
		t.Helper()
		answer := api.Ask(t, viewer, "mutation { m: "+mutation+" { userErrors { code field } } }", nil)
		if len(answer.Errors) > 0 {
			return fmt.Sprint(answer.Errors[0].Extensions["code"])
		}
		return strings.TrimSuffix(strings.TrimPrefix(string(answer.Data), `{"m":{"userErrors":[`), "]}}")
	}
	viewer := w.WithRole(t, models.RoleCreateInput{Permissions: rolePermissions})
	role := w.Texts(t, "SELECT role_id::text FROM users WHERE id = $1", *viewer.UserID)[0]
	var id models.RoleID
	if err := id.Scan(role); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		as             *models.Viewer
		mutation, want string
	}{
		{w.Home.Administrator, `roleCreate(input: {name: "A", permissions: [WEBHOOK_WRITE]})`, ""},
		{w.Home.Administrator, `roleCreate(input: {name: "a ", permissions: [WEBHOOK_WRITE], maskedFields: [EMAIL]})`,
			`{"code":"INVALID","field":["permissions"]}`},
		{w.Home.Administrator, `roleCreate(input: {name: "B", permissions: [AUDIT_READ], contactFilter: {}})`,
			`{"code":"INVALID","field":["permissions"]}`},
		{w.Home.Administrator, `roleCreate(input: {name: "B", permissions: [ACCOUNT_WRITE]})`, "GRAPHQL_VALIDATION_FAILED"},
		{w.Home.Administrator, `roleCreate(input: {name: "A"})`, `{"code":"TAKEN","field":["name"]}`},
		{w.Home.Administrator, `roleCreate(input: {name: "B", contactFilter: {labels: {any: ["unheard"]}}})`,
			`{"code":"INVALID","field":["contactFilter","labels","any","0"]}`},
		{w.Home.Administrator, `roleDelete(input: {id: "` + id.String() + `"})`, `{"code":"BLOCKED_BY_RULE","field":["id"]}`},
		{w.Home.Administrator, `userUpdate(input: {id: "` + viewer.UserID.String() + `", role: ADMINISTRATOR, roleId: "` + id.String() + `"})`,
			`{"code":"INVALID","field":["roleId"]}`},
		{w.Home.Administrator, `userUpdate(input: {id: "` + w.Home.Administrator.UserID.String() + `", roleId: "` + id.String() + `"})`,
			`{"code":"BLOCKED_BY_RULE","field":["role"]}`},
		{viewer, `userUpdate(input: {id: "` + viewer.UserID.String() + `", roleId: null})`, `{"code":"FORBIDDEN","field":[]}`},
		{viewer, `roleUpdate(input: {id: "` + id.String() + `", contactFilter: null})`, `{"code":"FORBIDDEN","field":[]}`},
		{viewer, `apiTokenCreate(input: {name: "T", role: ADMINISTRATOR})`, `{"code":"FORBIDDEN","field":[]}`},
		{viewer, `contactDelete(input: {id: "` + typeid.New[models.ContactID]().String() + `"})`, `{"code":"NOT_FOUND","field":["id"]}`},
		{viewer, `accountUpdate(input: {name: "Mine"})`, `{"code":"FORBIDDEN","field":[]}`},
		{w.Home.Administrator, `userUpdate(input: {id: "` + viewer.UserID.String() + `", role: ADMINISTRATOR})`, ""},
		{w.Home.Administrator, `roleDelete(input: {id: "` + id.String() + `"})`, ""},
	} {
		if got := code(row.as, row.mutation); got != row.want {
			t.Errorf("%s: %s, want %s", row.mutation, got, row.want)
		}
	}
}

// TestRolesHoldAtOnce: each change that concerns the users of a role has servers read their viewers anew.
func TestRolesHoldAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	viewer := w.WithRole(t, models.RoleCreateInput{Permissions: rolePermissions})
	var id models.RoleID
	if err := id.Scan(w.Texts(t, "SELECT role_id::text FROM users WHERE id = $1", *viewer.UserID)[0]); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		mutation string
		changes  bool
	}{
		{`roleUpdate(input: {id: "` + id.String() + `", permissions: []})`, true},
		{`roleUpdate(input: {id: "` + id.String() + `", contactFilter: {blocked: true}})`, true},
		{`roleUpdate(input: {id: "` + id.String() + `", maskedFields: [NOTES]})`, true},
		{`roleUpdate(input: {id: "` + id.String() + `", description: "Other"})`, false},
		{`accountUpdate(input: {timeZone: "Asia/Tokyo"})`, true},
		{`userUpdate(input: {id: "` + viewer.UserID.String() + `", roleId: null})`, true},
	} {
		const version = "SELECT credentials_version FROM accounts WHERE id = $1"
		before := w.Count(t, version, w.Home.Key)
		answer := api.Ask(t, w.Home.Administrator, "mutation { m: "+row.mutation+" { userErrors { code message } } }", nil)
		if !strings.Contains(answer.Body, `"userErrors":[]`) || w.Count(t, version, w.Home.Key) > before != row.changes {
			t.Errorf("%s: %s", row.mutation, answer.Body)
		}
	}
}
