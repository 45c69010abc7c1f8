package reads

import (
	"context"

	"kith/internal/crm"
)

// run is one execution of a plan.
type run struct {
	ctx       context.Context
	crm       *crm.Service
	avatars   Avatars
	variables map[string]any
	// calls are those of the plan's nodes.
	calls []call
	// b is the response.
	b []byte
}

// visit calls yield with the values of a field for a row: once for an object, for each element of a list, never for null.
type visit func(row any, yield func(child any) error) error

// rows are rows of one type with the same selection.
type rows struct {
	*selection
	all []any
}

// found is a fetched node, with the rows for which it was fetched.
type found struct {
	*node
	parents []any
}

// fetch fetches level by level, in one round trip each. Relations of a row that is selected by its id are fetched together with the row.
func (r *run) fetch(root *node) error {
	batch, err := r.crm.Batch(r.ctx)
	if err != nil {
		return err
	}
	level := []rows{{&selection{nodes: []*node{root}}, []any{nil}}} // the query itself is one row, of nothing
	if root.expected != nil {
		if row := root.expected(r.call(root)); row != nil {
			level = append(level, rows{root.below[0].owns(), []any{row}})
		}
	}
	for len(level) > 0 {
		var waiting []found
		for _, rows := range level {
			if waiting, err = r.gather(batch, rows, waiting); err != nil {
				return err
			}
		}
		if err := batch.Send(); err != nil {
			return err
		}
		level = level[:0]
		for _, f := range waiting {
			if level, err = r.descend(f.node, f.parents, level); err != nil {
				return err
			}
		}
	}
	return nil
}

// gather adds to the batch what the rows need, and what the objects made of them need.
func (r *run) gather(batch *crm.Batch, rows rows, waiting []found) ([]found, error) {
	for _, n := range rows.nodes {
		if n.relation != nil {
			c := r.call(n)
			if c.visit != nil { // it was expected
				continue
			}
			c.visit = n.relation(batch, c, rows.all)
			if c.err != nil {
				return nil, c.err
			}
			waiting = append(waiting, found{n, rows.all})
			continue
		}
		if n.objects == nil {
			continue
		}
		below, err := r.descend(n, rows.all, nil)
		if err != nil {
			return nil, err
		}
		for _, b := range below {
			if waiting, err = r.gather(batch, b, waiting); err != nil {
				return nil, err
			}
		}
	}
	return waiting, nil
}

// owns is the part of a selection that needs only the ids of its rows.
func (s *selection) owns() *selection {
	part := &selection{objectType: s.objectType}
	for _, n := range s.nodes {
		if n.own {
			part.nodes = append(part.nodes, n)
		}
	}
	return part
}

// descend appends the children of parents that have something to fetch, by type.
func (r *run) descend(n *node, parents []any, level []rows) ([]rows, error) {
	for _, s := range n.below {
		if !s.relations {
			continue
		}
		below := rows{selection: s}
		for _, parent := range parents {
			err := r.call(n).visit(parent, func(child any) error {
				if s.holds(child) {
					below.all = append(below.all, child)
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		if len(below.all) > 0 {
			level = append(level, below)
		}
	}
	return level, nil
}
