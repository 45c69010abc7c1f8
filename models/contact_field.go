package models

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// contactField is a field of contacts, named as in the API, and everything that is done with it: creations, changes, imports and exports,
// merges, events and snapshots all go through contactFields. What is nil or false is not done with the field.
type contactField struct {
	name string
	// value is what the API shows; it encodes as JSON.
	value func(c *Contact) any
	// text is the value of a field that is a text, blank without one; set gives it another.
	text func(c *Contact) string
	set  func(c *Contact, text string) error
	// create copies what a creation gives into a change of an empty contact.
	create func(in *ContactCreateInput, to *ContactUpdateInput)
	// apply changes the contact as an input says, if the input gives the field, and notes the rules that are broken.
	apply func(c *Contact, p *patch) (isGiven bool)
	// appliedAfter names the field that must have been applied before, if the table does not have it further up.
	appliedAfter string
	// columns are what files have of the field.
	columns []sheetField
	// column: the API shows what the database column of this name has.
	column bool
	// snapshot: records of what was have the field. merged: one of several contacts' values survives. tracked: events tell its changes.
	snapshot, merged, tracked bool
}

// patch is an input that is being applied.
type patch struct {
	in ContactUpdateInput
	// region is where a phone number without + is read.
	region string
	// before are the additional attributes as they were.
	before AdditionalAttributes
	errs   Errors
}

// textField is a text of at most MaxText characters that everything is done with.
func textField(name string, at func(*Contact) *string, create func(*ContactCreateInput) *string,
	update func(*ContactUpdateInput) *graphql.Omittable[*string]) contactField {
	get, set := func(c *Contact) string { return *at(c) }, func(c *Contact, s string) { *at(c) = s }
	return inputField(name, get, set, cleanShortText, create, update).
		showing(func(c *Contact) any { return at(c) })
}

// optionalField is a text that may be absent, with a rule of its own, that everything is done with.
func optionalField(name string, at func(*Contact) **string, clean func(v *string, region string) (string, *Error),
	create func(*ContactCreateInput) *string, update func(*ContactUpdateInput) *graphql.Omittable[*string]) contactField {
	get, set := func(c *Contact) string { return deref(*at(c)) }, func(c *Contact, s string) { *at(c) = orNil(s) }
	return inputField(name, get, set, clean, create, update).
		showing(func(c *Contact) any { return *at(c) })
}

func inputField(name string, text func(*Contact) string, set func(*Contact, string), clean func(*string, string) (string, *Error),
	create func(*ContactCreateInput) *string, update func(*ContactUpdateInput) *graphql.Omittable[*string]) contactField {
	return contactField{name: name, text: text, snapshot: true, merged: true, tracked: true, column: true,
		set: func(c *Contact, s string) error {
			set(c, s)
			return nil
		},
		create: func(in *ContactCreateInput, to *ContactUpdateInput) { *update(to) = given(create(in)) },
		apply: func(c *Contact, p *patch) bool {
			v, ok := update(&p.in).ValueOK()
			if ok {
				s, e := clean(v, p.region)
				p.errs.Add(atField(e, name))
				set(c, s)
			}
			return ok
		},
		columns: []sheetField{{name: name, read: func(r *ImportRow, cell string) *Error {
			*update(&r.Patch) = graphql.OmittableOf(&cell)
			return nil
		}}}}
}

// showing gives a field and its column a value.
func (f contactField) showing(value func(*Contact) any) contactField {
	f.value = value
	f.columns[0].value = func(c *Contact, _ []string) any { return value(c) }
	return f
}

// exported gives a field a column that imports leave out, after another one if it does not stand where the table has the field.
func exported(after string, f contactField) contactField { return imported(after, nil, f) }

// imported gives a field a column that imports read.
func imported(after string, read func(*ImportRow, string) *Error, f contactField) contactField {
	value := func(c *Contact, _ []string) any { return f.value(c) }
	f.columns = []sheetField{{name: f.name, after: after, value: value, read: read}}
	return f
}

// follows has a field follow others when the input does not give it, once the field named after has been applied.
func (f contactField) follows(after string, follow func(*Contact, *patch)) contactField {
	apply := f.apply
	f.appliedAfter = after
	f.apply = func(c *Contact, p *patch) bool {
		isGiven := apply(c, p)
		if !isGiven {
			follow(c, p)
		}
		return isGiven
	}
	return f
}

// flat is the value as JSON, nil for a blank one.
func (f contactField) flat(c *Contact) JSON {
	if f.text == nil {
		return mustJSON(f.value(c))
	}
	if text := f.text(c); text != "" {
		return mustJSON(text)
	}
	return nil
}

// ContactColumns returns the fields of the API that show what the column of the same name has.
func ContactColumns() []string {
	return fieldNames(fieldsWhere(func(f contactField) bool { return f.column }))
}

func fieldNames(fields []contactField) (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

// fieldsWhere returns the fields for which something is done, in the order of the table.
func fieldsWhere(is func(contactField) bool) (fields []contactField) {
	for _, f := range contactFields {
		if is(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// rearranged returns rows in their order, but those that name another one right after it.
func rearranged[T any](rows []T, name, after func(T) string) (all []T) {
	for _, row := range rows {
		if after(row) == "" {
			all = append(all, row)
		}
	}
	for _, row := range rows {
		if other := after(row); other != "" {
			at := slices.IndexFunc(all, func(r T) bool { return name(r) == other })
			if at < 0 {
				panic("models: there is no field " + other + " for " + name(row) + " to follow")
			}
			all = slices.Insert(all, at+1, row)
		}
	}
	return all
}
