package resolvers_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// attempts are mutations that stand for what viewerCan says, by type and field; what is deleted comes last. $contact and the like are the
// ids of records.
var attempts = []struct{ noun, field, id, mutation string }{
	{"Contact", "update", "contact", `contactUpdate(input: {id: "$contact", name: "Other"})`},
	{"Contact", "block", "contact", `contactBlock(input: {id: "$contact"})`},
	{"Contact", "merge", "contact", `contactUnmerge(input: {mergeId: "$merge"})`},
	{"Contact", "converse", "contact", `conversationCreate(input: {contactId: "$contact", inboxId: "$inbox"})`},
	{"Contact", "note", "contact", `noteCreate(input: {contactId: "$contact", content: "Hi"})`},
	{"Contact", "export", "contact", `contactDataExport(input: {id: "$contact"})`},
	{"Conversation", "update", "conversation", `conversationUpdate(input: {id: "$conversation", status: PENDING})`},
	{"Conversation", "update", "conversation", `messageCreate(input: {conversationId: "$conversation", content: "Hi"})`},
	{"Message", "update", "message", `messageUpdate(input: {id: "$message", status: READ})`},
	{"Note", "update", "note", `noteUpdate(input: {id: "$note", content: "Ho"})`},
	{"Company", "update", "company", `companyUpdate(input: {id: "$company", name: "Other"})`},
	{"Segment", "update", "segment", `segmentUpdate(input: {id: "$segment", name: "Other"})`},
	{"Label", "update", "label", `labelUpdate(input: {id: "$label", title: "other"})`},
	{"Inbox", "update", "inbox", `inboxUpdate(input: {id: "$inbox", name: "Other"})`},
	{"Team", "update", "team", `teamUpdate(input: {id: "$team", name: "Other"})`},
	{"CustomRole", "update", "role", `roleUpdate(input: {id: "$role", name: "Other"})`},
	{"CustomAttributeDefinition", "update", "definition", `customAttributeDefinitionUpdate(input: {id: "$definition", displayName: "Other"})`},
	{"WebhookEndpoint", "update", "webhook", `webhookEndpointUpdate(input: {id: "$webhook", enabled: false})`},
	{"Message", "delete", "message", `messageDelete(input: {id: "$message"})`},
	{"Note", "delete", "note", `noteDelete(input: {id: "$note"})`},
	{"Company", "delete", "company", `companyDelete(input: {id: "$company"})`},
	{"Segment", "delete", "segment", `segmentDelete(input: {id: "$segment"})`},
	{"Label", "delete", "label", `labelDelete(input: {id: "$label"})`},
	{"Inbox", "delete", "mail", `inboxDelete(input: {id: "$mail"})`},
	{"Team", "delete", "team", `teamDelete(input: {id: "$team"})`},
	{"CustomRole", "delete", "role", `roleDelete(input: {id: "$role"})`},
	{"CustomAttributeDefinition", "delete", "definition", `customAttributeDefinitionDelete(input: {id: "$definition"})`},
	{"WebhookEndpoint", "delete", "webhook", `webhookEndpointDelete(input: {id: "$webhook"})`},
	{"Conversation", "delete", "conversation", `conversationDelete(input: {id: "$conversation"})`},
	{"Contact", "delete", "contact", `contactDelete(input: {id: "$contact"})`},
	{"Contact", "erase", "other", `contactErase(input: {id: "$other", dryRun: true})`},
}

// TestViewerCanAgrees asks every viewer what it may do with each record, and tries it: the mutation is refused if, and only if, viewerCan
// has said so.
func TestViewerCanAgrees(t *testing.T) {
	t.Parallel()
	viewers := map[string]func(*testing.T, *crmtest.World) *models.Viewer{
		"an administrator": func(_ *testing.T, w *crmtest.World) *models.Viewer { return w.Home.Administrator },
		"an agent":         func(_ *testing.T, w *crmtest.World) *models.Viewer { return w.Home.Agent },
		"a program":        func(_ *testing.T, w *crmtest.World) *models.Viewer { return w.Home.Program },
	}
	for _, scope := range models.TokenScopes {
		viewers["a token for "+scope.String()] = func(_ *testing.T, w *crmtest.World) *models.Viewer { return withScopes(w, scope) }
	}
	for _, p := range rolePermissions {
		viewers["a role for "+string(p)] = func(t *testing.T, w *crmtest.World) *models.Viewer {
			return withRole(t, w, models.RoleCreateInput{Permissions: []models.Permission{p}})
		}
	}
	for name, viewer := range viewers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.SharedWorld(t)
			api := w.API(t)
			ids := records(t, w, api)
			v := viewer(t, w)
			for _, a := range attempts {
				can, known := viewerCan(t, api, v, a.noun, a.field, ids[a.id])
				if !known { // the token lacks the scope to read it
					continue
				}
				answer := askMutation(t, api, v, "{ m: "+fill(a.mutation, ids)+" { userErrors { code } } }")
				refused := strings.Contains(answer.Body, `"FORBIDDEN"`)
				if !refused && len(answer.Errors) > 0 || can == refused {
					t.Errorf("%s.viewerCan.%s is %t: %s", a.noun, a.field, can, answer.Body)
				}
			}
		})
	}
}

