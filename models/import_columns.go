package models

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ColumnSource is how it was found out what a column is for.
type ColumnSource string

// The sources.
const (
	ColumnByMap     ColumnSource = "MAP"
	ColumnByName    ColumnSource = "NAME"
	ColumnBySamples ColumnSource = "SAMPLES"
	ColumnUnknown   ColumnSource = "UNKNOWN"
)

// ImportColumn is a column of a file and what it is for.
type ImportColumn struct {
	Name string `json:"name"`
	// Field is a field of contacts or customAttributes.KEY; blank if the column is left out.
	Field string `json:"field,omitempty"`
	// Label is the label of addresses in the column.
	Label string `json:"label,omitempty"`
	// LabelOf is the number of the column, from 1, whose addresses get their labels from this one.
	LabelOf int `json:"labelOf,omitempty"`
	// SharedOf is the number of the column, from 1, of whose address this one says whether it is shared, in an export of ours.
	SharedOf int `json:"sharedOf,omitempty"`
	// LastFirst says that the names of the column are written as `Lovelace, Ada`.
	LastFirst bool `json:"lastFirst,omitempty"`
	// Dates is the order in which dates of the column are written; blank if they are not converted.
	Dates DateOrder `json:"dates,omitempty"`

	// By and Confidence say how the field was found, and how probable it is. Samples are the first values.
	By         ColumnSource `json:"-"`
	Confidence float64      `json:"-"`
	Samples    []string     `json:"-"`

	rank   int
	values []string
}

const shownSamples = 3

func (c *ImportColumn) attribute() (key string, custom bool) {
	return strings.CutPrefix(c.Field, customPrefix)
}

// recognition assigns columns to fields.
type recognition struct {
	*ImportTask
	errs Errors
	// own says that the file is an export of ours.
	own bool
}

// Recognize finds out what each column is for: what the map says, else what its name says, else, for columns without a name that says
// something, what its samples look like. Columns that stay unknown are refused, left out, or become custom attributes; definitions are the
// keys of the attributes that are defined. Invalid at map for a column that is refused.
func (t *ImportTask) Recognize(in ContactsImportInput, samples [][]string, definitions []string) error {
	r := &recognition{ImportTask: t}
	r.columns(samples)
	r.mapped(in.Map)
	r.named()
	r.single()
	r.fullNames()
	r.labels()
	r.sampled()
	r.lastFirst()
	r.unknown(cmp.Or(in.UnknownColumns, UnknownRefuse), definitions)
	t.SpacedLabels = ofZendesk(t.Header)
	if len(r.errs) == 0 && !slices.ContainsFunc(t.Columns, func(c *ImportColumn) bool { return c.Field != "" }) {
		r.errs.Add(Errorf(Required, "No column of the file is for a field of contacts.").At("file"))
	}
	return r.errs.OrNil()
}

// Own reports whether the file is an export of ours, whose values are read as they are.
func (t *ImportTask) Own() bool { return t.HasField(idField) }

func (r *recognition) columns(samples [][]string) {
	r.Columns = make([]*ImportColumn, len(r.Header))
	for i, name := range r.Header {
		c := &ImportColumn{Name: strings.TrimSpace(name), By: ColumnUnknown, Samples: []string{}}
		for _, row := range samples {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				c.values = append(c.values, strings.TrimSpace(row[i]))
			}
		}
		for _, value := range c.values[:min(shownSamples, len(c.values))] {
			c.Samples = append(c.Samples, cutRunes(value, MaxName))
		}
		r.Columns[i] = c
	}
}

func cutRunes(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}

