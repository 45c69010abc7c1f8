package transport

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
)

// masks are the fields of a response that the caller's role masks.
type masks struct {
	mu     sync.Mutex
	fields []string
}

type masksKey struct{}

// masked has the fields that the caller's role masks show nothing, and notes them for the extensions of the response.
func masked(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	viewer := models.ViewerFrom(ctx)
	if err != nil || !viewer.MasksFields() {
		return value, err
	}
	at := graphql.GetFieldContext(ctx)
	var parent any
	if at.Parent != nil {
		parent = at.Parent.Result
	}
	definition := at.Field.Definition
	shown, hidden := viewer.Masked(at.Object, at.Field.Name, parent, value, definition == nil || !definition.Type.NonNull)
	if noted, ok := ctx.Value(masksKey{}).(*masks); ok && hidden {
		noted.add(at.Object + "." + at.Field.Name)
	}
	return shown, nil
}

func (m *masks) add(field string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.fields, field) {
		m.fields = append(m.fields, field)
	}
}

// list returns the names of the fields, sorted; nil for none.
func (m *masks) list() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	slices.Sort(m.fields)
	return m.fields
}
