package store

import (
	"kith/models/page"
	"kith/models/typeid"
)

// SeveralLists are lists of rows of one table in one order, each for parents of its own, such as the groups of several boards. What is read
// of them takes one statement for up to 50.
type SeveralLists[K typeid.Key, T any] struct{ Lists []Lists[K, T] }

// Pages adds a page for each parent of each list.
func (l SeveralLists[K, T]) Pages(a page.Args, set Columns) []map[K]*page.Connection[*T] {
	pages := make([]map[K]*page.Connection[*T], len(l.Lists))
	for from := 0; from < len(l.Lists); {
		to := from + fitting(l.Lists[from:], func(list Lists[K, T]) []any { return list.Args })
		l.add(pages, from, to, a, set)
		from = to
	}
	return pages
}

// add adds the statement of some of the lists.
func (l SeveralLists[K, T]) add(pages []map[K]*page.Connection[*T], from, to int, a page.Args, set Columns) {
	first := l.Lists[from]
	w, ok := first.window(a, set)
	if !ok {
		return
	}
	texts, all := make([]string, to-from), []any(nil)
	rows := make([]map[K][]page.Row[*T], to)
	for i, list := range l.Lists[from:to] {
		var args []any
		texts[i], args = list.lateral(w, set)
		all, rows[from+i] = append(all, args...), make(map[K][]page.Row[*T], len(list.Parents))
	}
	var parent K
	var of int
	r := first.Table.pageRows(first.Order, set, together(from, "child.*", texts), all,
		func(row page.Row[*T]) { rows[of][parent] = append(rows[of][parent], row) }, &parent, &of)
	r.unnamed = len(texts) > 1
	r.done = func() {
		for i := from; i < to; i++ {
			pages[i] = make(map[K]*page.Connection[*T], len(l.Lists[i].Parents))
			for _, id := range l.Lists[i].Parents {
				pages[i][id] = page.Connect(first.Order, w, rows[i][id])
			}
		}
	}
	first.Batch.add(r)
}
