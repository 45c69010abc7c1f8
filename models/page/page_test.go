package page_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kith/models/page"
)

func ptr[T any](v T) *T { return &v }

const id = "01890a5d-ac96-774b-bcce-b302099a8057"

var byName = page.Order{Name: "things", ID: "t.id", Keys: []page.Key{{Name: "NAME", Expr: "t.name", Kind: page.Text, Nullable: true}}}

// cursor returns a cursor of the order for one row.
func cursor(o page.Order, values ...*string) page.Cursor {
	rows := []page.Row[int]{{Values: values}}
	return page.Connect(o, page.Window{Size: 1}, rows).Edges[0].Cursor()
}

func TestWindow(t *testing.T) {
	good := cursor(byName, ptr("ada"), ptr(id))
	for _, row := range []struct {
		name  string
		args  page.Args
		size  int
		field string
	}{
		{name: "nothing given", size: 25},
		{name: "first", args: page.Args{First: ptr(1)}, size: 1},
		{name: "first, the most", args: page.Args{First: ptr(100)}, size: 100},
		{name: "last", args: page.Args{Last: ptr(100)}, size: 100},
		{name: "after", args: page.Args{After: &good}, size: 25},
		{name: "between", args: page.Args{Last: ptr(3), After: &good, Before: &good}, size: 3},
		{name: "first 0", args: page.Args{First: ptr(0)}, field: "first"},
		{name: "first -1", args: page.Args{First: ptr(-1)}, field: "first"},
		{name: "first 101", args: page.Args{First: ptr(101)}, field: "first"},
		{name: "last 0", args: page.Args{Last: ptr(0)}, field: "last"},
		{name: "last 101", args: page.Args{Last: ptr(101)}, field: "last"},
		{name: "both", args: page.Args{First: ptr(1), Last: ptr(1)}, field: "last"},
		{name: "no cursor", args: page.Args{After: ptr(page.Cursor("x"))}, field: "after"},
		{name: "an empty cursor, which is none", args: page.Args{Before: ptr(page.Cursor(""))}, size: 25},
	} {
		w, err := byName.Window(row.args)
		var refused *page.Error
		switch {
		case row.field == "" && (err != nil || w.Size != row.size):
			t.Errorf("%s: %+v %v", row.name, w, err)
		case row.field != "" && (!errors.As(err, &refused) || refused.Field != row.field || refused.Message == ""):
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestArgsKey(t *testing.T) {
	seen := map[string]page.Args{}
	for _, a := range []page.Args{
		{}, {First: ptr(1)}, {Last: ptr(1)}, {First: ptr(2)}, {After: ptr(page.Cursor("a"))}, {Before: ptr(page.Cursor("a"))},
		{After: ptr(page.Cursor("a")), Before: ptr(page.Cursor("b"))}, {After: ptr(page.Cursor(""))},
	} {
		if other, ok := seen[a.Key()]; ok {
			t.Errorf("%+v and %+v are taken for the same", a, other)
		}
		seen[a.Key()] = a
	}
	one, same := page.Args{First: ptr(1), After: ptr(page.Cursor("a"))}, page.Args{First: ptr(1), After: ptr(page.Cursor("a"))}
	if one.Key() != same.Key() {
		t.Error("equal arguments are taken for different ones")
	}
}

func TestForgedCursors(t *testing.T) {
	withKind := func(kind page.Kind, nullable bool) page.Order {
		return page.Order{Name: "things", ID: "t.id", Keys: []page.Key{{Name: "KEY", Expr: "t.key", Kind: kind, Nullable: nullable}}}
	}
	for _, row := range []struct {
		kind      page.Kind
		good, bad []string
	}{
		{page.Text, []string{"", "a", "中", `"'\`, "\x01"}, []string{"a\x00"}},
		{page.Time, []string{"2026-01-02 03:04:05+00", "2026-01-02 03:04:05.000001+00", "0001-01-01 00:00:00+00",
			"9999-12-31 23:59:59.999999+00"},
			[]string{"", "now", "infinity", "2026-01-02", "2026-01-02T03:04:05+00", "2026-01-02 03:04:05", "2026-01-02 03:04:05Z",
				"2026-01-02 03:04:05+24",
				"2026-13-01 00:00:00+00", "2026-02-30 00:00:00+00", "0000-01-01 00:00:00+00", "2026-01-02 03:04:05,5+00",
				"2026-01-02 03:04:05.1234567+00"}},
		{page.Integer, []string{"0", "-1", "9223372036854775807"}, []string{"", "1.5", "9223372036854775808", "x", " 1", "1_000"}},
		{page.Number, []string{"0", "4.250000", "-1"},
			[]string{"", "NaN", "Infinity", "1e400", "1e5", "0x1", ".", "-", "1-1", "1.2.3", strings.Repeat("9", 65)}},
		{page.JSON, []string{`"a"`, `""`, `"\u0001"`, `"\ud83d\ude00"`, `"😀"`, `"\\u0000"`, `"\\ud83d"`, `"\ufffd"`, "\"\uFFFD\"", "1",
			"-1.5e300", "5e-324",
			"true", "false", `"` + strings.Repeat("x", 4000) + `"`},
			[]string{"", "x", `"a`, `"a" "b"`, `"\u0000"`, `"a\u0000"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, "1e999999",
				"-1e999999",
				"1e400", "1e-999999", strings.Repeat("9", 401), "null", "[]", "{}", "NaN", `"` + strings.Repeat("x", 5000) + `"`}},
		{page.UUID, []string{id}, []string{"", "x", "{" + id + "}", "urn:uuid:" + id, strings.ReplaceAll(id, "-", ""), "zz" + id[2:]}},
	} {
		o := withKind(row.kind, false)
		for _, value := range row.good {
			if _, err := o.Window(page.Args{After: ptr(cursor(o, &value, ptr(id)))}); err != nil {
				t.Errorf("%s %q: %v", row.kind, value, err)
			}
		}
		for _, value := range row.bad {
			if _, err := o.Window(page.Args{After: ptr(cursor(o, &value, ptr(id)))}); err == nil {
				t.Errorf("%s %q is let through", row.kind, value)
			}
		}
		if _, err := o.Window(page.Args{After: ptr(cursor(o, nil, ptr(id)))}); err == nil {
			t.Errorf("NULL of a %s that is never NULL is let through", row.kind)
		}
		nullable := withKind(row.kind, true)
		if _, err := nullable.Window(page.Args{After: ptr(cursor(nullable, nil, ptr(id)))}); err != nil {
			t.Errorf("NULL of a %s: %v", row.kind, err)
		}
	}
	for name, values := range map[string][]*string{
		"no id": {ptr("a"), nil}, "an id that is none": {ptr("a"), ptr("1")}, "a key too few": {ptr(id)},
		"a key too many": {ptr("a"), ptr("b"), ptr(id)},
	} {
		if _, err := byName.Window(page.Args{After: ptr(cursor(byName, values...))}); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
	long := cursor(byName, ptr(strings.Repeat("x", 32<<10)), ptr(id))
	if _, err := byName.Window(page.Args{After: &long}); err == nil {
		t.Error("a cursor without end is let through")
	}
	padded := cursor(byName, ptr("a"), ptr(id)) + "="
	if _, err := byName.Window(page.Args{After: &padded}); err == nil {
		t.Error("padding is let through")
	}
}

// orders are orders that a cursor must not be carried between.
func orders() (all []page.Order) {
	for _, list := range []string{"things", "others"} {
		for _, name := range []string{"NAME", "EMAIL"} {
			for _, desc := range []bool{false, true} {
				for _, nullsFirst := range []bool{false, true} {
					k := page.Key{Name: name, Expr: "t.x", Kind: page.Text, Nullable: true, Desc: desc, NullsFirst: nullsFirst}
					second := page.Key{Name: "CITY", Expr: "t.y", Kind: page.Text, Nullable: true, Desc: desc}
					all = append(all, page.Order{Name: list, ID: "t.id", Keys: []page.Key{k}},
						page.Order{Name: list, ID: "t.id", Keys: []page.Key{k, second}},
						page.Order{Name: list, ID: "t.id", Keys: []page.Key{second, k}})
				}
			}
		}
	}
	return append(all, page.Order{Name: "things", ID: "t.id"})
}

func values(o page.Order) (values []*string) {
	for range o.Keys {
		values = append(values, ptr("x"))
	}
	return append(values, ptr(id))
}

func TestCursorsOfOtherOrdersAreRefused(t *testing.T) {
	all := orders()
	for i, from := range all {
		c := cursor(from, values(from)...)
		for j, to := range all {
			if _, err := to.Window(page.Args{After: &c}); (err == nil) != (i == j) {
				t.Errorf("a cursor of %+v in %+v: %v", from, to, err)
			}
		}
	}
}

// FuzzCursor holds that a cursor that is let through is one that the order could have given itself, and that anything else is
// refused with a message.
func FuzzCursor(f *testing.F) {
	all := orders()
	for _, o := range all {
		f.Add(string(cursor(o, values(o)...)))
	}
	for _, text := range []string{"", "null", "[]", "{}", `["a"]`, `[null,null]`, `["a",1]`, `["a",["b"]]`,
		"[" + strings.Repeat("[", 10_000)} {
		f.Add(base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	f.Fuzz(func(t *testing.T, s string) {
		accepted := 0
		for _, o := range all {
			c := page.Cursor(s)
			_, err := o.Window(page.Args{After: &c})
			var refused *page.Error
			if err != nil && (!errors.As(err, &refused) || refused.Field != "after") {
				t.Fatalf("%q: %v", s, err)
			}
			if err == nil {
				accepted++
			}
		}
		if accepted > 1 && s != "" { // which is no cursor
			t.Errorf("%q is taken by %d orders", s, accepted)
		}
	})
}

func TestConnect(t *testing.T) {
	rows := func(n ...int) (rows []page.Row[int]) {
		for _, i := range n {
			rows = append(rows, page.Row[int]{Node: i, Values: []*string{ptr(fmt.Sprint(i)), ptr(id)}})
		}
		return rows
	}
	at := cursor(byName, ptr("0"), ptr(id))
	for _, row := range []struct {
		name           string
		args           page.Args
		rows           []page.Row[int]
		want           string
		next, previous bool
	}{
		{"a whole list", page.Args{First: ptr(3)}, rows(1, 2, 3), "[1 2 3]", false, false},
		{"a first page", page.Args{First: ptr(2)}, rows(1, 2, 3), "[1 2]", true, false},
		{"a later page", page.Args{First: ptr(2), After: &at}, rows(1, 2, 3), "[1 2]", true, true},
		{"a last page", page.Args{Last: ptr(2)}, rows(3, 2, 1), "[2 3]", false, true},
		{"an earlier page", page.Args{Last: ptr(2), Before: &at}, rows(3, 2), "[2 3]", true, false},
		{"a first page before a row", page.Args{First: ptr(2), Before: &at}, rows(1, 2), "[1 2]", true, false},
		{"a default page before a row", page.Args{Before: &at}, rows(1, 2), "[1 2]", true, false},
		{"a last page after a row", page.Args{Last: ptr(2), After: &at}, rows(3, 2), "[2 3]", false, true},
		{"blank cursors", page.Args{First: ptr(2), After: ptr(page.Cursor("")), Before: ptr(page.Cursor(""))}, rows(1, 2), "[1 2]", false, false},
		{"nothing", page.Args{}, nil, "[]", false, false},
	} {
		w, err := byName.Window(row.args)
		if err != nil {
			t.Fatal(err)
		}
		c := page.Connect(byName, w, row.rows)
		if got := fmt.Sprint(c.Nodes()); got != row.want || c.PageInfo.HasNextPage != row.next || c.PageInfo.HasPreviousPage != row.previous {
			t.Errorf("%s: %s %+v", row.name, got, c.PageInfo)
		}
		if (c.PageInfo.StartCursor() == nil) != (len(c.Edges) == 0) ||
			len(c.Edges) > 0 && (*c.PageInfo.StartCursor() != c.Edges[0].Cursor() || *c.PageInfo.EndCursor() != c.Edges[len(c.Edges)-1].Cursor()) {
			t.Errorf("%s: %+v", row.name, c.PageInfo)
		}
	}
}

func TestCount(t *testing.T) {
	c := &page.Connection[int]{Counter: func(_ context.Context, limit int) (int, error) { return min(7, limit+1), nil }}
	for limit, want := range map[int]page.Count{
		1: {Value: 1, Precision: page.AtLeast}, 6: {Value: 6, Precision: page.AtLeast}, 7: {Value: 7, Precision: page.Exact},
		100_000: {Value: 7, Precision: page.Exact},
	} {
		if got, err := c.Count(context.Background(), limit); err != nil || *got != want {
			t.Errorf("to %d: %+v %v", limit, got, err)
		}
	}
	failure := errors.New("gone")
	c.Counter = func(context.Context, int) (int, error) { return 0, failure }
	if _, err := c.Count(context.Background(), 1); !errors.Is(err, failure) {
		t.Error(err)
	}
	var read page.Cursor
	if read.UnmarshalGQL(1) == nil || read.UnmarshalGQL("abc") != nil || read != "abc" {
		t.Error(read)
	}
	if like, err := page.CursorLike(cursor(byName, ptr("a"), ptr(id)), []string{"b", id}); err != nil ||
		like != cursor(byName, ptr("b"), ptr(id)) {
		t.Error(like, err)
	}
	if b, err := json.Marshal(cursor(byName, nil, ptr(id))); err != nil || strings.ContainsAny(string(b), "+/=") {
		t.Errorf("a cursor must fit into an address: %s %v", b, err)
	}
}
