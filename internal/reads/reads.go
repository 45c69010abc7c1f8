// Package reads answers root fields of queries without gqlgen's field execution, which costs more than the database does. It gives
// exactly the bytes that gqlgen would give.
//
// A selection is compiled into a plan, once a document (plan.go). A run fetches breadth-first: one statement for each relation
// of a level, whatever the number of its parents, and all statements of a level in one round trip (fetch.go). Then it writes JSON
// by appending, field by field (write.go). What a field needs and gives says the table of its type (tables.go), in which every field
// stands: New refuses a schema that has others. The SQL is in crm.
//
// A root field whose selection has a field that its table leaves to gqlgen, or whose run fails in any way, is gqlgen's: it alone makes
// errors.
package reads

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"kith/internal/crm"
	"kith/models"
)

// maxPlans bounds the plans that are kept.
const maxPlans = 1000

// Path is the compiled path of a schema.
type Path struct {
	crm     *crm.Service
	avatars Avatars
	schema  *ast.Schema
	types   map[string]*objectType
	plans   *lru.Cache[planKey, *node]
}

// Avatars tells where pictures can be loaded.
type Avatars interface {
	ContactURL(c *models.Contact, size *int) (*string, error)
	UserURL(u *models.User) string
}

// New returns the compiled path to a service. It fails for a schema that has fields of which the tables say nothing.
func New(schema *ast.Schema, s *crm.Service, avatars Avatars) (*Path, error) {
	types, err := typesOf(schema, tables)
	if err != nil {
		return nil, err
	}
	plans, err := lru.New[planKey, *node](maxPlans)
	return &Path{crm: s, avatars: avatars, schema: schema, types: types, plans: plans}, err
}

// InterceptRootField answers the root field itself if it can, and leaves it to next otherwise.
func (p *Path) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query {
		return next(ctx)
	}
	root := p.plan(op, graphql.GetRootFieldContext(ctx).Field)
	if root == nil {
		return next(ctx)
	}
	data, err := p.run(ctx, op, root)
	if err != nil {
		return next(ctx)
	}
	return data
}

// answer is JSON that is ready.
type answer struct{ json []byte }

// answers are those that have been written, for their memory.
var answers = sync.Pool{New: func() any { return new(answer) }}

// maxPooled keeps one giant answer from holding its memory for ever.
const maxPooled = 1 << 20

// MarshalGQL writes the answer, once.
func (a *answer) MarshalGQL(w io.Writer) {
	_, _ = w.Write(a.json)
	if cap(a.json) <= maxPooled {
		answers.Put(&answer{a.json})
	}
	a.json = nil
}

// errPlain leaves to gqlgen what the compiled path would have to answer with an error.
var errPlain = errors.New("reads: left to gqlgen")

// run fetches and writes what a plan asks for.
func (p *Path) run(ctx context.Context, op *graphql.OperationContext, root *node) (_ *answer, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			slog.ErrorContext(ctx, "a compiled read failed; gqlgen answers it", "reason", fmt.Sprint(reason), "stack", string(debug.Stack()))
			err = errPlain
		}
	}()
	r := &run{ctx: ctx, crm: p.crm, avatars: p.avatars, variables: op.Variables, calls: make([]call, root.size)}
	if err := r.fetch(root); err != nil {
		return nil, err
	}
	a := answers.Get().(*answer)
	r.b = a.json[:0]
	err = r.field(root, nil)
	a.json = r.b
	return a, err
}
