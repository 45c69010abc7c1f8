package transport

import (
	"reflect"
	"testing"
)

// TestLimitsAreInTheTable proves that each field of Limits has exactly one row, and that a limit which is not set is refused.
func TestLimitsAreInTheTable(t *testing.T) {
	t.Parallel()
	var limits Limits
	rows := map[*int]int{}
	settings := map[string]int{}
	for _, limit := range limits.Table() {
		rows[limit.Value]++
		if settings[limit.Setting]++; limit.Setting != "" && settings[limit.Setting] > 1 {
			t.Errorf("two limits have the setting %s", limit.Setting)
		}
		if limit.Bounds == "" || limit.Check(limit.Default) != nil {
			t.Errorf("%+v explains nothing or refuses its default", limit)
		}
	}
	fields := reflect.ValueOf(&limits).Elem()
	for i := range fields.NumField() {
		value := fields.Field(i).Addr().Interface().(*int)
		name := fields.Type().Field(i).Name
		if rows[value] != 1 {
			t.Errorf("%s has %d rows", name, rows[value])
		}
		broken := DefaultLimits()
		reflect.ValueOf(&broken).Elem().Field(i).SetInt(0)
		if broken.validate() == nil {
			t.Errorf("0 was accepted for %s", name)
		}
	}
	if err := DefaultLimits().validate(); err != nil {
		t.Error(err)
	}
}
