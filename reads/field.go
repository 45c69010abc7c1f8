package reads

import (
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"kith/crm"
	"kith/page"
	"kith/typeid"
)

// field is how a field of a type is answered: by one of value, objects and relation, or by a value of what a relation finds.
type field struct {
	// needs names the columns that the field is made of; columns are those, and what it is made of beside them.
	needs   string
	columns crm.Columns
	// value returns a scalar, or a pointer to one.
	value func(row any, c *call) (any, error)
	// objects calls yield with the objects that are made of the row.
	objects func(row any, c *call, yield func(any) error) error
	// relation adds to a batch what the field has for all rows, and returns what visits it once the batch has been sent.
	relation func(b *crm.Batch, c *call, rows []any) visit
}

// leaf is a scalar that is made of columns.
func leaf[T any](needs string, value func(row *T, c *call) any) field {
	return field{needs: needs, value: func(row any, c *call) (any, error) { return value(row.(*T), c), nil }}
}

// object is an object that is made of columns, nil for null.
func object[T, O any](needs string, made func(row *T, c *call) *O) field {
	return field{needs: needs, objects: func(row any, c *call, yield func(any) error) error {
		if o := made(row.(*T), c); o != nil {
			return yield(o)
		}
		return nil
	}}
}

// each is a list of objects that is made of columns: the i-th of n.
func each[T any](size func(row *T) int, at func(row *T, i int) any) field {
	return field{objects: func(row any, _ *call, yield func(any) error) error {
		for i := range size(row.(*T)) {
			if err := yield(at(row.(*T), i)); err != nil {
				return err
			}
		}
		return nil
	}}
}

// keysOf returns the keys of rows, each once.
func keysOf[T any, K comparable](rows []any, key func(*T) *K) []K {
	keys := make([]K, 0, len(rows))
	seen := make(map[K]bool, len(rows))
	for _, row := range rows {
		if k := key(row.(*T)); k != nil && !seen[*k] {
			seen[*k] = true
			keys = append(keys, *k)
		}
	}
	return keys
}

// reads are a batch's reads of something by key.
type reads[K, R any] func(b *crm.Batch, keys []K, set crm.Columns) R

// fetch adds a read for the keys that there are.
func (r reads[K, R]) fetch(b *crm.Batch, keys []K, set crm.Columns) (found R) {
	if len(keys) > 0 {
		found = r(b, keys, set)
	}
	return found
}

// of is the object of a type that a row refers to by a column. One that is not there is left to gqlgen.
func of[T any, K comparable, O any](typeName, column string, key func(*T) *K, read reads[K, map[K]*O]) field {
	return field{needs: column, relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(typeName))
		return func(row any, yield func(any) error) error {
			k := key(row.(*T))
			switch {
			case k == nil:
				return nil
			case found[*k] == nil:
				return errPlain
			}
			return yield(found[*k])
		}
	}}
}

// either is an object of one of two types: the first that the row refers to.
func either(first, second field) field {
	return field{needs: first.needs + " " + second.needs, relation: func(b *crm.Batch, c *call, rows []any) visit {
		one, other := first.relation(b, c, rows), second.relation(b, c, rows)
		return func(row any, yield func(any) error) error {
			none := true
			err := one(row, func(child any) error {
				none = false
				return yield(child)
			})
			if err != nil || !none {
				return err
			}
			return other(row, yield)
		}
	}}
}

// by is the object that belongs to a row, if there is one.
func by[T any, K comparable, O any](key func(*T) *K, read reads[K, map[K]*O]) field {
	return field{relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(""))
		return func(row any, yield func(any) error) error {
			if o := found[*key(row.(*T))]; o != nil {
				return yield(o)
			}
			return nil
		}
	}}
}

// many are the objects that belong to a row.
func many[T any, K comparable, O any](key func(*T) *K, read reads[K, map[K][]*O]) field {
	return field{relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(""))
		return func(row any, yield func(any) error) error {
			for _, o := range found[*key(row.(*T))] {
				if err := yield(o); err != nil {
					return err
				}
			}
			return nil
		}
	}}
}

