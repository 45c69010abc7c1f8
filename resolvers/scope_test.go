package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/graph"
	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// withScopes returns the viewer of a token of an administrator with these scopes.
func withScopes(w *crmtest.World, scopes ...models.TokenScope) *models.Viewer {
	v := *w.Home.Program
	v.Scopes = models.ScopeList(scopes)
	return &v
}

// carries reports whether a type stands for records or values of its own: not a payload, and no page of another type.
func carries(t *ast.Definition) bool {
	return t.Kind == ast.Object && !t.BuiltIn && !slices.ContainsFunc([]string{"Payload", "Connection", "Edge"},
		func(suffix string) bool { return strings.HasSuffix(t.Name, suffix) })
}

// TestEveryFieldHasAScope demands a row of the table of scopes for each root field and each type, and holds the gate against it: with all
// scopes but those of the row a token is refused, and each of them is enough.
func TestEveryFieldHasAScope(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	try := func(name, document string, needed []models.TokenScope) {
		t.Helper()
		refused := func(scopes ...models.TokenScope) bool {
			answer := api.Ask(t, withScopes(w, scopes...), document, nil)
			return len(answer.Errors) == 1 && answer.Errors[0].Extensions["code"] == "FORBIDDEN" &&
				strings.Contains(answer.Errors[0].Message, "lacks the scope "+needed[0].String())
		}
		var others []models.TokenScope
		for _, s := range models.TokenScopes {
			if !slices.ContainsFunc(needed, func(n models.TokenScope) bool { return n == s || models.Includes(s, n) }) {
				others = append(others, s)
			}
		}
		if len(needed) > 0 && !refused(others...) {
			t.Errorf("%s is open to %s", name, others)
		}
		for _, s := range needed {
			if refused(s) {
				t.Errorf("%s is closed to %s", name, s)
			}
		}
	}
	rows := 0
	for kind, root := range map[string]*ast.Definition{"query": schema.Query, "mutation": schema.Mutation} {
		for _, f := range root.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			name := root.Name + "." + f.Name
			if rows++; !models.HasScopeRow(name) {
				t.Errorf("%s has no row in models/scope_table.go", name)
				continue
			}
			try(name, kind+" { "+f.Name+" }", models.ScopesOfField(root.Name, f.Name))
		}
	}
	for _, f := range schema.Subscription.Fields {
		if rows++; !models.HasScopeRow("Subscription." + f.Name) {
			t.Errorf("Subscription.%s has no row in models/scope_table.go", f.Name)
		}
	}
	for _, d := range schema.Types {
		if d == schema.Query || d == schema.Mutation || d == schema.Subscription || !carries(d) {
			continue
		}
		if rows++; !models.HasScopeRow(d.Name) {
			t.Errorf("%s has no row in models/scope_table.go", d.Name)
			continue
		}
		for _, f := range d.Fields {
			try(d.Name+"."+f.Name, fmt.Sprintf("{ node { ... on %s { %s } } }", d.Name, f.Name), models.ScopesOfField(d.Name, f.Name))
		}
		try(d.Name+"Connection", fmt.Sprintf("{ node { ... on %sConnection { count } } }", d.Name), connected(schema, d.Name))
	}
	if rows < 120 {
		t.Errorf("only %d rows were seen", rows)
	}
}

// connected are the scopes of the pages of a type, none where there are no pages.
func connected(schema *ast.Schema, name string) []models.TokenScope {
	if d := schema.Types[name+"Connection"]; d == nil || d.Fields.ForName("count") == nil {
		return nil
	}
	return models.ScopesOfType(name)
}

// TestScopesHoldOnEveryWay: what a token may not read is refused by whatever field it is reached, and what it may not change as well.
func TestScopesHoldOnEveryWay(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	for _, row := range []struct {
		scopes   []models.TokenScope
		document string
		lacks    string
	}{
		{[]models.TokenScope{models.ContactsRead}, `{ contacts { nodes { id company { name } labels { title } } count { value } } }`, ""},
		{[]models.TokenScope{models.ContactsRead}, `{ contacts { nodes { conversations { nodes { id } } } } }`, "conversations:read"},
		{[]models.TokenScope{models.ContactsRead}, `{ contacts { nodes { conversations { count { value } } } } }`, "conversations:read"},
		{[]models.TokenScope{models.ConversationsRead}, `{ conversations { nodes { contact { name } } } }`, "contacts:read"},
		{[]models.TokenScope{models.ConversationsRead}, `{ conversations { nodes { ...c } } } fragment c on Conversation { contact { ...n } }
			fragment n on Contact { name }`, "contacts:read"},
		{[]models.TokenScope{models.ContactsRead}, `{ account { users { nodes { email } } } }`, "settings:read"},
		{[]models.TokenScope{models.SettingsRead}, `{ account { users { nodes { email } } } labels { nodes { title } } }`, ""},
		{[]models.TokenScope{models.SettingsRead}, `{ labels { nodes { contactsCount { value } } } }`, "contacts:read"},
		{[]models.TokenScope{models.ContactsWrite},
			`mutation { contactCreate(input: {name: "Ada"}) { contact { name } userErrors { code } } }`, ""},
		{[]models.TokenScope{models.ContactsRead}, `mutation { contactCreate(input: {name: "Ada"}) { userErrors { code } } }`, "contacts:write"},
		{[]models.TokenScope{models.ConversationsWrite}, `mutation { a: messageCreate(input: {conversationId: "x", content: "Hi"}) {
			userErrors { code } } b: contactDelete(input: {id: "x"}) { deletedId } }`, "contacts:write"},
		{[]models.TokenScope{models.SettingsWrite}, `mutation { apiTokenCreate(input: {name: "x"}) { token } }`, "users:write"},
		{[]models.TokenScope{models.Exports}, `{ viewer { role token { name scopes } } account { name } }`, ""},
		{nil, `{ contacts { nodes { conversations { nodes { id } } } } account { apiTokens { nodes { scopes } } } }`, ""},
	} {
		viewer := w.Home.Program
		if row.scopes != nil {
			viewer = withScopes(w, row.scopes...)
		}
		answer := api.Ask(t, viewer, row.document, nil)
		refused := len(answer.Errors) == 1 && answer.Errors[0].Extensions["code"] == "FORBIDDEN" && len(answer.Data) == 0 &&
			strings.Contains(answer.Errors[0].Message, "lacks the scope "+row.lacks)
		if row.lacks == "" && len(answer.Errors) > 0 || row.lacks != "" && !refused {
			t.Errorf("%s as %s: %s", row.document, row.scopes, answer.Body)
		}
	}
}

