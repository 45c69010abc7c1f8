package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/models/address"
)

// Bounds of a map of attributes.
const (
	MaxAttributes      = 256
	MaxAttributeKey    = 128
	MaxOtherAttributes = 64
	MaxOtherBytes      = 16 << 10
	MaxAttributeDepth  = 64
	// maxDigits bounds the digits and the exponent of a number; the smallest double, 5e-324, fits.
	maxDigits = 400
)

// standardKeys are rejected as keys of custom attributes, because they would be mistaken for fields of the record.
var standardKeys = map[string]bool{
	"id": true, "name": true, "email": true, "phone_number": true, "phoneNumber": true, "identifier": true,
	"country_code": true, "countryCode": true, "city": true, "company_name": true, "companyName": true,
	"created_at": true, "createdAt": true, "updated_at": true, "updatedAt": true,
	"last_activity_at": true, "lastActivityAt": true, "referer": true, "blocked": true,
}

// AttributeKey returns the canonical form of the key of an attribute: trimmed and in NFC. Case matters.
func AttributeKey(key string) string { return address.Key(key) }

// AttributeField returns the canonical form of the name of a field: that of customAttributes.KEY has the canonical key.
func AttributeField(field string) string {
	if key, custom := strings.CutPrefix(field, customPrefix); custom {
		return customPrefix + AttributeKey(key)
	}
	return field
}

// AttributeFields returns the canonical forms of the names of fields; nil for nil.
func AttributeFields(fields []string) []string {
	if fields == nil {
		return nil
	}
	canonical := make([]string, len(fields))
	for i, field := range fields {
		canonical[i] = AttributeField(field)
	}
	return canonical
}

// isStandardKey reports whether a key differs from the name of a standard field in case at most.
func isStandardKey(key string) bool {
	for standard := range standardKeys {
		if strings.EqualFold(standard, key) {
			return true
		}
	}
	return false
}

// patchAttributes changes a stored JSON object key by key: null removes a key, another value sets it.
func patchAttributes(stored JSON, changes map[string]json.RawMessage, maxKeys, maxBytes int) (JSON, *Error) {
	all := map[string]json.RawMessage{}
	if len(stored) > 0 {
		if err := json.Unmarshal(stored, &all); err != nil {
			return nil, Errorf(Invalid, "The stored attributes are not an object.")
		}
	}
	for key, value := range changes {
		if bytes.Equal(value, []byte("null")) {
			delete(all, key)
			continue
		}
		if e := checkAttribute(key, value); e != nil {
			return nil, e.At(append([]string{key}, e.Field...)...)
		}
		all[key] = value
	}
	if len(all) > maxKeys {
		return nil, Errorf(Limit, "There can be at most %d attributes; remove some with null.", maxKeys)
	}
	patched, jsonErr := json.Marshal(all)
	if jsonErr != nil {
		return nil, Errorf(Invalid, "Attributes must be a JSON object.")
	}
	if len(patched) > maxBytes {
		return nil, Errorf(TooLong, "Attributes can have at most %d bytes as JSON.", maxBytes)
	}
	return patched, nil
}

// attributeMap reads an object of attributes. Its keys become canonical; of keys that are equal then, the one that was canonical wins.
func attributeMap(patch JSON) (map[string]json.RawMessage, *Error) {
	var changes map[string]json.RawMessage
	if err := json.Unmarshal(patch, &changes); err != nil || changes == nil {
		return nil, Errorf(Invalid, "Attributes must be a JSON object.")
	}
	var others []string
	for key := range changes {
		if canonical := AttributeKey(key); canonical != key && canonical != "" { // a blank one is refused
			others = append(others, key)
		}
	}
	slices.Sort(others)
	for _, key := range others {
		if _, given := changes[AttributeKey(key)]; !given {
			changes[AttributeKey(key)] = changes[key]
		}
		delete(changes, key)
	}
	return changes, nil
}

// checkAttribute rejects what PostgreSQL's jsonb cannot store: NUL characters, numbers beyond a double and unlimited nesting.
func checkAttribute(key string, value json.RawMessage) *Error {
	if AttributeKey(key) == "" || strings.ContainsRune(key, 0) {
		return Errorf(Invalid, "An attribute key must not be blank.")
	}
	if utf8.RuneCountInString(key) > MaxAttributeKey {
		return Errorf(TooLong, "An attribute key has at most %d characters.", MaxAttributeKey)
	}
	if _, ok := address.Identifier(key); !ok {
		return Errorf(Invalid, "An attribute key has no control characters and no invisible ones.")
	}
	if what := unstorable(value); what != "" {
		return Errorf(Invalid, "%s can't be stored.", what)
	}
	return nil
}

func unstorable(value json.RawMessage) string {
	if bytes.HasPrefix(value, []byte{'"'}) && !bytes.Contains(value, []byte(`\u0000`)) {
		return ""
	}
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	depth := 0
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		switch token := token.(type) {
		case json.Delim:
			if token == '[' || token == '{' {
				depth++
			} else {
				depth--
			}
			if depth > MaxAttributeDepth {
				return fmt.Sprintf("A value nested deeper than %d levels", MaxAttributeDepth)
			}
		case string:
			if strings.ContainsRune(token, 0) {
				return "A NUL character"
			}
		case json.Number:
			if !storableNumber(token.String()) {
				return fmt.Sprintf("The number %.20s", token)
			}
		}
	}
}

// storableNumber reports whether a number is within the range of a double, so that PostgreSQL's numeric can write it out in full.
func storableNumber(n string) bool {
	if f, err := strconv.ParseFloat(n, 64); err != nil || math.IsInf(f, 0) || len(n) > maxDigits {
		return false
	}
	_, exponent, ok := strings.Cut(strings.ToLower(n), "e")
	if !ok {
		return true
	}
	e, err := strconv.Atoi(exponent)
	return err == nil && -maxDigits <= e && e <= maxDigits
}

// PatchCustomAttributes patches the custom attributes of a record; keys of standard fields are rejected.
func PatchCustomAttributes(stored, patch JSON) (JSON, *Error) {
	changes, err := attributeMap(patch)
	if err != nil {
		return nil, err
	}
	for key := range changes {
		if standardKeys[key] {
			return nil, Errorf(Invalid, "%q is the name of a standard field; choose another key.", key).At(key)
		}
	}
	return patchAttributes(stored, changes, MaxAttributes, MaxJSON)
}

// ChangeAttributes is PatchCustomAttributes for an input's field customAttributes: null removes every key, replace those that the patch
// does not have.
func ChangeAttributes(stored, patch JSON, replace bool) (JSON, *Error) {
	if patch.isNull() {
		return JSON("{}"), nil
	}
	from := stored
	if replace {
		from = JSON("{}")
	}
	patched, e := PatchCustomAttributes(from, patch)
	if e != nil {
		return stored, e.At(append([]string{"customAttributes"}, e.Field...)...)
	}
	return patched, nil
}
