package reads

import (
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/internal/crm"
)

// fields are entries of a table, by the names of the fields.
type fields map[string]field

// table is how a GraphQL type is read. A field without an entry is the column of its name or, in a type that is no table of the
// database, the field of its name in the Go struct.
type table struct {
	fields fields
	row    reflect.Type
	holds  func(row any) bool
}

func tableOf[T any](f fields) table {
	return table{f, reflect.TypeFor[T](), func(row any) bool {
		_, ok := row.(*T)
		return ok
	}}
}

// objectType is a table that has been completed from the schema.
type objectType struct {
	name      string
	fields    fields
	satisfies []string
	holds     func(row any) bool
	// always are columns that every read has.
	always crm.Columns
}

// typesOf completes the tables.
func typesOf(schema *ast.Schema) map[string]*objectType {
	types := make(map[string]*objectType, len(tables))
	for name, t := range tables {
		types[name] = t.complete(schema, schema.Types[name])
	}
	return types
}

func (t table) complete(schema *ast.Schema, def *ast.Definition) *objectType {
	columns := crm.Tables[def.Name]
	o := &objectType{name: def.Name, fields: fields{}, satisfies: append([]string{def.Name}, def.Interfaces...), holds: t.holds}
	for _, union := range schema.GetImplements(def) {
		o.satisfies = append(o.satisfies, union.Name)
	}
	if columns != nil {
		o.always = mustColumns(columns, "id")
	}
	for _, f := range def.Fields {
		entry, ok := t.fields[f.Name]
		switch {
		case ok && columns != nil:
			entry.columns |= mustColumns(columns, strings.Fields(entry.needs)...)
		case ok:
		case columns != nil:
			entry, ok = columnField(columns, columnName(f.Name))
		default:
			entry, ok = structField(t.row, f.Name)
		}
		if ok {
			o.fields[f.Name] = entry
		}
	}
	o.fields["__typename"] = field{value: func(any, *call) (any, error) { return def.Name, nil }}
	return o
}

func columnField(columns crm.Table, name string) (field, bool) {
	set, at, ok := columns.Column(name)
	return field{columns: set, value: func(row any, _ *call) (any, error) { return at(row), nil }}, ok
}

func mustColumns(columns crm.Table, names ...string) (all crm.Columns) {
	for _, name := range names {
		set, _, ok := columns.Column(name)
		if !ok {
			panic("reads: there is no column " + name)
		}
		all |= set
	}
	return all
}

// structField is the field of a Go struct whose name differs in its first letter only.
func structField(row reflect.Type, name string) (field, bool) {
	f, ok := row.FieldByName(strings.ToUpper(name[:1]) + name[1:])
	return field{value: func(row any, _ *call) (any, error) {
		return reflect.ValueOf(row).Elem().FieldByIndex(f.Index).Addr().Interface(), nil
	}}, ok
}