func (r *recognition) mapped(all []ColumnMap) {
	taken := map[string]bool{}
	for i, m := range all {
		found, at := false, strconv.Itoa(i)
		m.Field = AttributeField(m.Field)
		for _, c := range r.Columns {
			if c.Name == strings.TrimSpace(m.Column) {
				found, c.Field, c.By, c.Confidence = true, m.Field, ColumnByMap, 1
				if !severalColumns(m.Field) && m.Field != "" && taken[m.Field] {
					r.errs.Add(Errorf(Invalid, "Two columns are for %s.", m.Field).At("map", at, "field"))
				}
				taken[m.Field] = true
			}
		}
		if !found {
			r.errs.Add(Errorf(Invalid, "The file has no column %q.", m.Column).At("map", at, "column"))
		} else if m.Field != "" && !importable(m.Field) {
			r.errs.Add(Errorf(Invalid, "%q is no field of contacts that can be imported.", m.Field).At("map", at, "field"))
		}
	}
}

// importable reports whether imports can write a field.
func importable(field string) bool {
	if key, custom := strings.CutPrefix(field, customPrefix); custom {
		return checkAttribute(key, nil) == nil && !standardKeys[key]
	}
	if _, ok := consentPurpose(field); ok {
		return true
	}
	switch field {
	case idField, firstNameField, companyDomainField, companyIDField:
		return true
	}
	f, ok := sheetFields[field]
	return ok && f.read != nil
}

// severalColumns reports whether several columns may be for the field.
func severalColumns(field string) bool {
	return field == labelsField || kindOfField(field) == PointEmail || kindOfField(field) == PointPhone
}

// named assigns columns by their names.
func (r *recognition) named() {
	for _, c := range r.Columns {
		if c.By == ColumnByMap || c.Name == "" {
			continue
		}
		if strings.HasPrefix(c.Name, customPrefix) {
			c.Field, c.By, c.Confidence = AttributeField(c.Name), ColumnByName, 1
			if !importable(c.Field) {
				r.errs.Add(Errorf(Invalid, "%q can't be imported: the rest of the name is no key of an attribute.", c.Name).At("map"))
			}
			continue
		}
		if purpose, ok := consentPurpose(c.Name); ok {
			c.Field, c.By, c.Confidence = consentPrefix+purpose, ColumnByName, 1
			continue
		}
		m := matchName(c.Name)
		if m.field == "" || !c.fits(m.field) {
			continue
		}
		c.Field, c.Label, c.rank, c.By, c.Confidence = m.field, m.label, m.rank, ColumnByName, m.sure
		r.own = r.own || m.field == idField
	}
	for _, c := range r.Columns {
		if f, ok := sheetFields[c.Field]; ok && !importable(c.Field) && f.read == nil {
			if r.own || f.name == c.Name { // what only exports have
				c.Field, c.rank = "", -1
			} else {
				c.Field, c.By = "", ColumnUnknown
			}
		}
	}
}

// single leaves one column to each field that has one value: the one with values and the better name, else the first.
func (r *recognition) single() {
	best := map[string]*ImportColumn{}
	better := func(a, b *ImportColumn) bool {
		switch {
		case (a.By == ColumnByMap) != (b.By == ColumnByMap):
			return a.By == ColumnByMap
		case (len(a.values) > 0) != (len(b.values) > 0):
			return len(a.values) > 0
		}
		return a.rank < b.rank
	}
	for _, c := range r.Columns {
		if c.Field == "" || severalColumns(c.Field) {
			continue
		}
		if other := best[c.Field]; other == nil || better(c, other) {
			best[c.Field] = c
		}
	}
	for _, c := range r.Columns {
		if c.Field != "" && !severalColumns(c.Field) && best[c.Field] != c {
			c.Field, c.By, c.Confidence = "", ColumnUnknown, 0
		}
	}
}

// fullNames gives names such as `Nom` and `Nombre`, which mean different things in different files, their meaning.
func (r *recognition) fullNames() {
	full := r.column("name")
	if full == nil || full.By != ColumnByName {
		return
	}
	letters, _ := columnKey(full.Name)
	switch {
	case strings.Contains(lastOrFull, " "+letters+" ") && r.HasField(firstNameField) && !r.HasField("lastName"):
		full.Field, full.Confidence = "lastName", 0.8
	case strings.Contains(firstOrFull, " "+letters+" ") && r.HasField("lastName") && !r.HasField(firstNameField):
		full.Field, full.Confidence = firstNameField, 0.8
	}
}

