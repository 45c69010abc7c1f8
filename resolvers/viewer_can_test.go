package resolvers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/graph"
	"kith/internal/crmtest"
	"kith/models"
)

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
	for _, p := range append([]models.Permission{models.PermContactErase, models.PermWebhook, models.PermAudit}, rolePermissions...) {
		viewers["a role for "+string(p)] = func(t *testing.T, w *crmtest.World) *models.Viewer {
			return w.WithRole(t, models.RoleCreateInput{Permissions: []models.Permission{p}})
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
				can, known := viewerCan(t, api, v, a, ids)
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
func viewerCan(t *testing.T, api *crmtest.API, v *models.Viewer, a attempt, ids map[string]string) (can, known bool) {
	t.Helper()
	query, named := readings[a.noun]
	if !named {
		query = `{ node(id: "$` + a.id + `") { ... on ` + a.noun + ` { viewerCan { is: %s } } } }`
	}
	answer := api.Ask(t, v, fill(fmt.Sprintf(query, a.field), ids), nil)
	can = strings.Contains(string(answer.Data), `"is":true`)
	return can, can || strings.Contains(string(answer.Data), `"is":false`)
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
				if !slices.ContainsFunc(attempts, func(a attempt) bool {
					return a.noun == noun.Name && a.field == what.Name
				}) {
					t.Errorf("nobody tries %s.viewerCan.%s", noun.Name, what.Name)
				}
			}
		}
	}
	if nouns < 21 {
		t.Errorf("only %d types have viewerCan", nouns)
	}
}

// TestEveryMutationHasItsViewerCan: for a mutation that is added, a viewerCan says whether the caller may run it.
func TestEveryMutationHasItsViewerCan(t *testing.T) {
	t.Parallel()
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	ofAccount := schema.Types["ViewerPermissions"]
	for _, f := range schema.Mutation.Fields {
		tried := slices.ContainsFunc(attempts, func(a attempt) bool { return strings.HasPrefix(a.mutation, f.Name+"(") })
		field, named := elsewhere[f.Name]
		if tried == named || field != "" && ofAccount.Fields.ForName(field) == nil {
			t.Errorf("%s is tried: %t, and stands for %q elsewhere: %t", f.Name, tried, field, named)
		}
	}
}

// TestViewerCanOfWhatHasEnded: a job that has ended is not stopped, one that has not is not undone, and so on.
func TestViewerCanOfWhatHasEnded(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	api := w.API(t)
	ids := records(t, w, api)
	api.Get(t, w.Home.Administrator, &struct{}{},
		fill(`mutation { contactUnmerge(input: {mergeId: "$merge"}) { userErrors { code } }
			companyUnmerge(input: {mergeId: "$fusion"}) { userErrors { code } } }`, ids), nil)
	for _, row := range []struct{ query, want string }{
		{`{ node(id: "$job") { ... on Job { viewerCan { cancel undo } } } }`, `{"cancel":true,"undo":false}`},
		{`{ node(id: "$ended") { ... on Job { viewerCan { cancel undo } } } }`, `{"cancel":false,"undo":true}`},
		{`{ node(id: "$left") { ... on User { viewerCan { deactivate reactivate resetPassword } } } }`,
			`{"deactivate":false,"reactivate":true,"resetPassword":false}`},
		{`{ node(id: "$agent") { ... on User { viewerCan { deactivate reactivate resetPassword } } } }`,
			`{"deactivate":true,"reactivate":false,"resetPassword":true}`},
		{`{ node(id: "$user") { ... on User { viewerCan { update resetPassword } } } }`, `{"update":true,"resetPassword":false}`},
		{`{ node(id: "$merge") { ... on ContactMerge { viewerCan { undo } } } }`, `{"undo":false}`},
		{`{ node(id: "$fusion") { ... on CompanyMerge { viewerCan { undo } } } }`, `{"undo":false}`},
	} {
		if answer := api.Ask(t, w.Home.Administrator, fill(row.query, ids), nil); string(answer.Data) != `{"node":{"viewerCan":`+row.want+`}}` {
			t.Errorf("%s: %s, not %s", row.query, answer.Body, row.want)
		}
	}
}
