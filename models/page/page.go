// Package page splits lists into Relay pages by keyset: a cursor holds the order values and the id of one row, and the next page is what
// follows them. No rows are counted or skipped, so page 10,000 costs as much as page 1, and a row whose values did not change is never
// repeated or left out, NULLs and ties included.
//
// See the GraphQL Cursor Connections Specification (relay.dev/graphql/connections.htm) and, for keysets,
// use-the-index-luke.com/no-offset.
package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Sizes of a page.
const (
	DefaultSize = 25
	MaxSize     = 100
)

// Cursor is the opaque position of a row in one order.
type Cursor string

// MarshalGQL writes the cursor as a string.
func (c Cursor) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, `"`+string(c)+`"`) }

// UnmarshalGQL reads a cursor; it is checked when it is used.
func (c *Cursor) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return errors.New("a Cursor is a string")
	}
	*c = Cursor(s)
	return nil
}

// Args are the four arguments of every connection. The zero value asks for the first page.
type Args struct {
	First, Last   *int
	After, Before *Cursor
}

// Key returns a text that is equal for equal arguments.
func (a Args) Key() string {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // numbers and strings always marshal
	}
	return string(b)
}

// Info is the position of a page in its list.
type Info struct {
	HasNextPage, HasPreviousPage bool
	start, end                   *position
}

// StartCursor returns the cursor of the first row, nil for a page without rows.
func (i Info) StartCursor() *Cursor { return i.start.cursor() }

// EndCursor returns the cursor of the last row, nil for a page without rows.
func (i Info) EndCursor() *Cursor { return i.end.cursor() }

// Edge is a row and its position.
type Edge[T any] struct {
	Node T
	at   *position
}

// Cursor returns the cursor of the row. It is computed on demand, because few lists need one for each row.
func (e Edge[T]) Cursor() Cursor {
	if e.at == nil {
		return ""
	}
	return e.at.encode()
}

// Connection is one page of a list.
type Connection[T any] struct {
	Edges    []Edge[T]
	PageInfo Info
	// Counter counts the rows of the whole list, up to limit+1.
	Counter func(ctx context.Context, limit int) (int, error)
}

// Nodes returns the rows without their cursors.
func (c *Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// Precision says whether a Count is exact.
type Precision string

// The precisions.
const (
	Exact   Precision = "EXACT"
	AtLeast Precision = "AT_LEAST"
)

// Count is a number of rows: exact up to the requested limit, a lower bound beyond it.
type Count struct {
	Value     int
	Precision Precision
}

// Count counts the whole list up to limit.
func (c *Connection[T]) Count(ctx context.Context, limit int) (*Count, error) {
	n, err := c.Counter(ctx, limit)
	if err != nil {
		return nil, err
	}
	return CountOf(n, limit), nil
}

// CountOf turns a number that was counted up to limit+1 into a Count.
func CountOf(n, limit int) *Count {
	if n > limit {
		return &Count{Value: limit, Precision: AtLeast}
	}
	return &Count{Value: n, Precision: Exact}
}

// Error is about an argument of a connection; its Message is safe to show to the caller.
type Error struct {
	Field   string
	Message string
}

func (e *Error) Error() string { return e.Field + ": " + e.Message }

// Window is a checked request for one page of one order.
type Window struct {
	Size int
	// Alone leaves out the extra row that only shows whether there is another page.
	Alone         bool
	backward      bool
	after, before []*string
}

// limit is how many rows are read at most.
func (w Window) limit() int {
	if w.Alone {
		return w.Size
	}
	return w.Size + 1
}

// Window checks the arguments against the order.
func (o Order) Window(a Args) (Window, error) {
	w := Window{Size: DefaultSize}
	var err error
	switch {
	case a.First != nil && a.Last != nil:
		return w, &Error{Field: "last", Message: "Give first or last, not both."}
	case a.First != nil:
		w.Size, err = size("first", *a.First)
	case a.Last != nil:
		w.backward = true
		w.Size, err = size("last", *a.Last)
	}
	if err != nil {
		return w, err
	}
	if a.After != nil {
		if w.after, err = o.decode("after", *a.After); err != nil {
			return w, err
		}
	}
	if a.Before != nil {
		if w.before, err = o.decode("before", *a.Before); err != nil {
			return w, err
		}
	}
	return w, nil
}

// Size checks the requested number of rows of a forward-only list; nil means the default.
func Size(first *int) (int, error) {
	if first == nil {
		return DefaultSize, nil
	}
	return size("first", *first)
}

func size(field string, n int) (int, error) {
	if n < 1 || n > MaxSize {
		return 0, &Error{Field: field, Message: fmt.Sprintf("%s must be between 1 and %d.", field, MaxSize)}
	}
	return n, nil
}

// Row is a node with the text of its order values and id, as selected by Order.Columns; without them its edge has no cursor.
type Row[T any] struct {
	Node   T
	Values []*string
}

// Connect builds the page of w from up to Size+1 rows in the order in which Order.Select returned them.
func Connect[T any](o Order, w Window, rows []Row[T]) *Connection[T] {
	more := len(rows) > w.Size
	if more {
		rows = rows[:w.Size]
	}
	c := &Connection[T]{Edges: make([]Edge[T], len(rows))}
	var print string
	for i, r := range rows {
		edge := &c.Edges[i]
		if w.backward {
			edge = &c.Edges[len(rows)-1-i]
		}
		edge.Node = r.Node
		if r.Values == nil {
			continue
		}
		if print == "" {
			print = o.fingerprint()
		}
		edge.at = &position{print: print, values: r.Values}
	}
	if w.backward {
		c.PageInfo.HasPreviousPage, c.PageInfo.HasNextPage = more, w.before != nil
	} else {
		c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = more, w.after != nil
	}
	if n := len(c.Edges); n > 0 {
		c.PageInfo.start, c.PageInfo.end = c.Edges[0].at, c.Edges[n-1].at
	}
	return c
}

// Forward builds the page of a forward-only list from up to n+1 rows; later says that there are rows before them.
func Forward[T any](rows []T, n int, later bool, cursor func(T) Cursor) *Connection[T] {
	c := &Connection[T]{PageInfo: Info{HasNextPage: len(rows) > n, HasPreviousPage: later}}
	rows = rows[:min(len(rows), n)]
	c.Edges = make([]Edge[T], len(rows))
	for i, row := range rows {
		c.Edges[i] = Edge[T]{Node: row, at: &position{made: cursor(row)}}
	}
	if n := len(c.Edges); n > 0 {
		c.PageInfo.start, c.PageInfo.end = c.Edges[0].at, c.Edges[n-1].at
	}
	return c
}