func (t *ImportTask) column(field string) *ImportColumn {
	for _, c := range t.Columns {
		if c.Field == field {
			return c
		}
	}
	return nil
}

// labels finds the columns that hold the labels of addresses in others and, in an export of ours, those that say which are shared.
func (r *recognition) labels() {
	type address struct {
		kind   PointKind
		number string
	}
	columns := map[address]int{}
	for i, c := range r.Columns {
		_, number := columnKey(c.Name)
		of := address{kindOfField(c.Field), number}
		if _, taken := columns[of]; of.kind != "" && !taken {
			columns[of] = i + 1
		}
	}
	for _, c := range r.Columns {
		kind, number, shared := describedKind(c.Name)
		at := columns[address{kind, number}]
		switch {
		case kind == "" || at == 0 || c.By != ColumnUnknown:
		case !shared:
			c.LabelOf, c.By, c.Confidence = at, ColumnByName, 0.9
		case r.own:
			c.SharedOf, c.By, c.Confidence = at, ColumnByName, 1
		}
	}
}

var unnamedColumn = regexp.MustCompile(`(?i)\Acolumn \d+\z`)

// unknown does with the columns that are still unknown what the caller wants.
func (r *recognition) unknown(policy UnknownColumns, definitions []string) {
	keys, byName := map[string]bool{}, map[string]string{}
	for _, key := range r.AttributeKeys() {
		keys[key] = true
	}
	for _, key := range definitions {
		byName[bare(key)] = key
	}
	var refused, left []string
	for i, c := range r.Columns {
		switch {
		case c.By != ColumnUnknown || c.rank < 0:
		case c.Name == "":
			if len(c.values) > 0 {
				r.note("", fmt.Sprintf("Column %d has no name and was left out.", i+1))
			}
		case policy == UnknownRefuse:
			refused = append(refused, strconv.Quote(c.Name))
		case policy == UnknownIgnore:
		case len(keys) >= MaxAttributes:
			left = append(left, strconv.Quote(c.Name))
		default:
			key := r.attributeKey(c.Name, byName, keys)
			c.Field, keys[key] = customPrefix+key, true
		}
	}
	if len(left) > 0 {
		r.note("", fmt.Sprintf("A contact has at most %d attributes, so these columns were left out: %s.", MaxAttributes, listed(left)))
	}
	if len(refused) > 0 {
		r.errs.Add(Errorf(Invalid, "There is no field for %s: map each to a field, to customAttributes.KEY, or to a blank to leave it out; "+
			"or say what becomes of unknown columns.", listed(refused)).At("map"))
	}
}

// listed names the first of several columns.
func listed(names []string) string {
	const shown = 10
	if n := len(names) - shown; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), n)
	}
	return strings.Join(names, ", ")
}

// attributeKey returns an unused key for a column: that of a definition if there is one of the same name, else the name in snake_case.
func (r *recognition) attributeKey(name string, defined map[string]string, taken map[string]bool) string {
	if key, ok := defined[bare(name)]; ok && !taken[key] {
		return key
	}
	key := snakeCase(name)
	if _, isField := sheetFields[key]; key == "" || standardKeys[key] || isField {
		key = strings.TrimSuffix("imported_"+key, "_")
	}
	unused := key
	for n := 2; taken[unused]; n++ {
		unused = fmt.Sprintf("%s_%d", key, n)
	}
	return unused
}

// snakeCase writes a name in lower case, with _ between its words.
func snakeCase(name string) string {
	var b strings.Builder
	var last rune
	for _, r := range cutRunes(norm.NFC.String(strings.TrimSpace(name)), MaxAttributeKey-20) {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case last != '_' && b.Len() > 0:
			r = '_'
			b.WriteByte('_')
		default:
			r = '_'
		}
		last = r
	}
	return strings.Trim(b.String(), "_")
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
