package models

import (
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/address"
	"kith/models/phone"
)

// leavePlaceholders leaves out the addresses of the row that stand for no value, such as `n/a`.
func (r *ImportRow) leavePlaceholders() {
	for _, rule := range []pointRule{identifierRule, emailRule, phoneRule} {
		if one := rule.one(&r.Patch); one.Value() != nil && address.Placeholder(*one.Value()) {
			*one = graphql.Omittable[*string]{}
		}
		if all := rule.all(&r.Patch); all.IsSet() {
			var known []ContactPointInput
			for _, in := range all.Value() {
				if !address.Placeholder(in.Value) {
					known = append(known, in)
				}
			}
			*all = graphql.OmittableOf(known)
		}
	}
}

// normalizePhones reads the phone numbers of the row that are not E.164 as people write them in a region.
func (r *ImportRow) normalizePhones(region string) {
	read := func(number string) string {
		number = address.Trim(number)
		if _, _, ok := phone.Read(number); !ok && region != "" {
			if normal, ok := phone.Normalize(number, region); ok {
				return normal
			}
		}
		return number
	}
	if one, ok := r.Patch.PhoneNumber.ValueOK(); ok {
		number := read(*one)
		r.Patch.PhoneNumber = graphql.OmittableOf(&number)
	}
	all := r.Patch.PhoneNumbers.Value()
	for i := range all {
		all[i].Value = read(all[i].Value)
	}
}

// readAddresses reads emails or phone numbers, one a line or separated by commas or semicolons.
func readAddresses(cell string) ([]ContactPointInput, *Error) {
	var all []ContactPointInput
	for _, value := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("\r\n,;", r) }) {
		if address.Trim(value) != "" {
			all = append(all, ContactPointInput{Value: value})
		}
	}
	return all, nil
}

// identifierCell is an identifier in a cell that is JSON.
type identifierCell struct {
	Identifier string `json:"identifier"`
	System     string `json:"system,omitempty"`
}

// readIdentifiers reads identifiers, one a line, or a JSON array of objects with `identifier` and `system`.
func readIdentifiers(cell string) ([]ContactPointInput, *Error) {
	var all []ContactPointInput
	if !strings.HasPrefix(cell, "[{") {
		for line := range strings.Lines(cell) {
			if address.Trim(line) != "" {
				all = append(all, ContactPointInput{Value: line})
			}
		}
		return all, nil
	}
	var cells []identifierCell
	if json.Unmarshal([]byte(cell), &cells) != nil {
		return nil, Errorf(Invalid, "Identifiers are one a line, or a JSON array of objects with identifier and system.")
	}
	for _, c := range cells {
		all = append(all, ContactPointInput{Value: c.Identifier, System: &c.System})
	}
	return all, nil
}

// exportedPoints is what an export writes of addresses: a list of texts, or of objects if there are identifiers of other systems.
func exportedPoints(points []ContactPoint) any {
	values, cells, hasSystem := []string{}, []identifierCell{}, false
	for _, p := range points {
		hasSystem = hasSystem || p.System != "" || p.Kind == PointIdentifier && strings.HasPrefix(p.Value, "[{")
		values, cells = append(values, p.Value), append(cells, identifierCell{p.Value, p.System})
	}
	if hasSystem {
		return cells
	}
	return values
}

// pointsCell writes addresses one a line if that can be read back, else JSON.
func pointsCell(value JSON) string {
	var values []string
	if json.Unmarshal(value, &values) != nil {
		return string(value)
	}
	return strings.Join(values, "\n")
}
