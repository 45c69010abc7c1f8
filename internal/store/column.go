package store

import (
	"reflect"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"gorm.io/gorm/schema"
)

// Column is a column of a table's rows and where a row keeps its value.
type Column[T any] struct {
	// SQL is the expression that reads it.
	SQL string
	// Field returns a pointer to the value.
	Field func(*T) any
	// array returns the values of many rows as one parameter; it is nil for a column that is only read.
	array func([]*T) any
	// sqlType is the type of the column, as far as arrays need it.
	sqlType string
}

// Name is the column's name without the alias of its table.
func (c Column[T]) Name() string { return c.SQL[strings.LastIndexByte(c.SQL, '.')+1:] }

// Columns is a set of a table's columns, and of what pages have beside their rows.
type Columns uint64

// The sets that are the same for all tables: the positions of the rows, whether there are more, and everything.
const (
	Cursors    Columns = 1 << 63
	More       Columns = 1 << 62
	AllColumns         = ^Columns(0)
)

// schemas keeps what GORM has read of each type.
var schemas sync.Map

// columnsOf returns the columns of a noun: the fields of its struct as GORM's tags name them, embedded ones among them.
func columnsOf[T any](alias string) []Column[T] {
	s, err := schema.Parse(new(T), &schemas, schema.NamingStrategy{})
	if err != nil {
		panic(err) // a struct that GORM can't store is a mistake in the program
	}
	columns := make([]Column[T], 0, len(s.DBNames))
	for _, name := range s.DBNames {
		f := s.FieldsByDBName[name]
		offset := offsetOf(s.ModelType, f.BindNames)
		columns = append(columns, Column[T]{
			SQL:     alias + "." + name,
			Field:   fieldAt[T](f.FieldType, offset),
			array:   arrayAt[T](f.FieldType, offset),
			sqlType: sqlType(f.FieldType, string(f.DataType)),
		})
	}
	return columns
}

// offsetOf returns where in a struct the field of a path of names stands.
func offsetOf(t reflect.Type, path []string) (offset uintptr) {
	for _, name := range path {
		f, _ := t.FieldByName(name)
		offset, t = offset+f.Offset, f.Type
	}
	return offset
}

// fieldAt returns what leads from a row to its field.
func fieldAt[T any](t reflect.Type, offset uintptr) func(*T) any {
	return func(row *T) any { return reflect.NewAt(t, unsafe.Add(unsafe.Pointer(row), offset)).Interface() }
}

// arrayAt returns what makes one array parameter of the field of many rows: a list of the Go type that pgx writes without asking
// each value what it is.
func arrayAt[T any](t reflect.Type, offset uintptr) func([]*T) any {
	switch {
	case t.Kind() == reflect.String:
		return listAt[T, string](offset)
	case isUUID(t):
		return listAt[T, uuid.UUID](offset)
	case t == timeType || isInstant(t):
		return listAt[T, time.Time](offset)
	case t.Kind() == reflect.Int:
		return listAt[T, int](offset)
	case t.Kind() == reflect.Bool:
		return listAt[T, bool](offset)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.String:
		return listAt[T, *string](offset)
	}
	return func(rows []*T) any {
		values := reflect.MakeSlice(reflect.SliceOf(t), len(rows), len(rows))
		for i, row := range rows {
			values.Index(i).Set(reflect.NewAt(t, unsafe.Add(unsafe.Pointer(row), offset)).Elem())
		}
		return values.Interface()
	}
}

// listAt reads fields whose memory is that of a V.
func listAt[T, V any](offset uintptr) func([]*T) any {
	return func(rows []*T) any {
		values := make([]V, len(rows))
		for i, row := range rows {
			values[i] = *(*V)(unsafe.Add(unsafe.Pointer(row), offset))
		}
		return values
	}
}

var uuidType = reflect.TypeFor[uuid.UUID]()

// isUUID reports whether a type is a uuid or structs of one field around it, whose memory is that of one.
func isUUID(t reflect.Type) bool {
	for t.Kind() == reflect.Struct && t.NumField() == 1 {
		t = t.Field(0).Type
	}
	return t == uuidType
}

// sqlType is the type of a column that a field of a Go type stands for.
func sqlType(t reflect.Type, tagged string) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.String:
		return "text"
	case isUUID(t):
		return "uuid"
	case t == timeType || isInstant(t):
		return "timestamptz"
	case t.Kind() == reflect.Int:
		return "integer"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case tagged == "text[]":
		return tagged
	}
	return "jsonb"
}