// valueOf is a scalar that is made of something that is fetched by key.
func valueOf[T any, K comparable, F any](key func(*T) *K, read reads[K, map[K]F], value func(F, *call) any) field {
	return field{
		relation: func(b *crm.Batch, _ *call, rows []any) visit {
			found := read.fetch(b, keysOf(rows, key), crm.AllColumns)
			return func(row any, yield func(any) error) error { return yield(found[*key(row.(*T))]) }
		},
		value: func(fetched any, c *call) (any, error) { return value(fetched.(F), c), nil },
	}
}

// connection is a page of a list, and how many rows the list has, counted for each node that asks for it.
type connection[T any] struct {
	*page.Connection[*T]
	counts func(*node) int
}

// pageOf is a page of a list of the account.
func pageOf[T any](list func(*crm.Batch, *call) crm.List[T]) field {
	return field{relation: func(b *crm.Batch, c *call, _ []any) visit {
		l := list(b, c)
		p := &connection[T]{Connection: l.Page(c.page(), c.columnsOf(""))}
		counted := map[*node]*int{}
		c.eachCount(func(n *node, limit int) { counted[n] = l.Count(limit) })
		p.counts = func(n *node) int { return *counted[n] }
		return func(_ any, yield func(any) error) error { return yield(p) }
	}}
}

// pagesBy are pages of a list that each row has of its own.
func pagesBy[T any, K typeid.Key, O any](key func(*T) *K, list func(*crm.Batch, []K, *call) crm.Lists[K, O]) field {
	return field{relation: func(b *crm.Batch, c *call, rows []any) visit {
		if len(rows) == 0 {
			return nil
		}
		l := list(b, keysOf(rows, key), c)
		pages := l.Pages(c.page(), c.columnsOf(""))
		counted := map[*node]map[K]int{}
		c.eachCount(func(n *node, limit int) { counted[n] = l.Counts(limit) })
		made := make(map[K]*connection[O], len(rows))
		return func(row any, yield func(any) error) error {
			k := *key(row.(*T))
			if made[k] == nil {
				made[k] = &connection[O]{pages[k], func(n *node) int { return counted[n][k] }}
			}
			return yield(made[k])
		}
	}}
}

// columnsOf returns the columns that are asked of the type of a name, or of the only type.
func (c *call) columnsOf(typeName string) crm.Columns {
	for _, s := range c.below {
		if s.name == typeName || typeName == "" {
			return s.columns
		}
	}
	return 0
}

// eachCount finds what a connection's selection asks to be counted.
func (c *call) eachCount(fn func(n *node, limit int)) {
	for _, n := range c.below[0].nodes {
		if n.ast.Name != "count" {
			continue
		}
		counting := c.call(n)
		limit := required(counting, "limit", graphql.UnmarshalInt)
		if counting.err != nil {
			c.err = counting.err
			return
		}
		fn(n, limit)
	}
}

// connectionTables are the tables of a connection type and its edges.
func connectionTables[T any](name string, into map[string]table) {
	into[name+"Connection"] = tableOf[connection[T]](fields{
		"edges":    each(func(p *connection[T]) int { return len(p.Edges) }, func(p *connection[T], i int) any { return &p.Edges[i] }),
		"nodes":    each(func(p *connection[T]) int { return len(p.Edges) }, func(p *connection[T], i int) any { return p.Edges[i].Node }),
		"pageInfo": object("", func(p *connection[T], _ *call) *page.Info { return &p.PageInfo }),
		"count": object("", func(p *connection[T], c *call) *page.Count {
			return page.CountOf(p.counts(c.node), required(c, "limit", graphql.UnmarshalInt))
		}),
	})
	into[name+"Edge"] = tableOf[page.Edge[*T]](fields{
		"cursor": {columns: crm.Cursors, value: func(row any, _ *call) (any, error) { return row.(*page.Edge[*T]).Cursor(), nil }},
		"node":   object("", func(e *page.Edge[*T], _ *call) *T { return e.Node }),
	})
}

// split returns the names in a list of names.
func split(names string) []string { return strings.Fields(names) }
