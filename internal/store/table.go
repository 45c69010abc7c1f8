package store

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Table says how rows of one noun are read and stored: the FROM clause, whose last word is the alias that its SQL uses, and its columns.
type Table[T any] struct {
	From    string
	columns []Column[T]
	// customPlan has PostgreSQL plan each statement with its values. A plan that fits all values would ruin searches and filters,
	// whose cost depends on how rare a value is.
	customPlan bool
}

// NewTable returns the table of a noun: its columns are the fields of T, as GORM's tags name them.
func NewTable[T any](from string) Table[T] {
	return Table[T]{From: from, columns: columnsOf[T](aliasIn(from))}
}

// NewView returns a table of columns that are only read, such as those of a join.
func NewView[T any](from string, columns ...Column[T]) Table[T] {
	return Table[T]{From: from, columns: columns}
}

// Without returns the table without some of its columns, which its reads leave out.
func (t Table[T]) Without(names ...string) Table[T] {
	t.columns = slices.DeleteFunc(slices.Clone(t.columns), func(c Column[T]) bool { return slices.Contains(names, c.Name()) })
	return t
}

// In returns the table as it is read from another FROM clause with the same alias.
func (t Table[T]) In(from string) Table[T] {
	t.From = from
	return t
}

// PlannedByValue returns the table as it is read by statements whose cost depends on how rare their values are: PostgreSQL plans each
// of them anew.
func (t Table[T]) PlannedByValue() Table[T] {
	t.customPlan = true
	return t
}

// Part returns the columns of a table as those of rows that have its rows for a part.
func Part[T, P any](t Table[P], part func(*T) *P) []Column[T] {
	all := make([]Column[T], len(t.columns))
	for i, c := range t.columns {
		all[i] = Column[T]{SQL: c.SQL, Field: func(row *T) any { return c.Field(part(row)) }}
	}
	return all
}

// Column returns the column of a name, and where a row, which is a pointer, keeps its value.
func (t Table[T]) Column(name string) (set Columns, field func(row any) any, ok bool) {
	for i, c := range t.columns {
		if c.Name() == name {
			return 1 << i, func(row any) any { return c.Field(row.(*T)) }, true
		}
	}
	return 0, nil, false
}

// Alias is the name that the table's SQL uses.
func (t Table[T]) Alias() string { return aliasIn(t.From) }

func aliasIn(from string) string { return from[strings.LastIndexByte(from, ' ')+1:] }

// name is the table's own name.
func (t Table[T]) name() string {
	name, _, _ := strings.Cut(t.From, " ")
	return name
}

// picked are the columns in the set; the first one if there are none, because a statement has to select something.
func (t Table[T]) picked(set Columns) []Column[T] {
	if set&^(Cursors|More) == 0 {
		return t.columns[:1]
	}
	picked := make([]Column[T], 0, len(t.columns))
	for i, c := range t.columns {
		if set&(1<<i) != 0 {
			picked = append(picked, c)
		}
	}
	return picked
}

// Selected is the select list of the columns in the set.
func (t Table[T]) Selected(set Columns) string {
	var b strings.Builder
	for i, c := range t.picked(set) {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.SQL)
	}
	return b.String()
}

// List reads the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func (t Table[T]) List(q Querier, clauses string, args ...any) ([]*T, error) {
	found := []*T{}
	err := t.where(AllColumns, clauses, args, func(row *T) { found = append(found, row) }).send(q.session())
	return found, err
}

// Any reports whether a condition leaves a row. PostgreSQL plans for all such rows and reads one: if it planned for one, it would go
// through the whole table where it expects many and there are none.
func (t Table[T]) Any(q Querier, condition string, args ...any) (there bool, err error) {
	rows := "SELECT " + t.Selected(0) + " FROM " + t.From + " WHERE " + condition
	text := "WITH rows AS MATERIALIZED (" + rows + ") SELECT * FROM rows LIMIT 1"
	err = t.read(0, text, args, func(*T) { there = true }).send(q.session())
	return there, err
}

// First reads the first such row; nil when there is none.
func (t Table[T]) First(q Querier, clauses string, args ...any) (*T, error) {
	found, err := t.List(q, clauses, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Each reads the rows of a statement that selects the columns of the table and then others, which go to the pointers in extra before
// each call of fn.
func (t Table[T]) Each(q Querier, fn func(*T), extra []any, sql string, args ...any) error {
	return t.read(AllColumns, sql, args, fn, extra...).send(q.session())
}

// where returns a read of the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func (t Table[T]) where(set Columns, clauses string, args []any, each func(*T)) read {
	return t.read(set, "SELECT "+t.Selected(set)+" FROM "+t.From+" WHERE "+clauses, args, each)
}

// maxMade bounds how many rows are made at once, since one that is kept keeps the others.
const maxMade = 8

// read returns a read of the columns in the set and then of extra, which goes to the pointers.
func (t Table[T]) read(set Columns, text string, args []any, each func(*T), extra ...any) read {
	picked := t.picked(set)
	var made []T // one, then several at once
	return read{text: text, args: args, customPlan: t.customPlan, row: func(rows pgx.Rows, values [][]byte) error {
		if len(made) == cap(made) {
			made = make([]T, 0, min(1+7*cap(made), maxMade))
		}
		made = made[:len(made)+1]
		row := &made[len(made)-1]
		fields := rows.FieldDescriptions()
		for i, c := range picked {
			if err := decode(rows, &fields[i], values[i], c.Field(row)); err != nil {
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

// Changed returns what an UPDATE must set to make a stored row what it has become: the columns that differ, and their values.
func (t Table[T]) Changed(before, after *T) (set string, values []any) {
	var names []string
	for _, c := range t.columns {
		v := reflect.ValueOf(c.Field(after)).Elem().Interface()
		if !reflect.DeepEqual(reflect.ValueOf(c.Field(before)).Elem().Interface(), v) {
			names = append(names, c.Name()+" = ?")
			values = append(values, v)
		}
	}
	return strings.Join(names, ", "), values
}

// Key returns where a row keeps its account, and its id, which is a uuid.
func (t Table[T]) Key(row *T) (account *int64, id uuid.UUID) {
	_, accountOf, _ := t.Column("account_id")
	_, idOf, _ := t.Column("id")
	value, _ := reflect.ValueOf(idOf(row)).Elem().Interface().(driver.Valuer).Value() // which never fails for ids
	return accountOf(row).(*int64), uuid.MustParse(value.(string))
}

// Present returns which of the ids the session's account has.
func (t Table[T]) Present(q Querier, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	alias := t.Alias()
	return IDSet(q, "SELECT "+alias+".id FROM "+t.From+" WHERE "+alias+".account_id = ? AND "+alias+".id = ANY(?)",
		q.session().Account, IDs[uuid.UUID](ids))
}

// IDSet returns the ids that a statement selects.
func IDSet(q Querier, sql string, args ...any) (map[uuid.UUID]bool, error) {
	ids, err := Rows[uuid.UUID](q, sql, args...)
	found := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		found[id] = true
	}
	return found, err
}
