package page_test

import (
	"reflect"
	"testing"

	"kith/models/page"
)

// TestSelect is the grammar of the statements of pages: what an order and a window ask PostgreSQL for.
func TestSelect(t *testing.T) {
	created := page.Key{Name: "CREATED_AT", Expr: "t.made", Kind: page.Time}
	number := page.Key{Name: "N", Expr: "t.n", Kind: page.Integer}
	name := page.Key{Name: "NAME", Expr: "t.name", Kind: page.Text, Nullable: true}
	desc := func(k page.Key) page.Key { k.Desc = true; return k }
	first := func(k page.Key) page.Key { k.NullsFirst = true; return k }
	order := func(keys ...page.Key) page.Order { return page.Order{Name: "things", ID: "t.id", Keys: keys} }
	const made = "2026-03-01 12:00:00+00"
	at := []*string{ptr(made), ptr(id)}
	const from, one = "SELECT t.x, 0 AS part FROM things t WHERE t.account_id = ?",
		"SELECT t.x, 1 AS part FROM things t WHERE t.account_id = ?"
	for _, row := range []struct {
		name          string
		order         page.Order
		last          bool
		after, before []*string
		want          string
		args          []any
	}{
		{"from the beginning", order(created), false, nil, nil, from + " ORDER BY t.made ASC, t.id ASC LIMIT 2", nil},
		{"the id follows the direction of the last key", order(desc(created)), false, nil, nil,
			from + " ORDER BY t.made DESC, t.id DESC LIMIT 2", nil},
		{"backwards", order(created), true, nil, nil, from + " ORDER BY t.made DESC, t.id DESC LIMIT 2", nil},
		{"after a row", order(created), false, at, nil,
			from + " AND (t.made, t.id) > (?::timestamptz, ?::uuid) ORDER BY t.made ASC, t.id ASC LIMIT 2", []any{made, id}},
		{"after a row, newest first", order(desc(created)), false, at, nil,
			from + " AND (t.made, t.id) < (?::timestamptz, ?::uuid) ORDER BY t.made DESC, t.id DESC LIMIT 2", []any{made, id}},
		{"before a row, backwards", order(created), true, nil, at,
			from + " AND (t.made, t.id) < (?::timestamptz, ?::uuid) ORDER BY t.made DESC, t.id DESC LIMIT 2", []any{made, id}},
		{"before a row, forwards", order(created), false, nil, at,
			from + " AND (t.made, t.id) < (?::timestamptz, ?::uuid) ORDER BY t.made ASC, t.id ASC LIMIT 2", []any{made, id}},
		{"two directions are compared key by key", order(desc(number), created), false, []*string{ptr("7"), ptr(made), ptr(id)}, nil,
			from + " AND t.n <= ?::bigint AND (t.n < ?::bigint OR t.n = ?::bigint AND (t.made > ?::timestamptz OR t.made = ?::timestamptz" +
				" AND (t.id > ?::uuid))) ORDER BY t.n DESC, t.made ASC, t.id ASC LIMIT 2", []any{"7", "7", "7", made, made, id}},
		{"NULL comes after values", order(number, name), false, []*string{ptr("7"), ptr("ada"), ptr(id)}, nil,
			from + " AND t.n >= ?::bigint AND (t.n > ?::bigint OR t.n = ?::bigint AND ((t.name > ?::text OR t.name IS NULL) OR t.name = ?::text" +
				" AND (t.id > ?::uuid))) ORDER BY t.n ASC, t.name ASC NULLS LAST, t.id ASC LIMIT 2", []any{"7", "7", "7", "ada", "ada", id}},
		{"after NULL is no value", order(number, name), false, []*string{ptr("7"), nil, ptr(id)}, nil,
			from + " AND t.n >= ?::bigint AND (t.n > ?::bigint OR t.n = ?::bigint AND (FALSE OR t.name IS NULL AND (t.id > ?::uuid)))" +
				" ORDER BY t.n ASC, t.name ASC NULLS LAST, t.id ASC LIMIT 2", []any{"7", "7", "7", id}},
		{"after NULL come values, if it is first", order(number, first(name)), false, []*string{ptr("7"), nil, ptr(id)}, nil,
			from + " AND t.n >= ?::bigint AND (t.n > ?::bigint OR t.n = ?::bigint AND (t.name IS NOT NULL OR t.name IS NULL AND (t.id > ?::uuid)))" +
				" ORDER BY t.n ASC, t.name ASC NULLS FIRST, t.id ASC LIMIT 2", []any{"7", "7", "7", id}},
		{"a first key that can be NULL has two ranges", order(name), false, nil, nil,
			"WITH head AS MATERIALIZED (" + from + " AND t.name IS NOT NULL ORDER BY t.name ASC, t.id ASC LIMIT 2)" +
				" SELECT * FROM (SELECT * FROM head UNION ALL (" + one + " AND t.name IS NULL AND (SELECT count(*) FROM head) < 2" +
				` ORDER BY t.name ASC, t.id ASC LIMIT 2)) parts ORDER BY part, k0::text COLLATE "C" ASC NULLS LAST, k1::uuid ASC LIMIT 2`, nil},
		{"a value bounds the range of values alone", order(name), false, []*string{ptr("ada"), ptr(id)}, nil,
			"WITH head AS MATERIALIZED (" + from + " AND t.name IS NOT NULL AND (t.name, t.id) > (?::text, ?::uuid)" +
				" ORDER BY t.name ASC, t.id ASC LIMIT 2) SELECT * FROM (SELECT * FROM head UNION ALL (" + one +
				" AND t.name IS NULL AND (SELECT count(*) FROM head) < 2 ORDER BY t.name ASC, t.id ASC LIMIT 2)) parts" +
				` ORDER BY part, k0::text COLLATE "C" ASC NULLS LAST, k1::uuid ASC LIMIT 2`, []any{"ada", id}},
		{"after NULL there is one range", order(name), false, []*string{nil, ptr(id)}, nil,
			one + " AND t.name IS NULL AND (t.id) > (?::uuid) ORDER BY t.name ASC, t.id ASC LIMIT 2", []any{id}},
		{"before a value there is one range", order(name), false, nil, []*string{ptr("ada"), ptr(id)},
			from + " AND t.name IS NOT NULL AND (t.name, t.id) < (?::text, ?::uuid) ORDER BY t.name ASC, t.id ASC LIMIT 2", []any{"ada", id}},
		{"backwards NULL is at the other end", order(name), true, nil, []*string{ptr("ada"), ptr(id)},
			one + " AND t.name IS NOT NULL AND (t.name, t.id) < (?::text, ?::uuid) ORDER BY t.name DESC, t.id DESC LIMIT 2", []any{"ada", id}},
		{"nothing is between NULL and a value", order(name), false, []*string{nil, ptr(id)}, []*string{ptr("ada"), ptr(id)},
			from + " AND FALSE ORDER BY t.name ASC NULLS LAST, t.id ASC LIMIT 2", nil},
	} {
		a := page.Args{First: ptr(1)}
		if row.last {
			a = page.Args{Last: ptr(1)}
		}
		if row.after != nil {
			a.After = ptr(cursor(row.order, row.after...))
		}
		if row.before != nil {
			a.Before = ptr(cursor(row.order, row.before...))
		}
		w, err := row.order.Window(a)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		got, args := row.order.Select("t.x", "things t", "t.account_id = ?", nil, w)
		if got != row.want {
			t.Errorf("%s:\n%s\nnot\n%s", row.name, got, row.want)
		}
		if len(args)+len(row.args) > 0 && !reflect.DeepEqual(args, row.args) {
			t.Errorf("%s: %v, not %v", row.name, args, row.args)
		}
	}
}
