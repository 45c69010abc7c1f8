package models

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"
)

// Bounds of an import.
const (
	MaxImportBytes = 50 << 20
	MaxImportRows  = 1_000_000
)

// ContactsImportInput imports contacts from a file.
type ContactsImportInput struct {
	File          Upload
	Map           []ColumnMap
	DefaultRegion *string
	DryRun        bool
}

// ColumnMap assigns a column of a file to a field.
type ColumnMap struct {
	Column string
	Field  string
}

// ImportTask is the stored description of an import.
type ImportTask struct {
	// File is the stored file's name, Filename the name that the user gave it.
	File     string `json:"file"`
	Filename string `json:"filename"`
	// Encoding and Separator are those of the file.
	Encoding  string `json:"encoding"`
	Separator string `json:"separator"`
	// Header holds the names of the columns, Fields the field of each; blank for a column that is skipped.
	Header []string `json:"header"`
	Fields []string `json:"fields"`
	// Region is the default region of phone numbers without a country code.
	Region string `json:"region"`
}

// ImportRow is a row of a file as a change to a contact.
type ImportRow struct {
	// Number is the row's position in the file; the first row below the header is 1.
	Number int
	Cells  []string
	Patch  ContactUpdateInput
	Labels []string
	Broken Errors

	attributes map[string]JSON
}

// ImportFields returns the field of each column: the one that the map assigns, else the one of the same name, ignoring case, spaces and
// punctuation. Invalid at map for a column without a field.
func ImportFields(header []string, mapped []ColumnMap) ([]string, error) {
	var errs Errors
	fields, taken := make([]string, len(header)), map[string]bool{}
	chosen := map[string]string{}
	for i, m := range mapped {
		chosen[strings.TrimSpace(m.Column)] = m.Field
		if !hasColumn(header, m.Column) {
			errs.Add(Errorf(Invalid, "The file has no column %q.", m.Column).At("map", strconv.Itoa(i), "column"))
		} else if m.Field != "" && !importable(m.Field) {
			errs.Add(Errorf(Invalid, "%q is no field of contacts that can be imported.", m.Field).At("map", strconv.Itoa(i), "field"))
		}
	}
	for i, column := range header {
		name := strings.TrimSpace(column)
		field, ok := chosen[name]
		if !ok {
			field, ok = fieldNamed(name)
		}
		switch {
		case !ok:
			errs.Add(Errorf(Invalid,
				"There is no field for the column %q: map it to a field, to customAttributes.KEY, or to a blank to leave it out.", name).At("map"))
		case field != "" && taken[field]:
			errs.Add(Errorf(Invalid, "Two columns are for %s.", field).At("map"))
		}
		fields[i], taken[field] = field, true
	}
	if len(errs) == 0 && (len(taken) == 0 || len(taken) == 1 && taken[""]) {
		errs.Add(Errorf(Required, "No column of the file is for a field of contacts.").At("file"))
	}
	return fields, errs.OrNil()
}

func hasColumn(header []string, column string) bool {
	for _, name := range header {
		if strings.TrimSpace(name) == strings.TrimSpace(column) {
			return true
		}
	}
	return false
}

func importable(field string) bool {
	if key, custom := strings.CutPrefix(field, customPrefix); custom {
		return checkAttribute(key, nil) == nil && !standardKeys[key]
	}
	f, ok := sheetFields[field]
	return ok && f.read != nil
}

// fieldNamed finds the field for the name of a column. Blank columns, and columns that only exports have, are skipped.
func fieldNamed(column string) (field string, ok bool) {
	if strings.HasPrefix(column, customPrefix) {
		return column, importable(column)
	}
	wanted := bare(column)
	for _, f := range sheetOrder {
		if bare(f.name) == wanted {
			if f.read == nil {
				return "", true
			}
			return f.name, true
		}
	}
	return "", wanted == ""
}

// bare returns the letters and digits of a name in lower case.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// ReadRow reads the cells of a row. Blank cells change nothing. kinds are the types of the defined custom attributes.
func (t *ImportTask) ReadRow(number int, cells []string, kinds map[string]AttributeType) *ImportRow {
	row := &ImportRow{Number: number, Cells: cells, attributes: map[string]JSON{}}
	for i, cell := range cells {
		switch {
		case i >= len(t.Fields):
			if strings.TrimSpace(cell) != "" {
				row.Broken.Add(Errorf(Invalid, "The row has more cells than the header."))
				return row
			}
		case t.Fields[i] == "" || strings.TrimSpace(cell) == "":
		default:
			row.read(t.Fields[i], cell, kinds)
		}
	}
	row.leavePlaceholders()
	row.normalizePhones(t.Region)
	row.Patch = row.Patch.Adding()
	if len(row.attributes) > 0 {
		text, err := json.Marshal(row.attributes)
		if err != nil {
			row.Broken.Add(Errorf(Invalid, "The attributes can't be stored.").At("customAttributes"))
		}
		row.Patch.CustomAttributes = graphql.OmittableOf(JSON(text))
	}
	return row
}

// Blank reports whether the row has no values, as rows below the end of a table.
func (r *ImportRow) Blank() bool {
	return len(r.Broken) == 0 && len(r.Labels) == 0 && len(r.attributes) == 0 && reflect.DeepEqual(r.Patch, ContactUpdateInput{}.Adding())
}

// Keys returns the keys that identify the contact of the row: its identifiers, emails and phone numbers, in the order in which they are
// looked up.
func (r *ImportRow) Keys() (keys []PointKey) {
	for _, rule := range []pointRule{identifierRule, emailRule, phoneRule} {
		if value := rule.one(&r.Patch).Value(); value != nil {
			if p, e := readPoint(rule.kind, *value, ""); e == nil {
				keys = append(keys, p.PointKey())
			}
		}
		for _, in := range rule.all(&r.Patch).Value() {
			if p, e := in.read(rule.kind, ""); e == nil && (in.Shared == nil || !*in.Shared) {
				keys = append(keys, p.PointKey())
			}
		}
	}
	return keys
}

func (r *ImportRow) read(field, cell string, kinds map[string]AttributeType) {
	if key, custom := strings.CutPrefix(field, customPrefix); custom {
		r.attributes[key] = readAttribute(cell, kinds[key])
		return
	}
	r.Broken.Add(atField(sheetFields[field].read(r, cell), field))
}

// readAttribute reads a cell as the value of a custom attribute: as JSON if it is valid JSON of the attribute's type, else as text.
func readAttribute(cell string, kind AttributeType) JSON {
	trimmed := strings.TrimSpace(cell)
	if kind == CheckboxAttribute {
		if yes, ok := readBool(trimmed); ok {
			return mustJSON(yes)
		}
	}
	textual := kind == TextAttribute || kind == LinkAttribute || kind == DateAttribute || kind == ListAttribute
	if json.Valid([]byte(trimmed)) && (!textual || trimmed[0] == '"' || kind == ListAttribute && trimmed[0] == '[') {
		return JSON(trimmed)
	}
	return mustJSON(cell)
}

func readBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "yes", "1":
		return true, true
	case "false", "no", "0":
		return false, true
	}
	return false, false
}
