package chatwoot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kith/models"
)

// condition is one of a stored filter; QueryOperator joins it with the next one.
type condition struct {
	Key           string          `json:"attribute_key"`
	Operator      string          `json:"filter_operator"`
	Values        json.RawMessage `json:"values"`
	QueryOperator string          `json:"query_operator"`
}

var (
	errNoConditions = errors.New("it has no conditions")
	errCondition    = errors.New("no condition here means the same as one of its own")
)

// translate turns a stored filter into ours. As in SQL, from which Chatwoot makes its filters, `and` binds closer than `or`.
func (im *importer) translate(query string) (*models.ContactFilter, error) {
	var stored struct{ Payload []condition }
	if json.Unmarshal([]byte(query), &stored) != nil || len(stored.Payload) == 0 {
		return nil, errNoConditions
	}
	alternatives := []models.ContactFilter{{}}
	for i, c := range stored.Payload {
		f, err := im.condition(c)
		if err != nil {
			return nil, err
		}
		last := &alternatives[len(alternatives)-1]
		last.And = append(last.And, *f)
		if i+1 < len(stored.Payload) && strings.EqualFold(c.QueryOperator, "or") {
			alternatives = append(alternatives, models.ContactFilter{})
		}
	}
	if len(alternatives) == 1 {
		return &alternatives[0], nil
	}
	return &models.ContactFilter{Or: alternatives}, nil
}

// texts are the standard fields that are texts.
var texts = map[string]func(*models.ContactFilter) **models.StringFilter{
	"name":         func(f *models.ContactFilter) **models.StringFilter { return &f.Name },
	"email":        func(f *models.ContactFilter) **models.StringFilter { return &f.Email },
	"phone_number": func(f *models.ContactFilter) **models.StringFilter { return &f.PhoneNumber },
	"identifier":   func(f *models.ContactFilter) **models.StringFilter { return &f.Identifier },
	"country_code": func(f *models.ContactFilter) **models.StringFilter { return &f.CountryCode },
	"city":         func(f *models.ContactFilter) **models.StringFilter { return &f.City },
	"company":      func(f *models.ContactFilter) **models.StringFilter { return &f.CompanyName },
}

func (im *importer) condition(c condition) (f *models.ContactFilter, err error) {
	f = &models.ContactFilter{}
	values := operands(c.Values)
	if c.Key == "country_code" {
		for i := range values {
			values[i] = strings.ToUpper(values[i])
		}
	}
	field, isText := texts[c.Key]
	switch {
	case isText:
		return eachOf(c, values, func(f *models.ContactFilter, s *models.StringFilter) { *field(f) = s })
	case c.Key == "labels":
		f.Labels, err = labelsFilter(c.Operator, values)
	case c.Key == "created_at":
		f.CreatedAt, err = dateFilter(c.Operator, values)
	case c.Key == "last_activity_at":
		f.LastActivityAt, err = dateFilter(c.Operator, values)
	case c.Key == "blocked":
		var is *models.BooleanFilter
		if is, err = truth(c.Operator, values); err == nil {
			f.Blocked = is.Eq
		}
	default:
		return im.custom(c, values)
	}
	return f, err
}

// custom translates a condition on a custom attribute, which is compared as its definition says.
func (im *importer) custom(c condition, values []string) (*models.ContactFilter, error) {
	defined, known := im.defined[c.Key]
	if !known {
		return nil, errCondition
	}
	a := models.CustomAttributeFilter{Key: defined.key}
	var err error
	if c.Operator == "is_present" || c.Operator == "is_not_present" {
		a.IsNull = ptr(c.Operator == "is_not_present")
		return &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{a}}, nil
	}
	switch defined.kind {
	case models.NumberAttribute, models.CurrencyAttribute, models.PercentAttribute:
		a.Number, err = numberFilter(c.Operator, values)
	case models.DateAttribute:
		a.Date, err = dayFilter(c.Operator, values)
	case models.CheckboxAttribute:
		a.Boolean, err = truth(c.Operator, values)
	case models.ListAttribute:
		switch c.Operator {
		case "equal_to":
			a.List = &models.ListFilter{Any: values}
		case "not_equal_to":
			a.List = &models.ListFilter{None: values}
		default:
			err = errCondition
		}
	default:
		return eachOf(c, values, func(f *models.ContactFilter, s *models.StringFilter) {
			f.CustomAttributes = []models.CustomAttributeFilter{{Key: defined.key, Text: s}}
		})
	}
	return &models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{a}}, err
}

