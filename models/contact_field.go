package models

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// contactField describes a field of contacts, named as in the API, and how each operation treats it: creations, changes, imports, exports,
// merges, events and snapshots all use the table contactFields. An operation skips a field whose entry for it is nil or false.
type contactField struct {
	name string
	// value returns the value in the API; it encodes as JSON.
	value func(c *Contact) any
	// text returns the value of a text field, blank if it is not set; set changes it.
	text func(c *Contact) string
	set  func(c *Contact, text string) error
	// create copies the value of a creation into a change of an empty contact.
	create func(in *ContactCreateInput, to *ContactUpdateInput)
	// apply changes the contact if the input has the field, and records broken rules.
	apply func(c *Contact, p *patch) (isGiven bool)
	// appliedAfter names the field that must be applied first, if it comes later in the table.
	appliedAfter string
	// columns are the columns of the field in imports and exports.
	columns []sheetField
	// column is true if the API shows the database column of the same name unchanged.
	column bool
	// snapshot: snapshots have the field. merged: a merge picks one of the contacts' values. tracked: events list its changes.
	snapshot, merged, tracked bool
}

// patch is an input that is being applied.
type patch struct {
	in ContactUpdateInput
	// region is the default region of phone numbers without a country code.
	region string
	// before are the additional attributes before the change.
	before AdditionalAttributes
	// nameBefore is the name that the middle and the last name made before the change.
	nameBefore string
	errs       Errors
}

// textField returns the entry of a text of at most MaxText characters which takes part in every operation.
func textField(name string, at func(*Contact) *string, create func(*ContactCreateInput) *string,
	update func(*ContactUpdateInput) *graphql.Omittable[*string]) contactField {
	get, set := func(c *Contact) string { return *at(c) }, func(c *Contact, s string) { *at(c) = s }
	return inputField(name, get, set, cleanShortText, create, update).
		showing(func(c *Contact) any { return at(c) })
}

// optionalField returns the entry of an optional text with a rule of its own which takes part in every operation.
func optionalField(name string, at func(*Contact) **string, clean func(v *string, region string) (string, *Error),
	create func(*ContactCreateInput) *string, update func(*ContactUpdateInput) *graphql.Omittable[*string]) contactField {
	get, set := func(c *Contact) string { return deref(*at(c)) }, func(c *Contact, s string) { *at(c) = orNil(s) }
	return inputField(name, get, set, clean, create, update).
		showing(func(c *Contact) any { return *at(c) })
}

// The rules about the addresses of each kind in inputs.
var (
	emailRule = pointRule{PointEmail, "email", "emails",
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.Email },
		func(in *ContactUpdateInput) *graphql.Omittable[[]ContactPointInput] { return &in.Emails }}
	phoneRule = pointRule{PointPhone, "phoneNumber", "phoneNumbers",
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.PhoneNumber },
		func(in *ContactUpdateInput) *graphql.Omittable[[]ContactPointInput] { return &in.PhoneNumbers }}
	identifierRule = pointRule{PointIdentifier, "identifier", "identifiers",
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.Identifier },
		func(in *ContactUpdateInput) *graphql.Omittable[[]ContactPointInput] { return &in.Identifiers }}
)

// pointField returns the entry of the preferred address of a kind. It also applies the list of all of them.
func pointField(name string, at func(*Contact) **string, rule pointRule,
	create func(*ContactCreateInput) (*string, []ContactPointInput)) contactField {
	f := optionalField(name, at, nil, nil, rule.one)
	f.create = func(in *ContactCreateInput, to *ContactUpdateInput) {
		one, all := create(in)
		*rule.one(to) = given(one)
		if len(all) > 0 {
			*rule.all(to) = graphql.OmittableOf(all)
		}
	}
	f.apply = rule.apply
	f.columns[0].read = rule.column(true)
	return f
}

// column reads cells as addresses; main says that the first one is to be the preferred one.
func (r pointRule) column(main bool) func(*ImportRow, string) *Error {
	return func(row *ImportRow, cell string) *Error {
		read := map[PointKind]func(string) ([]ContactPointInput, *Error){PointEmail: readAddresses, PointPhone: readPhones,
			PointIdentifier: readIdentifiers}[r.kind]
		if main && r.kind == PointIdentifier {
			read = readOneIdentifier
		}
		all, e := read(cell)
		if e != nil {
			return e
		}
		return row.readPoints(r.kind, all, main)
	}
}

// pointsField returns the entry of the list of addresses of a kind, which files have as a column after the preferred one. Events list its
// changes; see pointChanges.
func pointsField(rule pointRule, after string) contactField {
	return contactField{name: rule.plural, columns: []sheetField{{name: rule.plural, after: after, read: rule.column(false),
		value: func(c *Contact, _ []string) any { return exportedPoints(c.PointsOf(rule.kind)) }}}}
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

// showing sets the value of a field and of its column.
func (f contactField) showing(value func(*Contact) any) contactField {
	f.value = value
	f.columns[0].value = func(c *Contact, _ []string) any { return value(c) }
	return f
}

// exported adds a column that only exports have; after names the column that it follows, if that differs from the order of the table.
func exported(after string, f contactField) contactField { return imported(after, nil, f) }

// imported adds a column that imports read.
func imported(after string, read func(*ImportRow, string) *Error, f contactField) contactField {
	value := func(c *Contact, _ []string) any { return f.value(c) }
	f.columns = []sheetField{{name: f.name, after: after, value: value, read: read}}
	return f
}

// follows derives the field from others if the input does not give it, after the field named after has been applied.
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

// flat returns the value as JSON, nil if it is blank.
func (f contactField) flat(c *Contact) JSON {
	if f.text == nil {
		return mustJSON(f.value(c))
	}
	if text := f.text(c); text != "" {
		return mustJSON(text)
	}
	return nil
}

// ContactColumns returns the fields of the API that show the database column of the same name unchanged.
func ContactColumns() []string {
	return fieldNames(fieldsWhere(func(f contactField) bool { return f.column }))
}

func fieldNames(fields []contactField) (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

// fieldsWhere returns the fields that satisfy a condition, in the order of the table.
func fieldsWhere(is func(contactField) bool) (fields []contactField) {
	for _, f := range contactFields {
		if is(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// rearranged returns rows in their order, except that a row which names another one comes right after it.
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
