package filter

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/models"
)

// Bounds of a filter.
const (
	// MaxDepth is the maximum nesting of filters; the outermost counts as 1.
	MaxDepth = 6
	// MaxLeaves is the maximum number of operators of a filter; an object without operators counts as one.
	MaxLeaves = 60
	// MaxValues is the maximum length of a list.
	MaxValues = 1000
	// MaxText is the maximum number of characters of an operand.
	MaxText = 1000
)

// Check rejects a filter that breaks a bound: Invalid, with the path into the filter.
func Check(f *models.ContactFilter) error { return check(reflect.ValueOf(f)) }

// CheckConversations is Check for a filter of conversations.
func CheckConversations(f *models.ConversationFilter) error { return check(reflect.ValueOf(f)) }

func check(filter reflect.Value) error {
	if filter.IsNil() {
		return nil
	}
	if e := new(checker).object(filter.Elem(), nil); e != nil {
		return e
	}
	return nil
}

// checker walks the inputs by reflection, so that new fields are covered.
type checker struct{ depth, leaves int }

var contactFilter = reflect.TypeFor[models.ContactFilter]()

// object checks one of the inputs, field by field.
func (c *checker) object(v reflect.Value, path []string) *models.Error {
	if v.Type() == contactFilter {
		c.depth++
		defer func() { c.depth-- }()
		if c.depth > MaxDepth {
			return invalid(path, "A filter is at most %d levels deep.", MaxDepth)
		}
	}
	empty := true
	for i := range v.NumField() {
		field, in := v.Field(i), v.Type().Field(i)
		name, _, _ := strings.Cut(in.Tag.Get("json"), ",")
		at := append(slices.Clip(path), name)
		if e := c.field(field, at); e != nil {
			return e
		}
		if k := field.Kind(); (k == reflect.Pointer || k == reflect.Slice) && !field.IsNil() {
			empty = false
		}
	}
	if empty {
		return c.leaf(path)
	}
	if f, ok := v.Interface().(models.DateTimeFilter); ok {
		if e := checkDuration(f.WithinLast, path, "withinLast"); e != nil {
			return e
		}
		return checkDuration(f.OlderThan, path, "olderThan")
	}
	return nil
}

func (c *checker) field(v reflect.Value, path []string) *models.Error {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil(), v.Kind() == reflect.Slice && v.IsNil():
		return nil
	case v.Kind() == reflect.Pointer && isInput(v.Type().Elem()):
		return c.object(v.Elem(), path)
	case v.Kind() == reflect.Pointer:
		if e := c.leaf(path); e != nil {
			return e
		}
		return checkOperand(v.Elem(), path)
	case v.Kind() != reflect.Slice:
		return checkOperand(v, path) // which names something, and asks for nothing
	}
	if v.Len() > MaxValues {
		return invalid(path, "A list has at most %d values.", MaxValues)
	}
	inputs := isInput(v.Type().Elem())
	if !inputs || v.Len() == 0 {
		if e := c.leaf(path); e != nil {
			return e
		}
	}
	for i := range v.Len() {
		at, element := append(slices.Clip(path), strconv.Itoa(i)), checkOperand
		if inputs {
			element = c.object
		}
		if e := element(v.Index(i), at); e != nil {
			return e
		}
	}
	return nil
}

// isInput distinguishes inputs of the API from scalars that are structs: ids and instants.
func isInput(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasSuffix(t.Name(), "Filter")
}

func (c *checker) leaf(path []string) *models.Error {
	if c.leaves++; c.leaves > MaxLeaves {
		return invalid(path, "A filter has at most %d operators.", MaxLeaves)
	}
	return nil
}

func checkOperand(v reflect.Value, path []string) *models.Error {
	if enum, ok := v.Interface().(interface{ Valid() bool }); ok && !enum.Valid() {
		return invalid(path, "This is none of the possible values.")
	}
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if utf8.RuneCountInString(s) > MaxText {
			return invalid(path, "A text has at most %d characters.", MaxText)
		}
		if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
			return invalid(path, "A text has no NUL characters and is UTF-8.")
		}
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return invalid(path, "A number is finite.")
		}
	}
	return nil
}

func checkDuration(s *string, path []string, field string) *models.Error {
	if s == nil {
		return nil
	}
	if _, ok := parseDuration(*s); !ok {
		return invalid(append(slices.Clip(path), field),
			"A duration is ISO 8601, in whole numbers and below 1,000 years, such as P30D, PT1H or P1Y2M.")
	}
	return nil
}

func invalid(path []string, format string, args ...any) *models.Error {
	return models.Errorf(models.Invalid, format, args...).At(path...)
}