// eachOf translates a condition on a text; one that names several parts of it becomes one condition a part.
func eachOf(c condition, values []string, set func(*models.ContactFilter, *models.StringFilter)) (*models.ContactFilter, error) {
	whole := func(s models.StringFilter) (*models.ContactFilter, error) {
		f := &models.ContactFilter{}
		set(f, &s)
		return f, nil
	}
	parts := func(of func(*string) models.StringFilter) (all []models.ContactFilter) {
		for _, v := range values {
			f := models.ContactFilter{}
			set(&f, ptr(of(&v)))
			all = append(all, f)
		}
		return all
	}
	switch c.Operator {
	case "equal_to":
		return whole(models.StringFilter{In: values})
	case "not_equal_to":
		return whole(models.StringFilter{Nin: values})
	case "is_present", "is_not_present":
		return whole(models.StringFilter{IsNull: ptr(c.Operator == "is_not_present")})
	case "contains":
		return &models.ContactFilter{Or: parts(func(v *string) models.StringFilter { return models.StringFilter{Contains: v} })}, nil
	case "does_not_contain":
		return &models.ContactFilter{And: parts(func(v *string) models.StringFilter { return models.StringFilter{NotContains: v} })}, nil
	case "starts_with":
		return &models.ContactFilter{Or: parts(func(v *string) models.StringFilter { return models.StringFilter{StartsWith: v} })}, nil
	}
	return nil, errCondition
}

func labelsFilter(operator string, values []string) (*models.LabelsFilter, error) {
	switch operator {
	case "equal_to":
		return &models.LabelsFilter{Any: values}, nil
	case "not_equal_to":
		return &models.LabelsFilter{None: values}, nil
	case "is_present", "is_not_present":
		return &models.LabelsFilter{IsEmpty: ptr(operator == "is_not_present")}, nil
	}
	return nil, errCondition
}

func dateFilter(operator string, values []string) (*models.DateTimeFilter, error) {
	if len(values) != 1 {
		return nil, errCondition
	}
	if operator == "days_before" {
		days, err := strconv.ParseUint(values[0], 10, 16)
		if err != nil {
			return nil, errCondition
		}
		return &models.DateTimeFilter{OlderThan: ptr(fmt.Sprintf("P%dD", days))}, nil
	}
	day, ok := models.ParseDate(values[0])
	at := models.At(day)
	switch {
	case ok && operator == "is_greater_than":
		return &models.DateTimeFilter{Gt: &at}, nil
	case ok && operator == "is_less_than":
		return &models.DateTimeFilter{Lt: &at}, nil
	}
	return nil, errCondition
}

// dayFilter is dateFilter for attributes, which are days.
func dayFilter(operator string, values []string) (*models.DateFilter, error) {
	f, err := dateFilter(operator, values)
	if err != nil {
		return nil, err
	}
	day := models.Date(values[0])
	switch operator {
	case "is_greater_than":
		return &models.DateFilter{Gt: &day}, nil
	case "is_less_than":
		return &models.DateFilter{Lt: &day}, nil
	}
	return &models.DateFilter{OlderThan: f.OlderThan}, nil
}

func numberFilter(operator string, values []string) (*models.NumberFilter, error) {
	numbers := make([]float64, len(values))
	for i, v := range values {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return nil, errCondition
		}
		numbers[i] = n
	}
	switch {
	case operator == "equal_to":
		return &models.NumberFilter{In: numbers}, nil
	case operator == "is_greater_than" && len(numbers) == 1:
		return &models.NumberFilter{Gt: &numbers[0]}, nil
	case operator == "is_less_than" && len(numbers) == 1:
		return &models.NumberFilter{Lt: &numbers[0]}, nil
	}
	return nil, errCondition
}

func truth(operator string, values []string) (*models.BooleanFilter, error) {
	if len(values) != 1 || operator != "equal_to" && operator != "not_equal_to" {
		return nil, errCondition
	}
	is, err := strconv.ParseBool(values[0])
	if err != nil {
		return nil, errCondition
	}
	return &models.BooleanFilter{Eq: ptr(is == (operator == "equal_to"))}, nil
}

// operands reads the values of a condition: one or a list of them, each a text, a number, a truth value or an object with an id.
func operands(raw json.RawMessage) (values []string) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	for _, one := range list {
		var text string
		var chosen struct{ ID json.RawMessage }
		switch {
		case len(one) == 0 || string(one) == "null":
		case json.Unmarshal(one, &text) == nil:
			values = append(values, text)
		case json.Unmarshal(one, &chosen) == nil && len(chosen.ID) > 0:
			values = append(values, operands(chosen.ID)...)
		default:
			values = append(values, string(one))
		}
	}
	return values
}
