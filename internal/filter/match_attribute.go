package filter

import (
	"bytes"
	"encoding/json"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"time"

	"kith/models"
)

func (o Options) matchAttributes(filters []models.CustomAttributeFilter, stored models.JSON) bool {
	if len(filters) == 0 {
		return true
	}
	attributes := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(stored))
	d.UseNumber()
	_ = d.Decode(&attributes) // what is no object has no attributes
	return !slices.ContainsFunc(filters, func(f models.CustomAttributeFilter) bool {
		return !o.matchAttribute(f, attributes[models.AttributeKey(f.Key)])
	})
}

// matchAttribute tests a decoded value, nil if it is not set. A value of another type matches nothing.
func (o Options) matchAttribute(f models.CustomAttributeFilter, stored any) bool {
	switch {
	case f.IsNull != nil && *f.IsNull != (stored == nil),
		asks(f.Text) && !matchString(f.Text, stored),
		asks(f.Number) && !matchJSONNumber(f.Number, stored),
		asks(f.Boolean) && !matchBoolean(f.Boolean, stored),
		asks(f.Date) && !o.matchDate(f.Date, stored),
		asks(f.List) && !matchList(f.List, stored):
		return false
	}
	return true
}

// asks reports whether a filter has any operator.
func asks[T any](f *T) bool { return f != nil && !reflect.ValueOf(*f).IsZero() }

func matchString(f *models.StringFilter, stored any) bool {
	s, ok := stored.(string)
	return (ok || stored == nil) && anyCase.match(f, s, func(stored, operand string) bool { return stored == operand })
}

func matchJSONNumber(f *models.NumberFilter, stored any) bool {
	if stored == nil {
		return matchNumber(f, nil)
	}
	n, ok := stored.(json.Number)
	if !ok {
		return false
	}
	exact, ok := new(big.Rat).SetString(n.String())
	return ok && matchNumber(f, exact)
}

func matchBoolean(f *models.BooleanFilter, stored any) bool {
	b, ok := stored.(bool)
	return (ok || stored == nil) && (f.Eq == nil || ok && b == *f.Eq) && (f.Ne == nil || !ok || b != *f.Ne) &&
		(f.IsNull == nil || *f.IsNull == (stored == nil))
}

var wellFormedRule = regexp.MustCompile(WellFormedDate)

func (o Options) matchDate(f *models.DateFilter, stored any) bool {
	if stored == nil {
		return o.matchDay(f, nil, false)
	}
	s, ok := stored.(string)
	if !ok || !wellFormedRule.MatchString(s) {
		return false
	}
	t, ok := models.ParseDate(s)
	t = t.Truncate(time.Microsecond)
	return ok && o.matchDay(f, &t, len(s) == len(time.DateOnly))
}

func matchList(f *models.ListFilter, stored any) bool {
	var values []any
	switch stored := stored.(type) {
	case nil:
	case string:
		values = []any{stored}
	case []any:
		values = stored
	default:
		return false
	}
	has := func(operand string) bool { return slices.Contains(values, any(operand)) }
	hasNot := func(operand string) bool { return !has(operand) }
	switch {
	case f.Any != nil && !slices.ContainsFunc(f.Any, has),
		slices.ContainsFunc(f.All, hasNot),
		slices.ContainsFunc(f.None, has):
		return false
	}
	return true
}
