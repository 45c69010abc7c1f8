package reads_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/sync/errgroup"

	"kith/graph"
	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/loaders"
	"kith/internal/reads"
	"kith/models"
	"kith/resolvers"
)

// paths answer documents in both ways.
type paths struct {
	world  *crmtest.World
	schema *ast.Schema
	values map[string][]any
	// viewers are who asks: a user and an API token of each role, tokens with scopes, and users of roles of the account's own.
	viewers []*models.Viewer
	// plain leaves all to gqlgen.
	plain, compiled *executor.Executor
	// asked counts the root fields that the compiled path was asked for, and left those that it left to gqlgen.
	asked, left atomic.Int64
}

func newPaths(t testing.TB) *paths {
	t.Helper()
	w := crmtest.NewWorld(t)
	furnish(t, w)
	found := ids(t, w)
	if len(found["nested"]) == 0 || len(found["noted"]) == 0 {
		t.Fatal(found)
	}
	p := &paths{world: w, values: arguments(found)}
	agentToken := *w.Home.Program
	agentToken.Role = models.Agent
	scoped := *w.Home.Program
	scoped.Scopes = models.ScopeList{models.ContactsRead, models.ConversationsRead}
	p.viewers = append([]*models.Viewer{w.Home.Administrator, w.Home.Agent, w.Home.Program, &agentToken, &scoped},
		roles(t, w, found["labels"][0].(string))...)
	schema := graph.NewExecutableSchema(graph.Config{Resolvers: &resolvers.Resolver{CRM: w.CRM, Avatars: w.Avatars}})
	p.schema = schema.Schema()
	p.plain, p.compiled = newExecutor(schema, w.CRM), newExecutor(schema, w.CRM)
	path, err := reads.New(schema.Schema(), w.CRM, w.Avatars)
	if err != nil {
		t.Fatal(err)
	}
	p.compiled.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		counted := !models.ViewerFrom(ctx).MasksFields() // for whom all is left to gqlgen
		if counted {
			p.asked.Add(1)
		}
		return path.InterceptRootField(ctx, func(ctx context.Context) graphql.Marshaler {
			if counted {
				p.left.Add(1)
			}
			return next(ctx)
		})
	})
	return p
}

// roles are users who see some contacts, who see some fields, and both.
func roles(t testing.TB, w *crmtest.World, label string) []*models.Viewer {
	t.Helper()
	some := &models.ContactFilter{Or: []models.ContactFilter{{Labels: &models.LabelsFilter{Any: []string{label}}},
		{Email: &models.StringFilter{Contains: ptr("1")}}}}
	free := &models.ContactFilter{Blocked: new(bool)}
	masked := []models.MaskedField{models.MaskEmail, models.MaskCustomAttributes, models.MaskNotes}
	writes := []models.Permission{models.PermContactUpdate, models.PermConverse, models.PermNote}
	return []*models.Viewer{
		w.WithRole(t, models.RoleCreateInput{ContactFilter: some, Permissions: writes}),
		w.WithRole(t, models.RoleCreateInput{ContactFilter: free}),
		w.WithRole(t, models.RoleCreateInput{MaskedFields: masked, Permissions: writes}),
		w.WithRole(t, models.RoleCreateInput{ContactFilter: some, MaskedFields: models.MaskedFields}),
	}
}

func ptr[T any](v T) *T { return &v }

func newExecutor(schema graphql.ExecutableSchema, s *crm.Service) *executor.Executor {
	e := executor.New(schema)
	e.SetQueryCache(lru.New[*ast.QueryDocument](1000)) // as the transports keep documents
	e.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(loaders.With(ctx, s, 50*time.Microsecond))
	})
	return e
}

// ask answers an administrator's document; ok is false for one that is not valid.
func (p *paths) ask(e *executor.Executor, d document) (answer string, ok bool) {
	return p.askAs(p.world.Home.Administrator, e, d)
}

func (p *paths) askAs(viewer *models.Viewer, e *executor.Executor, d document) (answer string, ok bool) {
	ctx := graphql.StartOperationTrace(crmtest.As(viewer))
	params := &graphql.RawParams{Query: d.text, Variables: d.sent()}
	op, errs := e.CreateOperationContext(ctx, params)
	if errs != nil {
		return errs.Error(), false
	}
	next, ctx := e.DispatchOperation(ctx, op)
	resp := next(ctx)
	var told []string
	for _, err := range resp.Errors {
		b, _ := json.Marshal(err)
		told = append(told, string(b))
	}
	slices.Sort(told) // fields are resolved at the same time
	return string(resp.Data) + strings.Join(told, "\n"), true
}

