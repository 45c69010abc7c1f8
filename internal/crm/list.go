package crm

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// maxCount is the highest limit of a count.
const maxCount = 100_000

// List is a list of the account that a batch reads.
type List[T any] struct {
	batch *Batch
	table table[T]
	where string
	args  []any
	order page.Order
}

// Page reads a page of the list.
func (l List[T]) Page(a page.Args, set Columns) *page.Connection[*T] {
	connection := &page.Connection[*T]{}
	w, ok := l.window(a, set)
	if !ok {
		return connection
	}
	text, args := l.order.Select(l.table.positioned(l.order, set), l.table.from, l.where, l.args, w)
	var rows []page.Row[*T]
	r := l.table.rowsOf(l.order, set, text, args, func(row page.Row[*T]) { rows = append(rows, row) })
	r.done = func() {
		*connection = *page.Connect(l.order, w, rows)
		connection.Counter = l.recount
	}
	l.batch.add(r)
	return connection
}

// window checks the arguments of a page.
func (l List[T]) window(a page.Args, set Columns) (w page.Window, ok bool) {
	w, err := l.order.Window(a)
	if err != nil {
		l.batch.fail(argumentError(err))
	}
	w.Alone = set&More == 0
	return w, err == nil
}

// Count counts the list up to limit+1.
func (l List[T]) Count(limit int) *int {
	n := new(int)
	if err := checkCount(limit); err != nil {
		l.batch.fail(err)
		return n
	}
	l.batch.add(l.table.counted(limit, l.where, l.args, n))
	return n
}

// recount counts the list when the batch has long been sent.
func (l List[T]) recount(ctx context.Context, limit int) (int, error) {
	return l.table.count(l.batch.DB.WithContext(ctx), limit, l.where, l.args...)
}

// pageOf sends one page of a list by itself.
func pageOf[T any](ctx context.Context, s *Service, a page.Args, list func(*Batch) List[T]) (*page.Connection[*T], error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	l := list(b)
	if b.err != nil {
		return nil, b.err
	}
	connection := l.Page(a, AllColumns)
	return connection, b.Send()
}

// Lists are the same list for each of many parents: where compares with parent.id.
type Lists[K typeid.Key, T any] struct {
	List[T]
	parents []K
}

// Pages reads a page for each parent, all in one statement.
func (l Lists[K, T]) Pages(a page.Args, set Columns) map[K]*page.Connection[*T] {
	pages := make(map[K]*page.Connection[*T], len(l.parents))
	w, ok := l.window(a, set)
	if !ok {
		return pages
	}
	lateral, args := l.order.Select(l.table.positioned(l.order, set), l.table.from, l.where, l.args, w)
	text := "SELECT child.*, parent.id FROM unnest(" + keyArray[K]() + ") AS parent (id) CROSS JOIN LATERAL (" + lateral + ") child"
	rows := make(map[K][]page.Row[*T], len(l.parents))
	var parent K
	r := l.table.rowsOf(l.order, set, text, append([]any{idArray[K](l.parents).literal()}, args...),
		func(row page.Row[*T]) {
			of, begun := rows[parent]
			if !begun {
				of = make([]page.Row[*T], 0, min(w.Size, 10))
			}
			rows[parent] = append(of, row)
		}, &parent)
	r.done = func() {
		for _, id := range l.parents {
			pages[id] = page.Connect(l.order, w, rows[id])
		}
	}
	l.batch.add(r)
	return pages
}

// Counts counts for each parent up to limit+1, all in one statement.
func (l Lists[K, T]) Counts(limit int) map[K]int {
	counts := make(map[K]int, len(l.parents))
	if err := checkCount(limit); err != nil {
		l.batch.fail(err)
		return counts
	}
	text := fmt.Sprintf(`
		SELECT parent.id, child.n
		FROM unnest(%s) AS parent (id)
		CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted) child`, keyArray[K](), l.table.from, l.where, limit+1)
	l.batch.add(read{text: text, args: append([]any{idArray[K](l.parents).literal()}, l.args...),
		row: func(rows pgx.Rows, fields []pgconn.FieldDescription, values [][]byte) error {
			var parent K
			var n int
			if err := decode(rows, &fields[0], values[0], &parent); err != nil {
				return err
			}
			err := decode(rows, &fields[1], values[1], &n)
			counts[parent] = n
			return err
		}})
	return counts
}

// positioned is the select list of a page: the columns of the set and, if they are needed, those that cursors are made of.
func (t table[T]) positioned(o page.Order, set Columns) string {
	columns := t.selected(set)
	if set&Cursors == 0 && !o.Ranges() {
		return columns
	}
	return columns + ", " + o.Columns()
}

// rowsOf returns a read of what positioned selects, then the part, then extra.
func (t table[T]) rowsOf(o page.Order, set Columns, text string, args []any, each func(page.Row[*T]), extra ...any) read {
	var part int
	if set&Cursors == 0 && !o.Ranges() {
		return t.read(set, text, args, func(row *T) { each(page.Row[*T]{Node: row}) }, append([]any{&part}, extra...)...)
	}
	read := make([]*string, len(o.Keys)+1)
	dest := make([]any, len(read), len(read)+1+len(extra))
	for i := range read {
		dest[i] = &read[i]
	}
	return t.read(set, text, args, func(row *T) {
		each(page.Row[*T]{Node: row, Values: append([]*string(nil), read...)})
	}, append(append(dest, &part), extra...)...)
}

// counted returns a read of the number of rows up to limit+1.
func (t table[T]) counted(limit int, where string, args []any, n *int) read {
	return read{text: fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted", t.from, where, limit+1), args: args, replan: t.replan,
		row: func(rows pgx.Rows, fields []pgconn.FieldDescription, values [][]byte) error {
			return decode(rows, &fields[0], values[0], n)
		}}
}

// count counts rows up to limit+1.
func (t table[T]) count(db *gorm.DB, limit int, where string, args ...any) (n int, err error) {
	if err := checkCount(limit); err != nil {
		return 0, err
	}
	err = t.counted(limit, where, args, &n).alone(db)
	return n, err
}

func checkCount(limit int) error {
	if limit < 1 || limit > maxCount {
		return models.Errorf(models.Invalid, "limit must be between 1 and %d.", maxCount).At("limit")
	}
	return nil
}
