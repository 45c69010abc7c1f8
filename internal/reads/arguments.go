package reads

import (
	"github.com/99designs/gqlgen/graphql"

	"kith/models/page"
)

// call is a field with its arguments.
type call struct {
	*run
	*node
	arguments map[string]any
	// visit finds the node's values for a row; for a relation it is set by fetch.
	visit visit
	// write writes what visit finds.
	write func(child any) error
	// err is the error of the first invalid argument.
	err error
}

func (r *run) call(n *node) *call {
	c := &r.calls[n.at]
	if c.run == nil {
		c.run, c.node = r, n
		if n.objects != nil {
			c.visit = func(row any, yield func(any) error) error { return n.objects(row, c, yield) }
		}
		if n.below != nil || n.relation != nil {
			c.write = func(child any) error { return r.child(n, child) }
		}
		if n.ast.Definition != nil && len(n.ast.Definition.Arguments) > 0 {
			c.arguments = n.ast.ArgumentMap(r.variables)
		}
	}
	return c
}

// optional reads an argument as gqlgen does; nil when it is absent or null.
func optional[T any](c *call, name string, unmarshal func(any) (T, error)) *T {
	raw := c.arguments[name]
	if raw == nil {
		return nil
	}
	v, err := unmarshal(raw)
	if err != nil {
		c.err = err
	}
	return &v
}

// required reads an argument that always has a value, given or default.
func required[T any](c *call, name string, unmarshal func(any) (T, error)) (v T) {
	if given := optional(c, name, unmarshal); given != nil {
		return *given
	}
	c.err = errPlain
	return v
}

// enum reads an enum value.
func enum[T ~string](raw any) (T, error) {
	s, err := graphql.UnmarshalString(raw)
	return T(s), err
}

// input reads an input object by its name.
func input[T any](c *call, typeName string) func(any) (T, error) {
	return func(raw any) (v T, err error) {
		err = graphql.UnmarshalNamedInputFromContext(c.ctx, typeName, raw, &v)
		return v, err
	}
}

// inputs reads a list of input objects.
func inputs[T any](c *call, typeName string) func(any) ([]*T, error) {
	return func(raw any) ([]*T, error) {
		list := make([]*T, 0)
		for _, element := range graphql.CoerceList(raw) {
			v, err := input[T](c, typeName)(element)
			if err != nil || element == nil {
				return nil, errPlain
			}
			list = append(list, &v)
		}
		return list, nil
	}
}

// page reads the arguments of a connection.
func (c *call) page() page.Args {
	return page.Args{First: optional(c, "first", graphql.UnmarshalInt), After: optional(c, "after", scalar[page.Cursor]),
		Last: optional(c, "last", graphql.UnmarshalInt), Before: optional(c, "before", scalar[page.Cursor])}
}

// scalar reads a custom scalar.
func scalar[K any, P interface {
	*K
	graphql.Unmarshaler
}](raw any) (k K, err error) {
	err = P(&k).UnmarshalGQL(raw)
	return k, err
}
