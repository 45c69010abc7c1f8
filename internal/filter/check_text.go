package filter

import (
	"reflect"
	"slices"
	"strconv"

	"kith/models"
)

// checkTexts rejects texts of an input of which nothing is left to compare, and durations that are malformed.
func checkTexts(v reflect.Value, path []string) *models.Error {
	switch f := v.Interface().(type) {
	case models.ContactFilter:
		return checkColumns(&f, v, path)
	case models.CustomAttributeFilter:
		if models.AttributeKey(f.Key) == "" {
			return blank(path, "key")
		}
		return checkText(f.Text, anyCase, append(slices.Clip(path), "text"))
	case models.LabelsFilter:
		return checkTitles(&f, path)
	case models.DateTimeFilter:
		return checkDurations(f.WithinLast, f.WithinNext, f.OlderThan, path)
	case models.DateFilter:
		if e := checkDuration(f.AnniversaryWithinNext, path, "anniversaryWithinNext"); e != nil {
			return e
		}
		return checkDurations(f.WithinLast, f.WithinNext, f.OlderThan, path)
	}
	return nil
}

func checkDurations(withinLast, withinNext, olderThan *string, path []string) *models.Error {
	if e := checkDuration(withinLast, path, "withinLast"); e != nil {
		return e
	}
	if e := checkDuration(withinNext, path, "withinNext"); e != nil {
		return e
	}
	return checkDuration(olderThan, path, "olderThan")
}

// checkColumns checks the texts that are compared with columns.
func checkColumns(f *models.ContactFilter, v reflect.Value, path []string) *models.Error {
	type column struct {
		folding
		of func(*models.ContactFilter) *models.StringFilter
	}
	var columns []column
	for _, t := range textFields {
		columns = append(columns, column{t.folding, t.of})
	}
	for _, a := range addressFields {
		columns = append(columns, column{a.folding, a.of})
	}
	for _, t := range columns {
		given := t.of(f)
		for i := range v.NumField() {
			if given == nil || v.Field(i).Kind() != reflect.Pointer || v.Field(i).Pointer() != reflect.ValueOf(given).Pointer() {
				continue
			}
			if e := checkText(given, t.folding, append(slices.Clip(path), nameOf(v.Type().Field(i)))); e != nil {
				return e
			}
		}
	}
	return nil
}

// checkText checks the operands of a text as they are compared: an accent alone, or the dash of a phone number, leaves nothing.
func checkText(f *models.StringFilter, as folding, path []string) *models.Error {
	if f == nil {
		return nil
	}
	for _, o := range []struct {
		name    string
		operand *string
		fold    func(string) string
	}{
		{"eq", f.Eq, as.whole}, {"ne", f.Ne, as.whole}, {"startsWith", f.StartsWith, as.whole},
		{"contains", f.Contains, as.part}, {"notContains", f.NotContains, as.part}, {"endsWith", f.EndsWith, as.part},
	} {
		if o.operand != nil && o.fold(*o.operand) == "" {
			return blank(path, o.name)
		}
	}
	if i := slices.IndexFunc(f.In, func(s string) bool { return as.whole(s) == "" }); i >= 0 {
		return blank(path, "in", strconv.Itoa(i))
	}
	if i := slices.IndexFunc(f.Nin, func(s string) bool { return as.whole(s) == "" }); i >= 0 {
		return blank(path, "nin", strconv.Itoa(i))
	}
	return nil
}

func checkTitles(f *models.LabelsFilter, path []string) *models.Error {
	for _, o := range []struct {
		name   string
		titles []string
	}{{"any", f.Any}, {"all", f.All}, {"none", f.None}} {
		if i := slices.IndexFunc(o.titles, func(s string) bool { return title(s) == "" }); i >= 0 {
			return blank(path, o.name, strconv.Itoa(i))
		}
	}
	return nil
}

func blank(path []string, below ...string) *models.Error {
	return invalid(slices.Concat(path, below),
		"Nothing of this text is left to compare; give another one, leave it out, or use isNull to find blank values.")
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
