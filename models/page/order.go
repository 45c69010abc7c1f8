package page

import (
	"cmp"
	"fmt"
	"strings"
)

// Key is one key of an order.
type Key struct {
	// Name identifies the key in cursors, such as NAME.
	Name string
	// Expr is the SQL expression to sort by.
	Expr string
	// Kind is the type of Expr.
	Kind Kind
	// Nullable says that Expr can be NULL.
	Nullable   bool
	Desc       bool
	NullsFirst bool
	// NotNull and IsNull are the conditions of the two ranges of a leading key that can be NULL, if an index serves them better than a test of
	// Expr. A row of the list for which Expr is NULL must match IsNull, each other one NotNull.
	NotNull, IsNull string
}

// Order is the sort order of a list: the keys from first to last, then ID, a unique uuid, in the direction of the last key. Name
// distinguishes the orders of different lists.
type Order struct {
	Name string
	Keys []Key
	ID   string
}

// all returns the keys with the id as the last one.
func (o Order) all() []Key {
	id := Key{Name: "ID", Expr: o.ID, Kind: UUID}
	if n := len(o.Keys); n > 0 {
		id.Desc = o.Keys[n-1].Desc
	}
	return append(o.Keys[:len(o.Keys):len(o.Keys)], id)
}

// Columns returns the select list from which a cursor is made: the text of each key as k0, k1, …, ending with the id.
func (o Order) Columns() string {
	var b strings.Builder
	for i, k := range o.all() {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(%s)::text AS k%d", k.Expr, i)
	}
	return b.String()
}

// Ranges reports whether the list is read in two ranges, of values and of NULLs.
func (o Order) Ranges() bool { return o.all()[0].Nullable }

// Select returns a statement for the rows of a window: at most Size, plus one unless Alone is set; rows of a backward window come in
// reverse order. from is the FROM clause, where a condition on the whole list, and args are the values of where. Placeholders are question
// marks. The statement returns columns, which must contain Columns if the order has Ranges, followed by an integer named part.
//
// A leading key that can be NULL is read as two ranges of the same index, one of values and one of NULLs, joined by UNION ALL. Each range
// starts at the cursor, wherever the NULLs sort, and the second is read only if the first does not fill the page.
func (o Order) Select(columns, from, where string, args []any, w Window) (string, []any) {
	keys := o.all()
	after, before := w.after, w.before
	if w.backward {
		keys = reversed(keys)
		after, before = before, after
	}
	lead := keys[0]
	if !lead.Nullable {
		return part(columns+", 0 AS part", from, where, args, keys, keys, after, before, w.limit())
	}
	nullsLast := !lead.NullsFirst
	var parts []string
	var all []any
	for i, isNull := range []bool{!nullsLast, nullsLast} {
		if !reaches(after, isNull, lead.NullsFirst) || !reaches(before, isNull, nullsLast) {
			continue
		}
		// NULLS FIRST and NULLS LAST are left out, because an index offers the default order in both directions. The range of NULLs is sorted by
		// the key too: otherwise the planner does not see that the index gives the order of the other keys.
		present := lead
		present.Nullable = false
		order := append([]Key{present}, keys[1:]...)
		condition, rest := cmp.Or(lead.NotNull, lead.Expr+" IS NOT NULL"), order
		if isNull {
			condition, rest = cmp.Or(lead.IsNull, lead.Expr+" IS NULL"), keys[1:]
			if lead.IsNull != "" { // the index that serves the range need not have the key
				order = rest
			}
		}
		if len(parts) > 0 { // PostgreSQL looks at this first, and leaves a range out that the page does not reach
			condition += fmt.Sprintf(" AND (SELECT count(*) FROM head) < %d", w.limit())
		}
		sql, sqlArgs := part(fmt.Sprintf("%s, %d AS part", columns, i), from, where+" AND "+condition, args, order, rest,
			within(after, isNull, len(rest)), within(before, isNull, len(rest)), w.limit())
		parts = append(parts, sql)
		all = append(all, sqlArgs...)
	}
	switch len(parts) {
	case 0: // the bounds have nothing between them
		return part(columns+", 0 AS part", from, where+" AND FALSE", args, keys, keys, nil, nil, w.limit())
	case 1:
		return parts[0], all
	}
	outer := make([]string, len(keys))
	for i, k := range keys {
		outer[i] = fmt.Sprintf("k%d::%s%s%s", i, k.Kind, k.Kind.collation(), k.direction())
	}
	return fmt.Sprintf("WITH head AS MATERIALIZED (%s) SELECT * FROM (SELECT * FROM head UNION ALL (%s)) parts ORDER BY part, %s LIMIT %d",
		parts[0], parts[1], strings.Join(outer, ", "), w.limit()), all
}

