package filter_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kith/internal/filter"
	"kith/models"
)

func TestUsesOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`: "",
		`{"name": {"eq": "x"}, "or": [{"labels": {"any": ["x"]}}, {"not": {"blocked": true}}]}`:                 "blocked labels name",
		`{"createdAt": {"gte": "2026-03-31T00:00:00Z", "isNull": false}}`:                                       "createdAt",
		`{"createdAt": {"during": "TODAY"}}`:                                                                    "createdAt clock",
		`{"updatedAt": {"olderThan": "P1D"}}`:                                                                   "updatedAt clock",
		`{"availability": "OFFLINE"}`:                                                                           "availability clock",
		`{"conversations": {"some": {"and": [{"createdAt": {"withinLast": "P1D"}}]}}}`:                          "conversations clock",
		`{"conversations": {"none": {"status": {"eq": "OPEN"}}}}`:                                               "conversations",
		`{"customAttributes": [{"key": "d", "date": {"anniversaryWithinNext": "P7D"}}]}`:                        "customAttributes clock",
		`{"customAttributes": [{"key": "d", "date": {"eq": "2026-03-31"}}, {"key": "t", "text": {"eq": "x"}}]}`: "customAttributes",
	} {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		used := filter.UsesOf(nil, &f)
		got := slices.Sorted(maps.Keys(used.Fields))
		if used.Clock {
			got = append(got, "clock")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestEveryRelativeOperatorIsKnown asks for each operator on instants and days: those without an absolute operand depend on the time.
func TestEveryRelativeOperatorIsKnown(t *testing.T) {
	t.Parallel()
	absolute := []string{"Eq", "Ne", "In", "Nin", "Lt", "Lte", "Gt", "Gte", "IsNull"}
	for _, of := range []reflect.Type{reflect.TypeFor[models.DateTimeFilter](), reflect.TypeFor[models.DateFilter]()} {
		for i := range of.NumField() {
			condition := reflect.New(of)
			field := condition.Elem().Field(i)
			if field.Kind() == reflect.Pointer {
				field.Set(reflect.New(field.Type().Elem()))
			} else {
				field.Set(reflect.MakeSlice(field.Type(), 1, 1))
			}
			var f models.ContactFilter
			switch c := condition.Interface().(type) {
			case *models.DateTimeFilter:
				f.CreatedAt = c
			case *models.DateFilter:
				f.CustomAttributes = []models.CustomAttributeFilter{{Key: "d", Date: c}}
			}
			name := of.Field(i).Name
			if got := filter.UsesOf(&f).Clock; got == slices.Contains(absolute, name) {
				t.Errorf("%s.%s: %t", of.Name(), name, got)
			}
		}
	}
}
