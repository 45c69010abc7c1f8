package crm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

// maxCount is the highest limit of a count.
const maxCount = 100_000

// table says how rows of one noun are read: the alias that its SQL uses, its columns, and where each goes, in the same order.
type table[T any] struct {
	from    string
	columns string
	fields  func(*T) []any
	// replan has PostgreSQL plan each statement with its values. A plan that fits all values would ruin searches and filters,
	// whose cost depends on how rare a value is.
	replan bool
}

// all reads the rows of a statement that selects the table's columns and then extra.
func (t table[T]) all(db *gorm.DB, text string, args []any, each func(*T), extra ...any) error {
	rows, err := query(db, t.replan, text, args)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		row := new(T)
		if err := rows.Scan(append(t.fields(row), extra...)...); err != nil {
			return err
		}
		each(row)
	}
	return rows.Err()
}

// changed returns what an UPDATE must set to make a stored row what it has become: the columns that differ, and their values.
func (t table[T]) changed(before, after *T) (set string, values []any) {
	old, now := t.fields(before), t.fields(after)
	var names []string
	for i, name := range strings.Split(t.columns, ",") {
		v := reflect.ValueOf(now[i]).Elem().Interface()
		if !reflect.DeepEqual(reflect.ValueOf(old[i]).Elem().Interface(), v) {
			names = append(names, strings.TrimPrefix(strings.TrimSpace(name), t.alias()+".")+" = ?")
			values = append(values, v)
		}
	}
	return strings.Join(names, ", "), values
}

// column reads the one column that a statement selects.
func column[T any](db *gorm.DB, text string, args ...any) ([]T, error) {
	rows, err := query(db, false, text, args)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// query runs a statement whose placeholders are question marks.
func query(db *gorm.DB, replan bool, text string, args []any) (*sql.Rows, error) {
	mode := pgx.QueryExecModeCacheStatement
	if replan {
		mode = pgx.QueryExecModeCacheDescribe
	}
	return db.Statement.ConnPool.QueryContext(db.Statement.Context, numbered(text), append([]any{mode}, args...)...)
}

// numbered replaces question marks by PostgreSQL's $1, $2, …
func numbered(text string) string {
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		fmt.Fprintf(&b, "$%d", n)
		text = after
	}
}

// list reads the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func (t table[T]) list(db *gorm.DB, clauses string, args ...any) ([]*T, error) {
	found := []*T{}
	err := t.all(db, "SELECT "+t.columns+" FROM "+t.from+" WHERE "+clauses, args, func(row *T) { found = append(found, row) })
	return found, err
}