// reaches reports whether the range of NULLs (or of values) has rows beyond the bound; first says that NULLs sort before values in the
// direction of reading.
func reaches(bound []*string, isNull, nullsBefore bool) bool {
	if bound == nil {
		return true
	}
	switch boundNull := bound[0] == nil; {
	case boundNull == isNull:
		return true
	case isNull:
		return !nullsBefore
	default:
		return nullsBefore
	}
}

// within returns the part of a bound that applies inside the range of NULLs (or of values), nil if the bound lies outside of it.
func within(bound []*string, isNull bool, keys int) []*string {
	if bound == nil || (bound[0] == nil) != isNull {
		return nil
	}
	return bound[len(bound)-keys:]
}

// part selects one range in the given order; after and before are values of keys.
func part(columns, from, where string, args []any, by, keys []Key, after, before []*string, limit int) (string, []any) {
	conditions := []string{where}
	args = args[:len(args):len(args)]
	for _, bound := range []struct {
		values []*string
		keys   []Key
	}{{after, keys}, {before, reversed(keys)}} {
		if bound.values != nil {
			sql, more := beyond(bound.keys, bound.values)
			conditions = append(conditions, sql)
			args = append(args, more...)
		}
	}
	order := make([]string, len(by))
	for i, k := range by {
		order[i] = k.Expr + k.direction()
	}
	return fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %d",
		columns, from, strings.Join(conditions, " AND "), strings.Join(order, ", "), limit), args
}

// beyond is the condition for rows that come after the given values in the order of keys.
func beyond(keys []Key, values []*string) (string, []any) {
	if alike(keys) {
		exprs, marks, args := make([]string, len(keys)), make([]string, len(keys)), make([]any, len(keys))
		for i, k := range keys {
			exprs[i], marks[i], args[i] = k.Expr, k.mark(), *values[i]
		}
		return fmt.Sprintf("(%s) %s (%s)", strings.Join(exprs, ", "), keys[0].sign(), strings.Join(marks, ", ")), args
	}
	sql, args := expand(keys, values)
	if keys[0].Nullable {
		return "(" + sql + ")", args
	}
	// The range condition repeats what the alternatives imply; it lets an index start at the cursor.
	lead := fmt.Sprintf("%s %s= %s", keys[0].Expr, keys[0].sign(), keys[0].mark())
	return lead + " AND (" + sql + ")", append([]any{*values[0]}, args...)
}

// alike reports whether one row comparison can express the order of all keys.
func alike(keys []Key) bool {
	for _, k := range keys {
		if k.Desc != keys[0].Desc || k.Nullable {
			return false
		}
	}
	return true
}

func expand(keys []Key, values []*string) (string, []any) {
	k, v := keys[0], values[0]
	var gt, eq string
	var gtArgs, eqArgs []any
	if v == nil {
		eq = k.Expr + " IS NULL"
		gt = "FALSE"
		if k.NullsFirst {
			gt = k.Expr + " IS NOT NULL"
		}
	} else {
		eq, eqArgs = k.Expr+" = "+k.mark(), []any{*v}
		gt, gtArgs = k.Expr+" "+k.sign()+" "+k.mark(), []any{*v}
		if k.Nullable && !k.NullsFirst {
			gt = "(" + gt + " OR " + k.Expr + " IS NULL)"
		}
	}
	if len(keys) == 1 {
		return gt, gtArgs
	}
	rest, restArgs := expand(keys[1:], values[1:])
	return gt + " OR " + eq + " AND (" + rest + ")", append(append(gtArgs, eqArgs...), restArgs...)
}

func reversed(keys []Key) []Key {
	out := make([]Key, len(keys))
	for i, k := range keys {
		k.Desc, k.NullsFirst = !k.Desc, !k.NullsFirst
		out[i] = k
	}
	return out
}

func (k Key) sign() string {
	if k.Desc {
		return "<"
	}
	return ">"
}

func (k Key) mark() string { return "?::" + string(k.Kind) }

func (k Key) direction() string {
	s := " ASC"
	if k.Desc {
		s = " DESC"
	}
	switch {
	case !k.Nullable:
		return s
	case k.NullsFirst:
		return s + " NULLS FIRST"
	default:
		return s + " NULLS LAST"
	}
}