// TestScopesHoldInUseCases: a use case refuses a token without its scope, also where no gate is before it.
func TestScopesHoldInUseCases(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	reader := crmtest.As(withScopes(w, models.ContactsRead))
	if _, err := w.CRM.CreateContact(reader, models.ContactCreateInput{}); err == nil || !strings.Contains(err.Error(), "contacts:write") {
		t.Error(err)
	}
	if _, err := w.CRM.CreateLabel(reader, models.LabelCreateInput{Title: "x"}); err == nil || !strings.Contains(err.Error(), "FORBIDDEN") {
		t.Error(err)
	}
}

// TestScopesOfNewTokens stores scopes, gives them to the token's viewer, and lets no token make one that may do more.
func TestScopesOfNewTokens(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	issue := func(by *models.Viewer, scopes []models.TokenScope) (*models.Viewer, error) {
		t.Helper()
		_, secret, err := w.CRM.IssueAPIToken(crmtest.As(by), models.ApiTokenCreateInput{Name: "x", Role: models.Administrator, Scopes: scopes})
		if err != nil {
			return nil, err
		}
		v, _, err := w.CRM.ViewerByToken(t.Context(), crm.HashToken(secret))
		return v, err
	}
	some := withScopes(w, models.UsersWrite, models.ContactsWrite)
	for _, row := range []struct {
		by     *models.Viewer
		scopes []models.TokenScope
		want   string
		broken string
	}{
		{w.Home.Administrator, nil, "[]", ""},
		{w.Home.Administrator, []models.TokenScope{}, "", "INVALID"},
		{w.Home.Administrator, []models.TokenScope{models.Webhooks, models.Exports, models.Webhooks}, "[exports webhooks]", ""},
		{some, nil, "", "FORBIDDEN"},
		{some, []models.TokenScope{models.ContactsRead, models.ContactsWrite}, "[contacts:read contacts:write]", ""},
		{some, []models.TokenScope{models.ConversationsRead}, "", "FORBIDDEN"},
	} {
		v, err := issue(row.by, row.scopes)
		switch {
		case row.broken != "" && (err == nil || !strings.Contains(err.Error(), row.broken)):
			t.Errorf("%s: %v", row.scopes, err)
		case row.broken == "" && (err != nil || fmt.Sprint(v.Scopes) != row.want):
			t.Errorf("%s: %+v %v", row.scopes, v, err)
		}
	}
}

// TestViewerCan: what a viewer may do is what the role allows and, for tokens, the scopes too.
func TestViewerCan(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	for _, row := range []struct {
		viewer *models.Viewer
		want   string
	}{
		{w.Home.Administrator,
			`{"createContacts":true,"deleteContacts":true,"exportContacts":true,"writeConversations":true,"writeAccount":true}`},
		{w.Home.Agent, `{"createContacts":true,"deleteContacts":false,"exportContacts":false,"writeConversations":true,"writeAccount":false}`},
		{withScopes(w, models.Exports, models.ContactsWrite),
			`{"createContacts":true,"deleteContacts":true,"exportContacts":true,"writeConversations":false,"writeAccount":false}`},
		{withScopes(w, models.ContactsRead),
			`{"createContacts":false,"deleteContacts":false,"exportContacts":false,"writeConversations":false,"writeAccount":false}`},
	} {
		answer := api.Ask(t, row.viewer,
			`{ viewer { viewerCan { createContacts deleteContacts exportContacts writeConversations writeAccount } } }`, nil)
		if want := `{"viewer":{"viewerCan":` + row.want + `}}`; string(answer.Data) != want {
			t.Errorf("%s %s: %s", row.viewer.Role, row.viewer.Scopes, answer.Body)
		}
	}
}