// arguments are what random documents give: what is right, what is wrong, and what does not fit.
func arguments(found map[string][]any) map[string][]any {
	contacts := found["contacts"]
	return map[string][]any{
		"first": slices.Concat(slices.Repeat([]any{1, 2, 3, 5, 100, nil}, 8), []any{0, 101}), "last": {1, 2, nil, 3, 1, 2, 3, 4, -1},
		"after": {nil, "bogus", found["cursors"][0]}, "before": {nil}, "notes.after": found["noted"], "notes.before": found["noted"],
		"size": {nil, 64, 100, 512, 1, 64, 200, 0}, "limit": {1, 2, 1000, 1, 2, 1000, 1, 2, 1000, 1, 2, 1000, 0},
		"style": {enum("NATIONAL"), enum("E164")}, "key": {"plan", "deep", "n", "", "absent"},
		"purpose": {"news", "calls"},
		"search":  {"ada", "example.com", "+1 212", "c1", "%_", "x"},
		"inboxId": {"inbox_01h455vb4pex5vsknk084sn02q", "", contacts[0], 1}, "segment": {"segment_01h455vb4pex5vsknk084sn02q", nil},
		"contacts.after":  slices.Concat(found["contacts.cursors"], found["contacts.cursors"], found["byName.cursors"][:1]),
		"contacts.before": found["contacts.cursors"], "conversations.after": slices.Concat(found["conversations.cursors"], found["nested"]),
		"conversations.before": found["conversations.cursors"],
		"contacts.filter": {nil, map[string]any{}, map[string]any{"labels": map[string]any{"any": found["labels"][:2]}},
			map[string]any{"name": map[string]any{"contains": "a"}},
			map[string]any{"not": map[string]any{"email": map[string]any{"isNull": true}}}},
		"contacts.orderBy": {[]any{map[string]any{"by": map[string]any{"field": enum("NAME")}}},
			[]any{map[string]any{"by": map[string]any{"field": enum("CSAT_AVERAGE")}, "direction": enum("DESC"), "nulls": enum("FIRST")},
				map[string]any{"by": map[string]any{"customAttribute": "plan"}}},
			[]any{}, map[string]any{"by": map[string]any{"field": enum("EMAIL")}}, map[string]any{"by": map[string]any{"field": enum("CITY")}},
			map[string]any{"by": map[string]any{"field": enum("UPDATED_AT")}},
			[]any{map[string]any{}}},
		"contact.by": {map[string]any{"id": contacts[0]}, map[string]any{"id": contacts[1]}, map[string]any{"id": contacts[2]},
			map[string]any{"email": " C1@example.com"},
			map[string]any{"identifier": `id "3`}, map[string]any{"phoneNumber": "+12125551001"}, map[string]any{"id": "contact_x"},
			map[string]any{"email": "nobody"}},
		"conversations.filter": {nil, map[string]any{"status": map[string]any{"in": []any{enum("OPEN"), enum("SNOOZED")}}}, map[string]any{}},
		"conversations.orderBy": {map[string]any{"field": enum("PRIORITY")},
			map[string]any{"field": enum("CREATED_AT"), "direction": enum("ASC")}, nil},
		"csatResponses.filter": {map[string]any{"rating": []any{3, 4}}, map[string]any{"rating": []any{9}}, nil},
		"node.id":              {contacts[0], found["companies"][0], "x"}, "nodes.ids": {[]any{contacts[0], found["conversations"][0]}},
		"by": {enum("LABEL"), enum("COUNTRY")},
	}
}

// TestPathsAgree compares the answers of both paths to users and API tokens of every role, those of the account's own among them, byte for
// byte, and holds that the compiled one answers most root fields of those who see all fields.
func TestPathsAgree(t *testing.T) {
	t.Parallel()
	documents := crmtest.Sized[int64](20_000, 2000)
	if testing.Short() {
		documents = 1000 // the race detector looks at how, not at what is answered
	}
	p := newPaths(t)
	var valid atomic.Int64
	var all errgroup.Group
	workers := 2 * runtime.GOMAXPROCS(0)
	for worker := range workers {
		all.Go(func() error {
			for seed := worker; valid.Load() < documents; seed += workers {
				ok, err := p.compare(uint64(seed))
				if err != nil {
					return err
				}
				if ok {
					valid.Add(1)
				}
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	if asked, left := p.asked.Load(), p.left.Load(); left > asked/2 {
		t.Errorf("%d of %d root fields were left to gqlgen", left, asked)
	}
}

// compare compares the answers to the document of a seed, which one of the viewers asks; false if it is not valid.
func (p *paths) compare(seed uint64) (bool, error) {
	d := write(seed, p.schema, p.values)
	who := p.viewers[seed%uint64(len(p.viewers))]
	want, ok := p.askAs(who, p.plain, d)
	if !ok {
		return false, nil
	}
	if got, _ := p.askAs(who, p.compiled, d); got != want {
		variables, _ := json.Marshal(d.variables)
		return true, fmt.Errorf("seed %d as %s\n%s\n%s\nplain    %s\ncompiled %s", seed, who.Role, d.text, variables, want, got)
	}
	return true, nil
}

// FuzzPaths looks for documents that the paths answer differently.
func FuzzPaths(f *testing.F) {
	p := newPaths(f)
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		if _, err := p.compare(seed); err != nil {
			t.Fatal(err)
		}
	})
}

// TestPanicsAreLeftToGqlgen has the compiled path work without a database.
func TestPanicsAreLeftToGqlgen(t *testing.T) {
	t.Parallel()
	p := newPaths(t)
	broken := newExecutor(graph.NewExecutableSchema(graph.Config{Resolvers: &resolvers.Resolver{CRM: p.world.CRM, Avatars: p.world.Avatars}}),
		p.world.CRM)
	path, err := reads.New(p.schema, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	broken.AroundRootFields(path.InterceptRootField)
	d := document{text: "{ contacts(first: 2) { nodes { name } } }"}
	want, _ := p.ask(p.plain, d)
	if got, _ := p.ask(broken, d); got != want {
		t.Error(got)
	}
}
