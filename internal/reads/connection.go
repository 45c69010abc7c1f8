package reads

import (
	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models/page"
	"kith/models/typeid"
)

// connection is a page of a list with the size of the list, which is counted only for the nodes that select it.
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

// pagesBy reads a page for each row.
func pagesBy[T any, K typeid.Key, O any](key func(*T) *K, list func(*crm.Batch, []K, *call) crm.Lists[K, O]) field {
	return field{own: true, relation: func(b *crm.Batch, c *call, rows []any) visit {
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

// eachCount finds the counts in the selection of a connection.
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
