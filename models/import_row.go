package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/typeid"
)

// ImportRow is a row of a file as a change to a contact.
type ImportRow struct {
	// Number is the row's position in the file; the first row below the header is 1.
	Number int
	Cells  []string
	// ID is the id of the contact in an export of ours.
	ID *ContactID
	// Patch changes the contact, except for its addresses, labels and company.
	Patch    ContactUpdateInput
	Labels   []string
	Company  ImportCompany
	Warnings []ImportWarning
	Broken   Errors

	points     []rowPoint
	consents   []rowConsent
	attributes map[string]JSON
	first      string
	task       *ImportTask
	// column is the column that is being read, columns are those of the fields that the row has values for.
	column  *ImportColumn
	columns map[string]*ImportColumn
	// upsert says that the row is one of contactsUpsert, whose addresses are in the patch: keys are theirs, matchKey finds its contact.
	upsert   bool
	keys     []PointKey
	matchKey PointKey
	// pointLabels are the labels of the addresses of the column that is being read.
	pointLabels []string
	// pointShared says that the address of the column that is being read is shared.
	pointShared bool
}

// ImportCompany is how a row names a company.
type ImportCompany struct {
	ID           *CompanyID
	Name, Domain string
}

// ReadRow reads a record. Blank cells change nothing. kinds are the types of the defined custom attributes.
func (t *ImportTask) ReadRow(number int, record ImportCells, kinds map[string]AttributeType) *ImportRow {
	row := &ImportRow{Number: number, Cells: record.Cells, attributes: map[string]JSON{}, task: t, columns: map[string]*ImportColumn{}}
	if record.Bad != "" {
		row.Broken.Add(Errorf(Invalid, "Line %d can't be read: %s.", record.Line, strings.TrimSuffix(record.Bad, ".")))
		return row
	}
	for _, name := range record.Left {
		row.warn(nil, "%s was left out, as it is too large to be kept.", cutRunes(name, MaxName))
	}
	if t.isSummary(record.Cells) {
		row.warn(nil, "The row looks like a summary of the others and was left out.")
		row.Patch = row.Patch.Adding()
		return row
	}
	labels, shared := t.describingColumns()
	for i, cell := range record.Cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if i >= len(t.Columns) {
			row.Broken.Add(Errorf(Invalid, "The row has more cells than the header."))
			return row
		}
		if c := t.Columns[i]; c.Field != "" {
			row.column, row.columns[c.Field], row.pointLabels, row.pointShared = c, c, nil, false
			if j, ok := labels[i]; ok && j < len(record.Cells) {
				row.pointLabels = splitPlain(record.Cells[j])
			}
			if j, ok := shared[i]; ok && j < len(record.Cells) {
				row.pointShared, _ = readBool(record.Cells[j])
			}
			row.read(cell, kinds)
		}
	}
	row.nameParts()
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

func (r *ImportRow) read(cell string, kinds map[string]AttributeType) {
	if key, custom := r.column.attribute(); custom {
		switch kind := kinds[key]; {
		case !r.task.Own() && noDate.MatchString(strings.TrimSpace(cell)): // what Outlook writes for no date
			return
		case r.column.Dates != "" || kind == DateAttribute:
			cell = r.readDate(cell)
		}
		r.attributes[key] = readAttribute(cell, kinds[key])
		return
	}
	if purpose, ok := consentPurpose(r.column.Field); ok {
		r.readConsent(purpose, cell)
		return
	}
	trimmed := strings.TrimSpace(cell)
	switch r.column.Field {
	case idField:
		if id := typeid.Read[ContactID](trimmed); !id.IsZero() {
			r.ID = &id
		}
	case firstNameField:
		r.first = trimmed
	case companyIDField:
		if id := typeid.Read[CompanyID](trimmed); !id.IsZero() {
			r.Company.ID = &id
		}
	case companyNameField:
		r.Company.Name = trimmed
		*r.companyName() = graphql.OmittableOf(&cell)
	case companyDomainField:
		r.Company.Domain = companyDomainIn(trimmed)
	default:
		if r.column.LastFirst {
			cell = r.turnName(trimmed)
		}
		r.Broken.Add(atField(sheetFields[r.column.Field].read(r, cell), r.column.Name))
	}
}

func (r *ImportRow) companyName() *graphql.Omittable[*string] { return &r.more().CompanyName }

// companyDomainIn returns the host name in a domain or an address of the web.
func companyDomainIn(s string) string {
	s = strings.ToLower(s)
	if _, rest, found := strings.Cut(s, "://"); found {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	return strings.TrimPrefix(s, "www.")
}

// nameParts gives a row with a first name and without a full name the one that its parts make. Without a first name, the rule for parts
// that are given alone holds, as in the API.
func (r *ImportRow) nameParts() {
	if r.first == "" || r.Patch.Name.IsSet() {
		return
	}
	parts := []string{r.first, deref(r.Patch.MiddleName.Value()), deref(r.Patch.LastName.Value())}
	full := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	r.Patch.Name = graphql.OmittableOf(&full)
}

// maxRowWarnings is how many warnings a row can have, so that a hostile file does not fill the memory.
const maxRowWarnings = 20

func (r *ImportRow) warn(column *ImportColumn, format string, args ...any) {
	if len(r.Warnings) >= maxRowWarnings {
		return
	}
	w := ImportWarning{Message: fmt.Sprintf(format, args...)}
	if column != nil {
		w.Column = column.Name
	}
	r.Warnings = append(r.Warnings, w)
}

// Warn adds a warning about a field of the row, which may be blank.
func (r *ImportRow) Warn(field, format string, args ...any) {
	r.warn(r.columns[field], format, args...)
}

// Blank reports whether the row has no values, as rows below the end of a table.
func (r *ImportRow) Blank() bool {
	return !r.upsert && len(r.Broken) == 0 && len(r.Labels) == 0 && len(r.attributes) == 0 && len(r.points) == 0 && len(r.consents) == 0 &&
		r.Company == ImportCompany{} && r.ID == nil && reflect.DeepEqual(r.Patch, ContactUpdateInput{}.Adding())
}

// Locate gives errors of the change that PatchFor returned the name of the column that they are about.
func (r *ImportRow) Locate(errs Errors) Errors {
	for _, e := range errs {
		if r.upsert {
			e.Field = append([]string{"contact"}, e.Field...)
		}
		if r.upsert || len(e.Field) == 0 {
			continue
		}
		field, rest := e.Field[0], e.Field[1:]
		if (field == "additionalAttributes" || field == "customAttributes") && len(rest) > 0 {
			if field == "customAttributes" {
				rest[0] = customPrefix + rest[0]
			}
			field, rest = rest[0], rest[1:]
		}
		if kind := kindOfField(field); kind != "" {
			for _, p := range r.points {
				if p.kind == kind {
					e.Field = []string{p.column.Name}
					break
				}
			}
			continue
		}
		if c := r.columns[field]; c != nil {
			e.Field = append([]string{c.Name}, rest...)
		}
	}
	return errs
}

// readDate reads a date in the order of the column as ISO 8601. What can't be read stays as it is.
func (r *ImportRow) readDate(cell string) string {
	trimmed := strings.TrimSpace(cell)
	d, ok := readDateCell(trimmed)
	if !ok {
		return cell
	}
	if _, isDate := ParseDate(trimmed); isDate {
		return trimmed
	}
	order := r.column.Dates
	if order == "" {
		order = DayMonthYear
	}
	iso, ok := d.iso(order)
	if !ok {
		r.warn(r.column, "It is not clear which day %s is; it was kept as a text.", trimmed)
		return cell
	}
	return iso
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
