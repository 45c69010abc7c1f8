package chatwoot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kith/models"
)

// custom translates a condition on a custom attribute, which is compared as its definition says. `not_equal_to` finds those who have no
// value too, `does_not_contain` does not.
func (im *importer) custom(t *translation, c condition, values []string) (*models.ContactFilter, error) {
	defined, known := im.defined[c.Key]
	if !known {
		return nil, c.cannot("contacts have no custom attribute of this key")
	}
	on := func(a models.CustomAttributeFilter) *models.ContactFilter {
		a.Key = defined.key
		return &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{a}}
	}
	if c.Operator == "is_present" || c.Operator == "is_not_present" {
		return on(models.CustomAttributeFilter{IsNull: ptr(c.Operator == "is_not_present")}), nil
	}
	switch defined.kind {
	case models.NumberAttribute, models.CurrencyAttribute, models.PercentAttribute:
		f, err := numberFilter(t, c, values)
		return negated(c, on(models.CustomAttributeFilter{Number: f})), err
	case models.DateAttribute:
		f, err := dayFilter(t, c, values)
		return negated(c, on(models.CustomAttributeFilter{Date: f})), err
	case models.CheckboxAttribute:
		is, err := truth(c, values)
		return negated(c, on(models.CustomAttributeFilter{Boolean: &models.BooleanFilter{Eq: &is}})), err
	}
	f, err := customText(t, c, values)
	return negated(c, on(models.CustomAttributeFilter{Text: f})), err
}

// negated turns the condition for `equal_to` into that for `not_equal_to`, which those match who have no value.
func negated(c condition, f *models.ContactFilter) *models.ContactFilter {
	if c.Operator != "not_equal_to" {
		return f
	}
	return &models.ContactFilter{Not: f}
}

// customText translates a condition on a text, a link or a choice of a list, all of which Chatwoot compares without case.
func customText(t *translation, c condition, values []string) (*models.StringFilter, error) {
	switch c.Operator {
	case "equal_to", "not_equal_to":
		return &models.StringFilter{In: values, IgnoreCase: ptr(true)}, nil
	}
	value := single(t, values)
	if strings.ContainsAny(value, `%_\`) {
		t.note(`The characters % and _ stand for themselves here; in Chatwoot they stand for others.`)
	}
	switch c.Operator {
	case "contains":
		return &models.StringFilter{Contains: &value}, nil
	case "does_not_contain":
		return &models.StringFilter{NotContains: &value, IsNull: ptr(false)}, nil
	case "starts_with":
		return &models.StringFilter{StartsWith: &value}, nil
	}
	return nil, c.noOperator()
}

// dateFilter translates a condition on an instant, of which Chatwoot compares the day in UTC.
func dateFilter(t *translation, c condition, values []string) (*models.DateTimeFilter, error) {
	value := single(t, values)
	if c.Operator == "days_before" {
		days, err := strconv.ParseUint(value, 10, 16)
		if err != nil {
			return nil, c.cannot("this is no number of days")
		}
		t.note("The days are counted back from now here, and from midnight in Chatwoot.")
		return &models.DateTimeFilter{OlderThan: ptr(fmt.Sprintf("P%dD", days))}, nil
	}
	day, ok := models.ParseDate(value)
	if !ok {
		return nil, c.cannot("this is no date")
	}
	from, next := models.At(midnight(day)), models.At(midnight(day).AddDate(0, 0, 1))
	switch c.Operator {
	case "is_greater_than":
		return &models.DateTimeFilter{Gte: &next}, nil
	case "is_less_than":
		return &models.DateTimeFilter{Lt: &from}, nil
	case "equal_to":
		return &models.DateTimeFilter{Gte: &from, Lt: &next}, nil
	}
	return nil, c.noOperator()
}

// midnight is when the day of an instant begins in UTC.
func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// dayFilter translates a condition on an attribute that is a day.
func dayFilter(t *translation, c condition, values []string) (*models.DateFilter, error) {
	value := single(t, values)
	if c.Operator == "days_before" {
		days, err := strconv.ParseUint(value, 10, 16)
		if err != nil {
			return nil, c.cannot("this is no number of days")
		}
		if days == 0 {
			return &models.DateFilter{OlderThan: ptr("P1D")}, nil
		}
		return &models.DateFilter{OlderThan: ptr(fmt.Sprintf("P%dD", days+1))}, nil // which counts today
	}
	at, ok := models.ParseDate(value)
	if !ok {
		return nil, c.cannot("this is no date")
	}
	day := models.Date(at.Format("2006-01-02"))
	switch c.Operator {
	case "equal_to", "not_equal_to":
		return &models.DateFilter{Eq: &day}, nil
	case "is_greater_than":
		return &models.DateFilter{Gt: &day}, nil
	case "is_less_than":
		return &models.DateFilter{Lt: &day}, nil
	}
	return nil, c.noOperator()
}

func numberFilter(t *translation, c condition, values []string) (*models.NumberFilter, error) {
	numbers := make([]float64, len(values))
	for i, v := range values {
		n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil {
			return nil, c.cannot("this is no number")
		}
		numbers[i] = n
	}
	switch c.Operator {
	case "equal_to", "not_equal_to":
		return &models.NumberFilter{In: numbers}, nil
	case "is_greater_than":
		single(t, values)
		return &models.NumberFilter{Gt: &numbers[0]}, nil
	case "is_less_than":
		single(t, values)
		return &models.NumberFilter{Lt: &numbers[0]}, nil
	}
	return nil, c.noOperator()
}

// truth returns the value of a condition on a truth value.
func truth(c condition, values []string) (bool, error) {
	if c.Operator != "equal_to" && c.Operator != "not_equal_to" {
		return false, c.noOperator()
	}
	if len(values) != 1 {
		return false, c.cannot("it has several values")
	}
	is, known := checked[strings.ToLower(strings.TrimSpace(values[0]))]
	if !known {
		return false, c.cannot("this is neither true nor false")
	}
	return is, nil
}