// viewerCan returns what viewerCan says of a record, unless the viewer may not read it.
func viewerCan(t *testing.T, api *crmtest.API, v *models.Viewer, noun, field, id string) (can, known bool) {
	t.Helper()
	answer := api.Ask(t, v, `query($id: ID!) { node(id: $id) { ... on `+noun+` { viewerCan { is: `+field+` } } } }`, map[string]any{"id": id})
	var data struct {
		Node *struct{ ViewerCan struct{ Is bool } }
	}
	if err := json.Unmarshal(answer.Data, &data); len(answer.Data) > 0 && err != nil {
		t.Fatal(answer.Body)
	}
	if data.Node == nil {
		return false, false
	}
	return data.Node.ViewerCan.Is, true
}

// TestViewerCanOfStates: a deleted message can't be changed, and a segment only by its owner; on both read paths.
func TestViewerCanOfStates(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	ids := records(t, w, api)
	api.Get(t, w.Home.Administrator, &struct{}{},
		fill(`mutation { messageDelete(input: {id: "$message"}) { userErrors { code } } }`, ids), nil)
	const compiled = `{ conversations(first: 100) { nodes { viewerCan { delete } messages { nodes { viewerCan { update delete } } } } } }`
	const other = `{ conversations(first: 100) { nodes { viewerCan { delete } messages { nodes { viewerCan { update delete } } }
		contact { mergedFrom { nodes { id } } } } } }`
	for viewer, want := range map[*models.Viewer]string{w.Home.Administrator: `"viewerCan":{"delete":true}`,
		w.Home.Agent: `"viewerCan":{"delete":false}`} {
		for _, query := range []string{compiled, other} {
			if answer := api.Ask(t, viewer, query, nil); !strings.Contains(answer.Body, want) ||
				!strings.Contains(answer.Body, `"messages":{"nodes":[{"viewerCan":{"update":false,"delete":true}}]}`) {
				t.Errorf("%s: %s", query, answer.Body)
			}
		}
	}
	answer := askMutation(t, api, w.Home.Administrator,
		fill(`{ m: messageUpdate(input: {id: "$message", status: READ}) { userErrors { code } } }`, ids))
	if !strings.Contains(answer.Body, "BLOCKED_BY_RULE") {
		t.Error(answer.Body)
	}
	api.Get(t, w.Home.Agent, &struct{}{}, `mutation { segmentCreate(input: {name: "Mine", filter: {}}) { segment { id } } }`, nil)
	if answer := api.Ask(t, w.Home.Agent, `{ segments { nodes { name viewerCan { update } } } }`, nil); string(answer.Data) !=
		`{"segments":{"nodes":[{"name":"All","viewerCan":{"update":false}},{"name":"Mine","viewerCan":{"update":true}}]}}` {
		t.Error(answer.Body)
	}
}

// TestEveryViewerCanIsTried: a field of viewerCan that is added needs an attempt above.
func TestEveryViewerCanIsTried(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	var schema struct {
		Schema struct {
			Types []struct {
				Name   string
				Fields []struct {
					Name string
					Type struct {
						OfType *struct{ Fields []struct{ Name string } }
					}
				}
			}
		} `json:"__schema"`
	}
	w.API(t).Get(t, w.Home.Administrator, &schema,
		`{ __schema { types { name fields { name type { ofType { fields { name } } } } } } }`, nil)
	nouns := 0
	for _, noun := range schema.Schema.Types {
		for _, f := range noun.Fields {
			if f.Name != "viewerCan" || noun.Name == "Viewer" {
				continue
			}
			nouns++
			for _, what := range f.Type.OfType.Fields {
				if !slices.ContainsFunc(attempts, func(a struct{ noun, field, id, mutation string }) bool {
					return a.noun == noun.Name && a.field == what.Name
				}) {
					t.Errorf("nobody tries %s.viewerCan.%s", noun.Name, what.Name)
				}
			}
		}
	}
	if nouns < 12 {
		t.Errorf("only %d types have viewerCan", nouns)
	}
}
