package models

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// MaxExportColumns bounds the columns of an export.
const MaxExportColumns = 1000

// ExportFormat is a file format of exports.
type ExportFormat string

// The formats.
const (
	ExportCSV       ExportFormat = "CSV"
	ExportXLSX      ExportFormat = "XLSX"
	ExportJSONL     ExportFormat = "JSONL"
	ExportVCard     ExportFormat = "VCARD"
	ExportJSContact ExportFormat = "JSCONTACT"
)

// ExportFormats are all formats, in the order of the API.
var ExportFormats = []ExportFormat{ExportCSV, ExportXLSX, ExportJSONL, ExportVCard, ExportJSContact}

// ExportSeparator is what parts the cells of an export.
type ExportSeparator string

// The separators.
const (
	Comma     ExportSeparator = "COMMA"
	Semicolon ExportSeparator = "SEMICOLON"
	Tab       ExportSeparator = "TAB"
)

// Text returns the separator itself, a comma by default.
func (s ExportSeparator) Text() string {
	switch s {
	case Semicolon:
		return ";"
	case Tab:
		return "\t"
	}
	return ","
}

// ContactsExportOptions are how a table is written.
type ContactsExportOptions struct {
	ByteOrderMark   bool            `json:"byteOrderMark,omitzero"`
	Separator       ExportSeparator `json:"separator,omitzero"`
	RawPhoneNumbers bool            `json:"rawPhoneNumbers,omitzero"`
	AddressColumns  bool            `json:"addressColumns,omitzero"`
}

// Check refuses options that the format does not have. Invalid at the option.
func (o *ContactsExportOptions) Check(format ExportFormat) *Error {
	switch {
	case o == nil || format == ExportCSV || format == "":
	case o.ByteOrderMark:
		return Errorf(Invalid, "Only CSV has a byte order mark.").At("options", "byteOrderMark")
	case o.Separator != "" && o.Separator != Comma:
		return Errorf(Invalid, "Only CSV has a separator.").At("options", "separator")
	case o.RawPhoneNumbers:
		return Errorf(Invalid, "Only CSV has apostrophes before phone numbers.").At("options", "rawPhoneNumbers")
	case o.AddressColumns && format != ExportXLSX:
		return Errorf(Invalid, "Only CSV and XLSX have columns.").At("options", "addressColumns")
	}
	return nil
}

// ContactsExportInput selects contacts to export to a file.
type ContactsExportInput struct {
	Filter  *ContactFilter
	Segment *SegmentID
	Format  ExportFormat
	Columns []string
	Options *ContactsExportOptions
}

// ExportTask is the stored description of an export.
type ExportTask struct {
	Filter  *ContactFilter `json:"filter,omitzero"`
	Segment *SegmentID     `json:"segment,omitzero"`
	Format  ExportFormat   `json:"format"`
	// Columns are the selected fields; empty means all.
	Columns []string               `json:"columns,omitzero"`
	Options *ContactsExportOptions `json:"options,omitzero"`
}

// CheckColumns rejects columns that are not fields of contacts.
func CheckColumns(columns []string) *Error {
	if columns != nil && len(columns) == 0 {
		return Errorf(Required, "Name at least one column, or leave them out for all.").At("columns")
	}
	if len(columns) > MaxExportColumns {
		return Errorf(Limit, "At most %d columns are allowed.", MaxExportColumns).At("columns")
	}
	for i, column := range columns {
		key, custom := strings.CutPrefix(column, customPrefix)
		_, consent := consentPurpose(column)
		if _, known := sheetFields[column]; !known && !consent && (!custom || checkAttribute(key, nil) != nil) {
			return Errorf(Invalid, "%q is no field of contacts; attributes are called customAttributes.KEY, consents consents.PURPOSE.",
				column).At("columns", strconv.Itoa(i))
		}
		if slices.Contains(columns[:i], column) {
			return Errorf(Invalid, "%q is there twice.", column).At("columns", strconv.Itoa(i))
		}
	}
	return nil
}

// AllColumns returns every field of contacts, followed by the custom attributes with the given keys.
func AllColumns(keys []string) []string {
	columns := make([]string, 0, len(sheetOrder)+len(keys))
	for _, f := range sheetOrder {
		columns = append(columns, f.name)
	}
	for _, key := range keys {
		columns = append(columns, customPrefix+key)
	}
	return columns
}

// ExportValues returns the values of a contact in the columns, as JSON; nil for a missing value. The consents are those of its addresses.
func (c *Contact) ExportValues(columns, labels []string, consents []*Consent) ([]JSON, error) {
	var attributes map[string]json.RawMessage
	if err := json.Unmarshal(c.CustomAttributes, &attributes); err != nil {
		return nil, err
	}
	values := make([]JSON, len(columns))
	for i, column := range columns {
		if key, custom := strings.CutPrefix(column, customPrefix); custom {
			values[i] = JSON(attributes[key])
			continue
		}
		if purpose, ok := consentPurpose(column); ok {
			if state := ConsentFor(purpose, consents); state != "" {
				values[i] = mustJSON(state)
			}
			continue
		}
		text, err := json.Marshal(sheetFields[column].value(c, labels))
		if err != nil {
			return nil, err
		}
		if !slices.Contains([]string{`""`, "null", "[]", "{}"}, string(text)) {
			values[i] = text
		}
	}
	return values, nil
}

// ExportCell formats a value such that an import reads it back.
func ExportCell(column string, value JSON) string {
	switch {
	case len(value) == 0:
		return ""
	case column == labelsField:
		var titles []string
		_ = json.Unmarshal(value, &titles) // which it was made of
		return strings.Join(titles, ",")
	case column == "socialProfiles":
		return profilesCell(value)
	case column == emailRule.plural || column == phoneRule.plural || column == identifierRule.plural:
		return pointsCell(value)
	case value[0] != '"':
		return string(value)
	}
	var s string
	_ = json.Unmarshal(value, &s) // which it is
	if strings.HasPrefix(column, customPrefix) && (strings.TrimSpace(s) == "" || json.Valid([]byte(s)) || strings.Contains(s, "\r")) {
		return string(value) // which would be read as something else
	}
	return s
}

// profilesCell writes one `network:handle` per line if that can be read back, else JSON.
func profilesCell(value JSON) string {
	var profiles []SocialProfile
	_ = json.Unmarshal(value, &profiles) // which it was made of
	lines := make([]string, len(profiles))
	for i, p := range profiles {
		if strings.ContainsAny(p.Handle, "\r\n") {
			return string(value)
		}
		lines[i] = p.Network + ":" + p.Handle
	}
	return strings.Join(lines, "\n")
}
