package store

import (
	"reflect"
	"strings"
)

// Insert returns the statement that stores a row, with the values of its columns.
func (t Table[T]) Insert(row *T) (sql string, args []any) {
	names, marks := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i], marks[i] = c.Name(), "?"
		args = append(args, reflect.ValueOf(c.Field(row)).Elem().Interface())
	}
	return "INSERT INTO " + t.name() + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")", args
}

// Many writes many rows of a table by one statement: each column is one array parameter.
type Many[T any] struct {
	columns []Column[T]
	names   string
	values  string
	rows    string
}

// Many returns the rows of the table as the table n in a FROM clause, whose parameters Arrays gives. The column of the account is left
// out: statements bind it by themselves.
func (t Table[T]) Many() Many[T] {
	m := Many[T]{columns: t.Without("account_id").columns}
	names, arrays := make([]string, len(m.columns)), make([]string, len(m.columns))
	for i, c := range m.columns {
		names[i], arrays[i] = c.Name(), "?::"+c.sqlType+"[]"
	}
	m.names, m.values = strings.Join(names, ", "), "n."+strings.Join(names, ", n.")
	m.rows = "unnest(" + strings.Join(arrays, ", ") + ") AS n (" + m.names + ")"
	return m
}

// Names are the names of the columns.
func (m Many[T]) Names() string { return m.names }

// Values are the same columns of n.
func (m Many[T]) Values() string { return m.values }

// From is the rows as a table of a FROM clause.
func (m Many[T]) From() string { return m.rows }

// Arrays are the parameters of From.
func (m Many[T]) Arrays(rows []*T) []any {
	args := make([]any, len(m.columns), len(m.columns)+1)
	for i, c := range m.columns {
		args[i] = c.array(rows)
	}
	return args
}
