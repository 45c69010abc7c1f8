package models

import (
	"database/sql/driver"
	"reflect"
	"slices"
)

// MaskedField is something of contacts that a role does not show.
type MaskedField string

// What roles can mask.
const (
	MaskEmail                MaskedField = "EMAIL"
	MaskPhoneNumber          MaskedField = "PHONE_NUMBER"
	MaskIdentifier           MaskedField = "IDENTIFIER"
	MaskAdditionalAttributes MaskedField = "ADDITIONAL_ATTRIBUTES"
	MaskCustomAttributes     MaskedField = "CUSTOM_ATTRIBUTES"
	MaskNotes                MaskedField = "NOTES"
)

// Valid reports whether f is one of the fields.
func (f MaskedField) Valid() bool { return slices.Contains(MaskedFields, f) }

// MaskedFields are all that roles can mask.
var MaskedFields = []MaskedField{MaskEmail, MaskPhoneNumber, MaskIdentifier, MaskAdditionalAttributes, MaskCustomAttributes, MaskNotes}

// addressMasks are those of addresses.
var addressMasks = []MaskedField{MaskEmail, MaskPhoneNumber, MaskIdentifier}

// MaskList is stored as jsonb.
type MaskList []MaskedField

// Scan reads the stored jsonb.
func (l *MaskList) Scan(src any) error { return scanJSON(src, l) }

// Value stores the list as jsonb.
func (l MaskList) Value() (driver.Value, error) { return valueJSON(append([]MaskedField{}, l...)) }

// Has reports whether one of the fields is masked.
func (l MaskList) Has(fields ...MaskedField) bool {
	return slices.ContainsFunc(l, func(f MaskedField) bool { return slices.Contains(fields, f) })
}

// Addresses reports whether addresses of a kind are masked.
func (l MaskList) Addresses() bool { return l.Has(addressMasks...) }

// maskTable says which fields of the API show what a role can mask, so that they show nothing to its users: null, or where null is not
// possible, nothing of its kind. Lists of addresses and notes are not in it, since the database leaves them out.
var maskTable = map[string][]MaskedField{
	"Contact.email":                {MaskEmail},
	"Contact.phoneNumber":          {MaskPhoneNumber},
	"Contact.phoneNumberFormatted": {MaskPhoneNumber},
	"Contact.identifier":           {MaskIdentifier},
	"Contact.sourceId":             addressMasks,
	"Contact.matchedOn":            MaskedFields,
	"Contact.mayContact":           addressMasks,
	"Contact.additionalAttributes": {MaskAdditionalAttributes},
	"Contact.location":             {MaskAdditionalAttributes},
	"Contact.countryCode":          {MaskAdditionalAttributes},
	"Contact.customAttributes":     {MaskCustomAttributes},
	"Contact.customAttribute":      {MaskCustomAttributes},
	"ContactInbox.sourceId":        addressMasks,
	"ContactEvent.snapshot":        MaskedFields,
	"ContactEvent.changes":         MaskedFields,
	"MergedSource.snapshot":        MaskedFields,
	"MergeField.value":             MaskedFields,
	"MergeField.dropped":           MaskedFields,
	"MergeConflict.keptValue":      MaskedFields,
	"MergeConflict.mergedValue":    MaskedFields,
	"Message.email":                {MaskEmail},
	"Message.contentAttributes":    {MaskEmail},
	"Message.sourceId":             addressMasks,
	"Note.content":                 {MaskNotes},
	"ContactPoint.value":           nil, // by its kind
}

// Masked returns what the viewer is shown instead of the value of a field of an object, which may be null or not, and whether its role
// masks it.
func (v *Viewer) Masked(typeName, field string, object, value any, nullable bool) (any, bool) {
	if v == nil || v.Limits == nil || len(v.Limits.Masked) == 0 {
		return value, false
	}
	by, ok := maskTable[typeName+"."+field]
	if ok && by == nil {
		by = kindOf(object)
	}
	if !ok || !v.Limits.Masked.Has(by...) {
		return value, false
	}
	if nullable {
		return nil, true
	}
	return nothing(value), true
}

// kindOf returns what masks the value of an address; all that mask addresses if it is not known which kind it has.
func kindOf(object any) []MaskedField {
	switch p := object.(type) {
	case *ContactPoint:
		return []MaskedField{MaskedField(p.Kind)}
	case **ContactPoint:
		return []MaskedField{MaskedField((*p).Kind)}
	}
	return addressMasks
}

// nothing returns the value of a type that shows nothing.
func nothing(value any) any {
	switch value.(type) {
	case JSON:
		return JSON("{}")
	case *JSON:
		empty := JSON("{}")
		return &empty
	case nil:
		return nil
	}
	t := reflect.TypeOf(value)
	switch t.Kind() {
	case reflect.Slice:
		return reflect.MakeSlice(t, 0, 0).Interface()
	case reflect.Pointer:
		return reflect.New(t.Elem()).Interface()
	}
	return reflect.Zero(t).Interface()
}

// MasksFields reports whether the viewer's role masks fields.
func (v *Viewer) MasksFields() bool { return v != nil && v.Limits != nil && len(v.Limits.Masked) > 0 }
