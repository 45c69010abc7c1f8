// Package reads answers root fields of queries without gqlgen's field execution, which costs more than the database does. The responses
// are byte for byte those of gqlgen.
//
// Each document is compiled into a plan once (plan.go). A run fetches breadth-first: one statement for each relation of a level, for any
// number of parents, and all statements of a level in one round trip (fetch.go). Then it appends JSON field by field (write.go). The table
// of each type (tables.go) says what its fields need and return. It must list every field: New rejects a schema with others. The SQL is in
// crm.
//
// A root field is left to gqlgen if its selection has a field that its table leaves to gqlgen, or if its run fails in any way: only gqlgen
// creates errors.
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

// maxPlans bounds the number of cached plans.
const maxPlans = 1000

// Path is the compiled path of a schema.
type Path struct {
	crm     *crm.Service
	avatars Avatars
	schema  *ast.Schema
	types   map[string]*objectType
	plans   *lru.Cache[planKey, *node]
}

// Avatars returns the URLs of pictures.
type Avatars interface {
	ContactURL(c *models.Contact, size *int) (*string, error)
	CompanyURL(c *models.Company, size *int) (*string, error)
	UserURL(u *models.User) string
}

// New returns the compiled path to a service. It fails for a schema with fields that the tables do not list.
func New(schema *ast.Schema, s *crm.Service, avatars Avatars) (*Path, error) {
	types, err := typesOf(schema, tables)
	if err != nil {
		return nil, err
	}
	plans, err := lru.New[planKey, *node](maxPlans)
	return &Path{crm: s, avatars: avatars, schema: schema, types: types, plans: plans}, err
}

// InterceptRootField answers the root field itself if it can, and otherwise calls next.
func (p *Path) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query || models.ViewerFrom(ctx).MasksFields() {
		return next(ctx) // gqlgen's fields are where roles mask them
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

// answer is encoded JSON.
type answer struct{ json []byte }

// answers is a pool of buffers.
var answers = sync.Pool{New: func() any { return new(answer) }}

// maxPooled is the largest buffer that is pooled, so that one large response does not keep its memory.
const maxPooled = 1 << 20

// MarshalGQL writes the answer, once.
func (a *answer) MarshalGQL(w io.Writer) {
	_, _ = w.Write(a.json)
	if cap(a.json) <= maxPooled {
		answers.Put(&answer{a.json})
	}
	a.json = nil
}

// errPlain makes gqlgen answer a query for which the compiled path would have to return an error.
var errPlain = errors.New("reads: left to gqlgen")

// run fetches and writes the result of a plan.
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
