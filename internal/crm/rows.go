package crm

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// table says how rows of one noun are read: the alias that its SQL uses, and its columns. The id, if there is one, is a column.
type table[T any] struct {
	from    string
	columns []column[T]
	// replan has PostgreSQL plan each statement with its values. A plan that fits all values would ruin searches and filters,
	// whose cost depends on how rare a value is.
	replan bool
}

// read is a statement whose placeholders are question marks, and what becomes of each of its rows.
type read struct {
	text   string
	args   []any
	replan bool
	row    func(rows pgx.Rows, fields []pgconn.FieldDescription, values [][]byte) error
	// done follows the last row; it may be nil.
	done func()
}

// maxMade bounds how many rows are made at once, since one that is kept keeps the others.
const maxMade = 8

// read returns a read of the columns in the set and then of extra, which goes to the pointers.
func (t table[T]) read(set Columns, text string, args []any, each func(*T), extra ...any) read {
	picked := t.picked(set)
	var made []T // one, then several at once
	return read{text: text, args: args, replan: t.replan, row: func(rows pgx.Rows, fields []pgconn.FieldDescription, values [][]byte) error {
		if len(made) == cap(made) {
			made = make([]T, 0, min(1+7*cap(made), maxMade))
		}
		made = made[:len(made)+1]
		row := &made[len(made)-1]
		for i, c := range picked {
			if err := decode(rows, &fields[i], values[i], c.field(row)); err != nil {
				return err
			}
		}
		for i, to := range extra {
			at := len(picked) + i
			if err := decode(rows, &fields[at], values[at], to); err != nil {
				return err
			}
		}
		each(row)
		return nil
	}}
}

// collect reads the rows.
func (r read) collect(rows pgx.Rows) error {
	defer rows.Close()
	fields := rows.FieldDescriptions()
	for rows.Next() {
		if err := r.row(rows, fields, rows.RawValues()); err != nil {
			return err
		}
	}
	if r.done != nil && rows.Err() == nil {
		r.done()
	}
	return rows.Err()
}

// changed returns what an UPDATE must set to make a stored row what it has become: the columns that differ, and their values.
func (t table[T]) changed(before, after *T) (set string, values []any) {
	var names []string
	for _, c := range t.columns {
		v := reflect.ValueOf(c.field(after)).Elem().Interface()
		if !reflect.DeepEqual(reflect.ValueOf(c.field(before)).Elem().Interface(), v) {
			names = append(names, c.name()+" = ?")
			values = append(values, v)
		}
	}
	return strings.Join(names, ", "), values
}

// alone sends the read by itself.
func (r read) alone(db *gorm.DB) error {
	rows, err := query(db, r.replan, r.text, r.args)
	if err != nil {
		return err
	}
	return r.collect(rows)
}

// only reads the one column that a statement selects.
func only[T any](db *gorm.DB, text string, args ...any) ([]T, error) {
	rows, err := query(db, false, text, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
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
func query(db *gorm.DB, replan bool, text string, args []any) (pgx.Rows, error) {
	mode := pgx.QueryExecModeCacheStatement
	if replan {
		mode = pgx.QueryExecModeCacheDescribe
	}
	return db.Statement.ConnPool.(connection).Query(db.Statement.Context, numbered(text), append([]any{mode}, args...)...)
}

// numbered replaces question marks by PostgreSQL's $1, $2, …
func numbered(text string) string {
	b := make([]byte, 0, len(text)+16)
	for n := int64(1); ; n++ {
		before, after, found := strings.Cut(text, "?")
		b = append(b, before...)
		if !found {
			return string(b)
		}
		b = strconv.AppendInt(append(b, '$'), n, 10)
		text = after
	}
}

// list reads the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func (t table[T]) list(db *gorm.DB, clauses string, args ...any) ([]*T, error) {
	found := []*T{}
	err := t.where(AllColumns, clauses, args, func(row *T) { found = append(found, row) }).alone(db)
	return found, err
}

// where returns a read of the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func (t table[T]) where(set Columns, clauses string, args []any, each func(*T)) read {
	return t.read(set, "SELECT "+t.selected(set)+" FROM "+t.from+" WHERE "+clauses, args, each)
}

// one reads the first such row; nil when there is none.
func (t table[T]) one(db *gorm.DB, clauses string, args ...any) (*T, error) {
	found, err := t.list(db, clauses, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (t table[T]) alias() string { return t.from[strings.LastIndexByte(t.from, ' ')+1:] }

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

// keyArray is the parameter of a statement that takes any number of keys, and anyOf what compares with ids among them. PostgreSQL must
// not see into the array when it plans: few keys would always seem to cost less than the plan that it keeps for any number, and it
// would plan the statement anew each time, which costs more than running it.
func keyArray[K typeid.Key]() string {
	var k K
	if _, ok := any(k).(groupKey); ok {
		return "(SELECT ?::text[])"
	}
	return "(SELECT ?::uuid[])"
}

const anyOf = "ANY((SELECT ?::uuid[])::uuid[])"

// idArray passes ids as one uuid[] parameter; GORM would expand a plain slice.
type idArray[K typeid.Key] []K

// Value writes the array literal.
func (a idArray[K]) Value() (driver.Value, error) { return a.literal(), nil }

// literal is the array as text, which pgx sends as it is.
func (a idArray[K]) literal() string {
	b := append(make([]byte, 0, 2+37*len(a)), '{')
	for i := range a {
		if i > 0 {
			b = append(b, ',')
		}
		if id, ok := any(&a[i]).(interface{ AppendUUID([]byte) []byte }); ok { // the text of a typed id is not what is stored
			b = id.AppendUUID(b)
		} else {
			b = append(b, a[i].String()...)
		}
	}
	return string(append(b, '}'))
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
