package store

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kith/models/page"
)

// How many lists share a statement, and how many arguments it may have: PostgreSQL takes 65,535 and plans each list by itself.
const (
	maxTogether = 50
	maxArgs     = 20_000
)

// Statement is a statement with its arguments, in question marks.
type Statement struct {
	Text string
	Args []any
}

// RowsOfEach runs statements with the same columns, joined into one for up to 50, and passes each row on with the number of its statement.
// They are planned for their arguments.
func RowsOfEach[T any](q Querier, of []Statement, columns string, each func(i int, row T)) error {
	into := destinations[T]()
	for from := 0; from < len(of); {
		to := from + fitting(of[from:], func(s Statement) []any { return s.Args })
		texts, args := make([]string, to-from), []any(nil)
		for i, s := range of[from:to] {
			texts[i], args = s.Text, append(args, s.Args...)
		}
		r := read{text: together(from, columns, texts), args: args, customPlan: true, unnamed: len(texts) > 1,
			row: func(rows pgx.Rows, values [][]byte) error {
				var row T
				var i int
				err := decodeAll(rows, values, append(into(&row), &i))
				if err == nil {
					each(i, row)
				}
				return err
			}}
		if err := r.send(q.session()); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// fitting returns how many of the first may share a statement, at least one.
func fitting[S any](of []S, args func(S) []any) int {
	n, sum := 0, 0
	for n < min(len(of), maxTogether) && (n == 0 || sum+len(args(of[n])) <= maxArgs) {
		sum += len(args(of[n]))
		n++
	}
	return n
}

// Several are lists of rows of one table in one order that differ in their conditions, such as those of saved filters. What is read of them
// takes one statement for up to 50.
type Several[T any] struct{ Lists []List[T] }

// chunks calls each with a part of the lists and where it begins.
func (l Several[T]) chunks(each func(from int, lists []List[T])) {
	for from := 0; from < len(l.Lists); {
		to := from + fitting(l.Lists[from:], func(list List[T]) []any { return list.Args })
		each(from, l.Lists[from:to])
		from = to
	}
}

// together joins the statements of lists, each of which gets the number of its list as another column.
func together(from int, columns string, texts []string) string {
	parts := make([]string, len(texts))
	for i, text := range texts {
		parts[i] = fmt.Sprintf("SELECT %s, %d FROM (%s) child", columns, from+i, text)
	}
	return strings.Join(parts, " UNION ALL ")
}

// Pages adds a page of each list.
func (l Several[T]) Pages(a page.Args, set Columns) []*page.Connection[*T] {
	pages := make([]*page.Connection[*T], len(l.Lists))
	l.chunks(func(from int, lists []List[T]) {
		first := lists[0]
		w, ok := first.window(a, set)
		if !ok {
			return
		}
		texts, all := make([]string, len(lists)), []any(nil)
		for i, list := range lists {
			var args []any
			texts[i], args = list.Order.Select(list.Table.positioned(list.Order, set), list.Table.From, list.Where, list.Args, w)
			all = append(all, args...)
		}
		rows := make([][]page.Row[*T], len(l.Lists))
		var of int
		r := first.Table.pageRows(first.Order, set, together(from, "child.*", texts), all,
			func(row page.Row[*T]) { rows[of] = append(rows[of], row) }, &of)
		r.unnamed = true
		r.done = func() {
			for i := range lists {
				pages[from+i] = page.Connect(first.Order, w, rows[from+i])
			}
		}
		first.Batch.add(r)
	})
	return pages
}

// Counts adds the size of each list, up to limit+1.
func (l Several[T]) Counts(limit int) []int {
	counts := make([]int, len(l.Lists))
	l.chunks(func(from int, lists []List[T]) {
		first := lists[0]
		if err := checkCount(limit); err != nil {
			first.Batch.Fail(err)
			return
		}
		texts, all := make([]string, len(lists)), []any(nil)
		for i, list := range lists {
			texts[i] = fmt.Sprintf("SELECT 1 FROM %s WHERE %s LIMIT %d", list.Table.From, list.Where, limit+1)
			all = append(all, list.Args...)
		}
		var n, of int
		first.Batch.add(read{text: together(from, "count(*)", texts), args: all, unnamed: true,
			row: func(rows pgx.Rows, values [][]byte) error {
				err := decodeAll(rows, values, []any{&n, &of})
				if err == nil {
					counts[of] = n
				}
				return err
			}})
	})
	return counts
}

// Statement returns the statement of a page of the list, for RowsOfEach; more are expressions that it selects beside the columns of the
// set.
func (l List[T]) Statement(a page.Args, set Columns, more ...string) (Statement, error) {
	w, err := l.Order.Window(a)
	if err != nil {
		return Statement{}, err
	}
	w.Alone = true
	columns := strings.Join(append([]string{l.Table.positioned(l.Order, set)}, more...), ", ")
	text, args := l.Order.Select(columns, l.Table.From, l.Where, l.Args, w)
	return Statement{text, args}, nil
}

// CountStatement returns the statement that counts the list up to limit+1 as count, for RowsOfEach.
func (l List[T]) CountStatement(limit int) Statement {
	return Statement{fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted", l.Table.From, l.Where, limit+1), l.Args}
}