// one reads the first such row; nil when there is none.
func (t table[T]) one(db *gorm.DB, clauses string, args ...any) (*T, error) {
	found, err := t.list(db, clauses, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// byID reads rows by their ids, keyed by id. The noun's table must have its id as the second field.
func byID[K typeid.Key, T any](r reader, t table[T], ids []K, id func(*T) K) (map[K]*T, error) {
	alias := t.alias()
	found := make(map[K]*T, len(ids))
	err := t.all(r.DB, fmt.Sprintf("SELECT %s FROM %s WHERE %s.account_id = ? AND %s.id = ANY(?)", t.columns, t.from, alias, alias),
		[]any{r.Account, idArray[K](ids)}, func(row *T) { found[id(row)] = row })
	return found, err
}

func (t table[T]) alias() string { return t.from[strings.LastIndexByte(t.from, ' ')+1:] }

// pageOf reads one page of a whole list.
func (t table[T]) pageOf(r reader, o page.Order, a page.Args, where string, args ...any) (*page.Connection[*T], error) {
	w, err := o.Window(a)
	if err != nil {
		return nil, argumentError(err)
	}
	text, textArgs := o.Select(t.columns+", "+o.Columns(), t.from, where, args, w)
	var rows []page.Row[*T]
	values, dest := cursorValues(o)
	var part int
	err = t.all(r.DB, text, textArgs, func(row *T) {
		rows = append(rows, page.Row[*T]{Node: row, Values: values()})
	}, append(dest, &part)...)
	if err != nil {
		return nil, err
	}
	connection := page.Connect(o, w, rows)
	connection.Counter = func(ctx context.Context, limit int) (int, error) {
		return t.count(r.DB.WithContext(ctx), limit, where, args...)
	}
	return connection, nil
}

// pagesOf reads one page for each parent, all in one statement: where must compare with parent.id.
func pagesOf[K typeid.Key, T any](r reader, t table[T], o page.Order, a page.Args, parents []K, where string, args ...any) (map[K]*page.Connection[*T], error) {
	w, err := o.Window(a)
	if err != nil {
		return nil, argumentError(err)
	}
	lateral, lateralArgs := o.Select(t.columns+", "+o.Columns(), t.from, where, args, w)
	text := "SELECT child.*, parent.id FROM unnest(?::" + arrayType[K]() + ") AS parent (id) CROSS JOIN LATERAL (" + lateral + ") child"
	rows := make(map[K][]page.Row[*T], len(parents))
	values, dest := cursorValues(o)
	var part int
	var parent K
	err = t.all(r.DB, text, append([]any{idArray[K](parents)}, lateralArgs...), func(row *T) {
		rows[parent] = append(rows[parent], page.Row[*T]{Node: row, Values: values()})
	}, append(dest, &part, &parent)...)
	if err != nil {
		return nil, err
	}
	pages := make(map[K]*page.Connection[*T], len(parents))
	for _, id := range parents {
		pages[id] = page.Connect(o, w, rows[id])
	}
	return pages, nil
}

// countsOf counts for each parent up to limit+1, all in one statement: where must compare with parent.id.
func countsOf[K typeid.Key](r reader, from string, limit int, parents []K, where string, args ...any) (map[K]int, error) {
	if err := checkCount(limit); err != nil {
		return nil, err
	}
	text := fmt.Sprintf(`
		SELECT parent.id, child.n
		FROM unnest(?::uuid[]) AS parent (id)
		CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted) child`, from, where, limit+1)
	rows, err := query(r.DB, false, text, append([]any{idArray[K](parents)}, args...))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	counts := make(map[K]int, len(parents))
	for rows.Next() {
		var parent K
		var n int
		if err := rows.Scan(&parent, &n); err != nil {
			return nil, err
		}
		counts[parent] = n
	}
	return counts, rows.Err()
}

// count counts rows up to limit+1.
func (t table[T]) count(db *gorm.DB, limit int, where string, args ...any) (int, error) {
	if err := checkCount(limit); err != nil {
		return 0, err
	}
	rows, err := query(db, t.replan, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s LIMIT %d) counted", t.from, where, limit+1), args)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	var n int
	for rows.Next() {
		err = rows.Scan(&n)
	}
	return n, errors.Join(err, rows.Err())
}

func checkCount(limit int) error {
	if limit < 1 || limit > maxCount {
		return models.Errorf(models.Invalid, "limit must be between 1 and %d.", maxCount).At("limit")
	}
	return nil
}

// cursorValues returns destinations for the columns that a cursor is made of, and a function that copies what was read.
func cursorValues(o page.Order) (values func() []*string, dest []any) {
	read := make([]sql.NullString, len(o.Keys)+1)
	dest = make([]any, len(read))
	for i := range read {
		dest[i] = &read[i]
	}
	return func() []*string {
		out := make([]*string, len(read))
		for i, s := range read {
			if s.Valid {
				out[i] = &s.String
			}
		}
		return out
	}, dest
}

// argumentError shows what is wrong with the arguments of a connection.
func argumentError(err error) error {
	var e *page.Error
	if errors.As(err, &e) {
		return models.Errorf(models.Invalid, "%s", e.Message).At(e.Field)
	}
	return err
}

// groupKey is the key of a group of contacts, which can be the parent of a page too.
type groupKey string

// String returns the key.
func (k groupKey) String() string { return string(k) }

// Value passes the key as text; it is an enum value, a code, a month or a uuid, so it needs no quotes in an array.
func (k groupKey) Value() (driver.Value, error) { return string(k), nil }

// arrayType is the type of a parameter that holds keys.
func arrayType[K typeid.Key]() string {
	var k K
	if _, ok := any(k).(groupKey); ok {
		return "text[]"
	}
	return "uuid[]"
}

// idArray passes ids as one uuid[] parameter; GORM would expand a plain slice.
type idArray[K typeid.Key] []K

// Value writes the array literal.
func (a idArray[K]) Value() (driver.Value, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, id := range a {
		if i > 0 {
			b.WriteByte(',')
		}
		u, err := id.Value()
		if err != nil {
			return nil, err
		}
		fmt.Fprint(&b, u)
	}
	b.WriteByte('}')
	return b.String(), nil
}

// Scan reads the text of a uuid[].
func (a *idArray[K]) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("crm: %T is not a uuid[]", src)
	}
	*a = nil
	for id := range strings.SplitSeq(strings.Trim(text, "{}"), ",") {
		if id == "" {
			continue // of {}
		}
		var key K
		if err := any(&key).(sql.Scanner).Scan(id); err != nil {
			return err
		}
		*a = append(*a, key)
	}
	return nil
}
