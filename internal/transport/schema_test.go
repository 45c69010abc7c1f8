package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const testSchema = `
directive @oneOf on INPUT_OBJECT
scalar JSON
scalar Upload
type Query {
	hello(name: String = "you"): String!
	fail(how: String!): String
	wait: String
	viewer: String
	people(first: Int, after: String, last: Int, before: String): PersonConnection!
	nodes(ids: [ID!]!): [Person]!
	find(by: By!): String
	echo(in: Everything): String
	json(value: JSON): JSON
	must(n: Int! = 5): Int!
}
type Mutation { add(n: Int!): Int! failing: String store(file: Upload, files: [Upload!], in: Files, text: String, json: JSON): String }
type Subscription { ticks(room: String!): Tick! broken: Tick! }
type Tick { n: Int! cursor: String! text: String! }
type Person { id: ID! name: String! friends(first: Int, last: Int): PersonConnection! best: Person tags: [String!]! }
type PersonConnection { nodes: [Person!]! edges: [PersonEdge!]! pageInfo: PageInfo! }
type PersonEdge { cursor: String! node: Person! }
type PageInfo { hasNextPage: Boolean! }
input By @oneOf { id: ID email: String nested: Key }
input Files { one: Upload many: [Upload] }
input Key { a: Int! b: String }
input Everything { i: Int f: Float s: String b: Boolean id: ID e: Color l: [Int!] ll: [[Int]] o: Key by: By json: JSON more: Everything }
enum Color { RED GREEN }
`

type object = map[string]any

// testResolver gives the value of a root field.
type testResolver func(ctx context.Context, args map[string]any) (any, error)

// testExecutable executes the test schema over maps, in the way of gqlgen's generated code: root fields go through the
// root middleware, errors through the response context, subscriptions yield one response an event.
type testExecutable struct {
	schema    *ast.Schema
	resolvers map[string]testResolver
	streams   map[string]func(ctx context.Context, args map[string]any) (<-chan any, error)
}

func newTestExecutable() *testExecutable {
	return &testExecutable{
		schema:    gqlparser.MustLoadSchema(&ast.Source{Input: testSchema}),
		resolvers: map[string]testResolver{},
		streams:   map[string]func(context.Context, map[string]any) (<-chan any, error){},
	}
}

func (e *testExecutable) Schema() *ast.Schema { return e.schema }

func (e *testExecutable) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (e *testExecutable) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation == ast.Subscription {
		return e.subscribe(ctx, op)
	}
	on, done := e.schema.Query, false
	if op.Operation.Operation == ast.Mutation {
		on = e.schema.Mutation
	}
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		var buf bytes.Buffer
		e.root(ctx, op, on).MarshalGQL(&buf)
		return &graphql.Response{Data: buf.Bytes()}
	}
}

func (e *testExecutable) root(ctx context.Context, op *graphql.OperationContext, on *ast.Definition) graphql.Marshaler {
	fields := graphql.CollectFields(op, op.Operation.SelectionSet, []string{on.Name})
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: on.Name})
	out := graphql.NewFieldSet(fields)
	for i, field := range fields {
		ctx := graphql.WithRootFieldContext(ctx, &graphql.RootFieldContext{Object: field.Name, Field: field})
		out.Values[i] = op.RootResolverMiddleware(ctx, func(ctx context.Context) graphql.Marshaler {
			return e.field(ctx, op, on, field, e.resolvers[field.Name])
		})
	}
	out.Dispatch(ctx)
	return out
}

func (e *testExecutable) field(ctx context.Context, op *graphql.OperationContext, on *ast.Definition, field graphql.CollectedField,
	resolve testResolver) (result graphql.Marshaler) {
	switch field.Name {
	case "__typename":
		return graphql.MarshalString(on.Name)
	case "__type", "__schema":
		if op.DisableIntrospection {
			panic("introspection reached execution")
		}
		return graphql.Null
	}
	fc := &graphql.FieldContext{Object: on.Name, Field: field}
	ctx = graphql.WithFieldContext(ctx, fc)
	defer func() {
		if reason := recover(); reason != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, reason))
			result = graphql.Null
		}
	}()
	args := field.ArgumentMap(op.Variables)
	if args["value"] == "refused by its scalar" {
		ctx := graphql.WithPathContext(ctx, graphql.NewPathWithField("value"))
		graphql.AddError(ctx, fmt.Errorf("strconv.ParseInt: parsing %q", args["value"]))
		return graphql.Null
	}
	fc.Args = args
	value, err := resolve(ctx, args)
	if err != nil {
		graphql.AddError(ctx, graphql.AddFieldLocationToError(ctx, err))
		return graphql.Null
	}
	return e.value(ctx, op, field.Definition.Type, field.Selections, value)
}

func (e *testExecutable) value(ctx context.Context, op *graphql.OperationContext, typ *ast.Type, set ast.SelectionSet,
	v any) graphql.Marshaler {
	if v == nil {
		return graphql.Null
	}
	if items, ok := v.([]any); ok && typ.Elem != nil {
		var list graphql.Array
		for _, item := range items {
			list = append(list, e.value(ctx, op, typ.Elem, set, item))
		}
		return list
	}
	def := e.schema.Types[typ.Name()]
	if def.Kind != ast.Object {
		return graphql.WriterFunc(func(w io.Writer) { _ = json.NewEncoder(w).Encode(v) })
	}
	fields := graphql.CollectFields(op, set, []string{def.Name})
	out := graphql.NewFieldSet(fields)
	for i, field := range fields {
		out.Values[i] = e.field(ctx, op, def, field, func(context.Context, map[string]any) (any, error) {
			return v.(object)[field.Name], nil
		})
	}
	out.Dispatch(ctx)
	return out
}

func (e *testExecutable) subscribe(ctx context.Context, op *graphql.OperationContext) graphql.ResponseHandler {
	field := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})[0]
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Subscription", Field: field, Args: map[string]any{}})
	events, err := e.streams[field.Name](ctx, field.ArgumentMap(op.Variables))
	if err != nil {
		graphql.AddError(ctx, err)
		return nil
	}
	return func(ctx context.Context) *graphql.Response {
		var event any
		var ok bool
		select {
		case event, ok = <-events:
		case <-ctx.Done():
		}
		if !ok {
			return nil
		}
		var buf bytes.Buffer
		fmt.Fprintf(&buf, "{%q:", field.Alias)
		e.value(ctx, op, field.Definition.Type, field.Selections, event).MarshalGQL(&buf)
		buf.WriteByte('}')
		return &graphql.Response{Data: buf.Bytes()}
	}
}

// rooms hands events to the subscribers of a room, which the test can await.
type rooms struct {
	mu     sync.Mutex
	open   map[string]chan any
	joined chan string
	left   chan string
}

func newRooms() *rooms {
	return &rooms{open: map[string]chan any{}, joined: make(chan string, 1000), left: make(chan string, 1000)}
}

func (r *rooms) subscribe(ctx context.Context, args map[string]any) (<-chan any, error) {
	name := args["room"].(string)
	events := make(chan any)
	r.mu.Lock()
	r.open[name] = events
	r.mu.Unlock()
	context.AfterFunc(ctx, func() { r.left <- name })
	r.joined <- name
	return events, nil
}

// room returns the channel of the latest subscriber.
func (r *rooms) room(name string) chan any {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open[name]
}

func tick(n int) object {
	return object{"n": n, "cursor": fmt.Sprintf("c%d", n), "text": ""}
}
