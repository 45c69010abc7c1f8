package models

import (
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// sheetField is a field of contacts as a column of a file.
type sheetField struct {
	name string
	// after names the column that this one follows, if that differs from the order of the table of fields.
	after string
	// value returns what an export writes: a text, a boolean, an instant, JSON, or nothing.
	value func(c *Contact, labels []string) any
	// read applies a non-blank cell of an import; nil for columns that only exports have.
	read func(r *ImportRow, cell string) *Error
}

// sheetOrder are the fields in the order of a default export.
var sheetOrder = func() []sheetField {
	var all []sheetField
	for _, f := range contactFields {
		all = append(all, f.columns...)
	}
	return rearranged(all, func(f sheetField) string { return f.name }, func(f sheetField) string { return f.after })
}()

var sheetFields = func() map[string]sheetField {
	m := make(map[string]sheetField, len(sheetOrder))
	for _, f := range sheetOrder {
		m[f.name] = f
	}
	return m
}()

// more returns the additional attributes of the row for a change.
func (r *ImportRow) more() *AdditionalAttributesInput {
	if !r.Patch.AdditionalAttributes.IsSet() {
		r.Patch.AdditionalAttributes = graphql.OmittableOf(&AdditionalAttributesInput{})
	}
	return r.Patch.AdditionalAttributes.Value()
}

func readType(r *ImportRow, cell string) *Error {
	t := ContactType(strings.ToUpper(strings.TrimSpace(cell)))
	if t != Visitor && t != Lead && t != Customer {
		return Errorf(Invalid, "The type is VISITOR, LEAD or CUSTOMER.")
	}
	r.Patch.ContactType = graphql.OmittableOf(&t)
	return nil
}

func readBlocked(r *ImportRow, cell string) *Error {
	blocked, ok := readBool(strings.TrimSpace(cell))
	if !ok {
		return Errorf(Invalid, "This is true or false.")
	}
	r.Patch.Blocked = graphql.OmittableOf(&blocked)
	return nil
}

// readProfiles reads one `network:handle` per line, or JSON.
func readProfiles(r *ImportRow, cell string) *Error {
	var profiles []SocialProfile
	if strings.HasPrefix(cell, "[") {
		if json.Unmarshal([]byte(cell), &profiles) != nil {
			return Errorf(Invalid, "Social profiles are network:handle, one a line.")
		}
	} else {
		for line := range strings.Lines(cell) {
			network, handle, ok := strings.Cut(strings.TrimSpace(line), ":")
			if !ok {
				return Errorf(Invalid, "Social profiles are network:handle, one a line.")
			}
			profiles = append(profiles, SocialProfile{Network: network, Handle: handle})
		}
	}
	r.more().SocialProfiles = graphql.OmittableOf(profiles)
	return nil
}

func readOther(r *ImportRow, cell string) *Error {
	if !json.Valid([]byte(cell)) {
		return Errorf(Invalid, "This is no JSON object.")
	}
	r.more().Other = graphql.OmittableOf(JSON(cell))
	return nil
}
