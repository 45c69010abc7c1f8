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

// Check rejects a filter that breaks a bound, and a condition below the outermost object that says nothing: an object or a list without
// elements, or a text of which nothing is left to compare. Invalid, with the path into the filter. Whoever sends such a condition has
// mostly lost a value, and a negative one would find everybody.
func Check(f *models.ContactFilter) error { return check(reflect.ValueOf(f)) }

// CheckConversations is Check for a filter of conversations.
func CheckConversations(f *models.ConversationFilter) error { return check(reflect.ValueOf(f)) }

func check(filter reflect.Value) error {
	if filter.IsNil() {
		return nil
	}
	if e := new(checker).object(filter.Elem(), nil, true); e != nil {
		return e
	}
	return nil
}

// checker walks the inputs by reflection, so that new fields are covered.
type checker struct{ depth, leaves int }

// joined are the inputs that can be nested by and, or and not.
var joined = []reflect.Type{reflect.TypeFor[models.ContactFilter](), reflect.TypeFor[models.ConversationFilter](),
	reflect.TypeFor[models.CsatFilter]()}

// storedLabel is the type of the labels in stored filters.
var storedLabel = reflect.TypeFor[models.LabelID]()

// object checks one of the inputs, field by field.
func (c *checker) object(v reflect.Value, path []string, mayBeEmpty bool) *models.Error {
	if slices.Contains(joined, v.Type()) {
		c.depth++
		defer func() { c.depth-- }()
		if c.depth > MaxDepth {
			return invalid(path, "A filter is at most %d levels deep.", MaxDepth)
		}
	}
	empty := true
	for i := range v.NumField() {
		field := v.Field(i)
		at := append(slices.Clip(path), nameOf(v.Type().Field(i)))
		if e := c.field(field, at); e != nil {
			return e
		}
		if k := field.Kind(); at[len(at)-1] != modifier && (k == reflect.Pointer || k == reflect.Slice) && !field.IsNil() {
			empty = false
		}
	}
	if empty && !mayBeEmpty {
		return invalid(path, "This has no condition; give it one, or leave it out.")
	}
	if empty {
		return c.leaf(path)
	}
	return checkTexts(v, path)
}

// modifier is the field of a StringFilter that says nothing by itself.
const modifier = "ignoreCase"

func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// mayBeEmpty reports whether an empty object says something in a field: some conversation, or none.
func mayBeEmpty(path []string) bool {
	n := len(path)
	return n > 1 && path[n-2] == "conversations" && (path[n-1] == "some" || path[n-1] == "none")
}

func (c *checker) field(v reflect.Value, path []string) *models.Error {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil(), v.Kind() == reflect.Slice && v.IsNil():
		return nil
	case v.Kind() == reflect.Pointer && isInput(v.Type().Elem()):
		return c.object(v.Elem(), path, mayBeEmpty(path))
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
	if v.Len() == 0 {
		return invalid(path, "The list is empty; give it a value, or leave it out.")
	}
	inputs := isInput(v.Type().Elem())
	if !inputs && v.Type().Elem() != storedLabel { // stored labels were counted as titles
		if e := c.leaf(path); e != nil {
			return e
		}
	}
	for i := range v.Len() {
		at, element := append(slices.Clip(path), strconv.Itoa(i)), checkOperand
		if inputs {
			element = func(v reflect.Value, path []string) *models.Error { return c.object(v, path, false) }
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

func invalid(path []string, format string, args ...any) *models.Error {
	return models.Errorf(models.Invalid, format, args...).At(path...)
}
