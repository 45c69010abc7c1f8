package filter

import (
	"reflect"

	"kith/models"
)

// Uses are what the result of a filter depends on.
type Uses struct {
	// Fields are the fields of contacts that it has conditions on, named as in models.ContactFilter.
	Fields map[string]bool
	// Clock says that it depends on the time, so that its result can change without a write.
	Clock bool
}

// UsesOf finds what filters depend on, all of them together.
func UsesOf(filters ...*models.ContactFilter) Uses {
	u := Uses{Fields: map[string]bool{}}
	for _, f := range filters {
		if f != nil {
			u.contact(reflect.ValueOf(*f))
		}
	}
	return u
}

// UsesOfConversations finds what a filter of conversations depends on; its fields are named as in models.ConversationFilter.
func UsesOfConversations(f *models.ConversationFilter) Uses {
	u := Uses{Fields: map[string]bool{}}
	if f != nil {
		u.contact(reflect.ValueOf(*f))
	}
	return u
}

// contact walks a filter by reflection, so that a new field is found.
func (u *Uses) contact(f reflect.Value) {
	for i := range f.NumField() {
		value, name := f.Field(i), nameOf(f.Type().Field(i))
		if value.IsNil() {
			continue
		}
		switch name {
		case "and", "or":
			for i := range value.Len() {
				u.contact(value.Index(i))
			}
		case "not":
			u.contact(value.Elem())
		default:
			u.Fields[name] = true
			u.Clock = u.Clock || name == "availability" || passes(value)
		}
	}
}

// passes reports whether a condition depends on the time.
func passes(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && passes(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if isInput(v.Type().Elem()) && passes(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		if !isInput(v.Type()) {
			return false
		}
		instant := v.Type() == reflect.TypeFor[models.DateTimeFilter]() || v.Type() == reflect.TypeFor[models.DateFilter]()
		for i := range v.NumField() {
			if instant && isRelative(v.Type().Field(i).Type) && !v.Field(i).IsNil() || passes(v.Field(i)) {
				return true
			}
		}
	}
	return false
}

// isRelative distinguishes durations and periods from instants, days and isNull.
func isRelative(operator reflect.Type) bool {
	return operator == reflect.TypeFor[*string]() || operator == reflect.TypeFor[*models.Period]()
}
