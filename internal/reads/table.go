package reads

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"kith/internal/crm"
)

// fields are the entries of a table by field name.
type fields map[string]field

// table is how a GraphQL type is read. Every field of the type must have an entry, be listed in plain or be left to gqlgen. New rejects a
// schema for which this does not hold, because guessing could reveal values that a resolver withholds.
type table struct {
	fields fields
	row    reflect.Type
	holds  func(row any) bool
	// plain are fields that show the column of the same name to everyone who may see the row or, for a type without a table in the database,
	// the member of the same name of the Go struct.
	plain []string
	// left are fields that are left to gqlgen, together with the whole root field that selects them.
	left []string
}

func tableOf[T any](f fields) table {
	return table{fields: f, row: reflect.TypeFor[T](), holds: func(row any) bool {
		_, ok := row.(*T)
		return ok
	}}
}

// showing adds plain fields, separated by spaces.
func (t table) showing(names string) table {
	t.plain = append(t.plain, strings.Fields(names)...)
	return t
}

// leaving adds fields that are left to gqlgen, separated by spaces.
func (t table) leaving(names string) table {
	t.left = append(t.left, strings.Fields(names)...)
	return t
}

// objectType is a table completed from the schema.
type objectType struct {
	name      string
	fields    fields
	satisfies []string
	holds     func(row any) bool
	// always are the columns that every read selects.
	always crm.Columns
}

// typesOf completes the tables. Its error names every field without an entry, and every entry without a field.
func typesOf(schema *ast.Schema, tables map[string]table) (map[string]*objectType, error) {
	types := make(map[string]*objectType, len(tables))
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		def := schema.Types[name]
		if def == nil {
			errs = append(errs, fmt.Errorf("reads: the schema has no type %s", name))
			continue
		}
		o, err := tables[name].complete(schema, def)
		types[name] = o
		errs = append(errs, err)
	}
	return types, errors.Join(errs...)
}

func (t table) complete(schema *ast.Schema, def *ast.Definition) (*objectType, error) {
	columns := crm.Tables[def.Name]
	o := &objectType{name: def.Name, fields: fields{}, satisfies: append([]string{def.Name}, def.Interfaces...), holds: t.holds}
	for _, union := range schema.GetImplements(def) {
		o.satisfies = append(o.satisfies, union.Name)
	}
	errs := t.check(def)
	for name, entry := range t.fields {
		err := entry.resolve(columns)
		errs = append(errs, within(def, name, err))
		o.fields[name] = entry
	}
	for _, name := range t.plain {
		entry, err := t.plainField(columns, name)
		errs = append(errs, within(def, name, err))
		o.fields[name] = entry
	}
	if columns != nil {
		id := field{needs: "id"}
		errs = append(errs, within(def, "id", id.resolve(columns)))
		o.always = id.columns
	}
	o.fields["__typename"] = field{value: func(any, *call) (any, error) { return def.Name, nil }}
	return o, errors.Join(errs...)
}

// check compares the table with the fields of the type: each must be listed once.
func (t table) check(def *ast.Definition) (errs []error) {
	times := map[string]int{}
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(t.fields)), t.plain, t.left) {
		times[name]++
		switch {
		case def.Fields.ForName(name) == nil:
			errs = append(errs, within(def, name, errors.New("the schema has no such field")))
		case times[name] == 2:
			errs = append(errs, within(def, name, errors.New("it stands in the table twice")))
		}
	}
	for _, f := range def.Fields {
		if times[f.Name] == 0 && !strings.HasPrefix(f.Name, "__") {
			errs = append(errs, within(def, f.Name, errUndecided))
		}
	}
	return errs
}

var errUndecided = errors.New(
	"say in the table of its type that it shows what is stored, how else it is answered, or that it is left to gqlgen")

func within(def *ast.Definition, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reads: %s.%s: %w", def.Name, name, err)
}

// resolve finds the columns that a field needs.
func (f *field) resolve(columns crm.Table) error {
	if columns == nil {
		return nil
	}
	for _, name := range strings.Fields(f.needs) {
		set, _, ok := columns.Column(name)
		if !ok {
			return errors.New("there is no column " + name)
		}
		f.columns |= set
	}
	return nil
}

func (t table) plainField(columns crm.Table, name string) (field, error) {
	if columns == nil {
		return structField(t.row, name)
	}
	set, at, ok := columns.Column(columnName(name))
	if !ok {
		return field{}, errors.New("there is no column " + columnName(name))
	}
	return field{columns: set, value: func(row any, _ *call) (any, error) { return at(row), nil }}, nil
}

// structField finds the field of a Go struct whose name differs only in the case of its first letter.
func structField(row reflect.Type, name string) (field, error) {
	f, ok := row.FieldByName(strings.ToUpper(name[:1]) + name[1:])
	if !ok {
		return field{}, fmt.Errorf("%s has no such member", row)
	}
	return field{value: func(row any, _ *call) (any, error) {
		return reflect.ValueOf(row).Elem().FieldByIndex(f.Index).Addr().Interface(), nil
	}}, nil
}
