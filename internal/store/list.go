package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kith/models/page"
	"kith/models/typeid"
)

// MaxCount is the highest limit of a count.
const MaxCount = 100_000

// List is a list of rows that a batch reads by pages.
type List[T any] struct {
	Batch *Batch
	Table Table[T]
	// Where is a condition with its arguments.
	Where string
	Args  []any
	Order page.Order
}

// Page adds a page of the list.
func (l List[T]) Page(a page.Args, set Columns) *page.Connection[*T] {
	connection := &page.Connection[*T]{}
	w, ok := l.window(a, set)
	if !ok {
		return connection
	}
	text, args := l.Order.Select(l.Table.positioned(l.Order, set), l.Table.From, l.Where, l.Args, w)
	var rows []page.Row[*T]
	r := l.Table.pageRows(l.Order, set, text, args, func(row page.Row[*T]) { rows = append(rows, row) })
	r.done = func() {
		*connection = *page.Connect(l.Order, w, rows)
		connection.Counter = l.recount
	}
	l.Batch.add(r)
	return connection
}

// window checks the arguments of a page.
func (l List[T]) window(a page.Args, set Columns) (w page.Window, ok bool) {
	w, err := l.Order.Window(a)
	if err != nil {
		l.Batch.Fail(err)
	}
	w.Alone = set&More == 0
	return w, err == nil
}

// Count adds the size of the list, up to limit+1.
func (l List[T]) Count(limit int) *int {
	n := new(int)
	if err := checkCount(limit); err != nil {
		l.Batch.Fail(err)
		return n
	}
	l.Batch.add(l.Table.counted(limit, l.Where, l.Args, n))
	return n
}

// recount counts the list when the batch has long been sent.
func (l List[T]) recount(ctx context.Context, limit int) (int, error) {
	later := *l.Batch.Session
	later.ctx = ctx
	return l.Table.Count(&later, limit, l.Where, l.Args...)
}

// Lists are the same list for each of many parents: Where compares with parent.id.
type Lists[K typeid.Key, T any] struct {
	List[T]
	Parents []K
}

// Pages adds a page for each parent, all in one statement.
func (l Lists[K, T]) Pages(a page.Args, set Columns) map[K]*page.Connection[*T] {
	pages := make(map[K]*page.Connection[*T], len(l.Parents))
	w, ok := l.window(a, set)
	if !ok {
		return pages
	}
	text, args := l.lateral(w, set)
	rows := make(map[K][]page.Row[*T], len(l.Parents))
	var parent K
	r := l.Table.pageRows(l.Order, set, text, args,
		func(row page.Row[*T]) {
			of, begun := rows[parent]
			if !begun {
				of = make([]page.Row[*T], 0, min(w.Size, 10))
			}
			rows[parent] = append(of, row)
		}, &parent)
	r.done = func() {
		for _, id := range l.Parents {
			pages[id] = page.Connect(l.Order, w, rows[id])
		}
	}
	l.Batch.add(r)
	return pages
}

// lateral selects a page for each parent, and the parent.
func (l Lists[K, T]) lateral(w page.Window, set Columns) (string, []any) {
	rows, args := l.Order.Select(l.Table.positioned(l.Order, set), l.Table.From, l.Where, l.Args, w)
	return "SELECT child.*, parent.id FROM unnest(" + KeyArray[K]() + ") AS parent (id) CROSS JOIN LATERAL (" + rows + ") child",
		append([]any{IDs[K](l.Parents).Literal()}, args...)
}

// Counts adds the size of each parent's list, up to limit+1, all in one statement.
func (l Lists[K, T]) Counts(limit int) map[K]int {
	counts := make(map[K]int, len(l.Parents))
	if err := checkCount(limit); err != nil {
		l.Batch.Fail(err)
		return counts
	}
	text := fmt.Sprintf(`
		SELECT parent.id, child.n
		FROM unnest(%s) AS parent (id)
		CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted) child`,
		KeyArray[K](), l.Table.From, l.Where, limit+1)
	l.Batch.add(read{text: text, args: append([]any{IDs[K](l.Parents).Literal()}, l.Args...), row: func(rows pgx.Rows, values [][]byte) error {
		var parent K
		var n int
		err := decodeAll(rows, values, []any{&parent, &n})
		counts[parent] = n
		return err
	}})
	return counts
}

// positioned is the select list of a page: the columns of the set and, if they are needed, those that cursors are made of.
func (t Table[T]) positioned(o page.Order, set Columns) string {
	columns := t.Selected(set)
	if set&Cursors == 0 && !o.Ranges() {
		return columns
	}
	return columns + ", " + o.Columns()
}

// pageRows returns a read of what positioned selects, then the part, then extra.
func (t Table[T]) pageRows(o page.Order, set Columns, text string, args []any, each func(page.Row[*T]), extra ...any) read {
	var part int
	if set&Cursors == 0 && !o.Ranges() {
		return t.read(set, text, args, func(row *T) { each(page.Row[*T]{Node: row}) }, append([]any{&part}, extra...)...)
	}
	keys := make([]*string, len(o.Keys)+1)
	dest := make([]any, len(keys), len(keys)+1+len(extra))
	for i := range keys {
		dest[i] = &keys[i]
	}
	return t.read(set, text, args, func(row *T) {
		each(page.Row[*T]{Node: row, Values: append([]*string(nil), keys...)})
	}, append(append(dest, &part), extra...)...)
}

// counted returns a read of the number of rows up to limit+1.
func (t Table[T]) counted(limit int, where string, args []any, n *int) read {
	text := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted", t.From, where, limit+1)
	return read{text: text, args: args, customPlan: t.customPlan, row: func(rows pgx.Rows, values [][]byte) error {
		return decodeAll(rows, values, []any{n})
	}}
}

// Count counts rows up to limit+1.
func (t Table[T]) Count(q Querier, limit int, where string, args ...any) (n int, err error) {
	s := q.session()
	if err := checkCount(limit); err != nil {
		return 0, s.explain(err)
	}
	err = t.counted(limit, where, args, &n).send(s)
	return n, err
}

func checkCount(limit int) error {
	if limit < 1 || limit > MaxCount {
		return &page.Error{Field: "limit", Message: fmt.Sprintf("limit must be between 1 and %d.", MaxCount)}
	}
	return nil
}
