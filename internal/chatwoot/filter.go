package chatwoot

import (
	"encoding/json"
	"errors"
	"fmt"
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

// errNoConditions refuses a filter that says nothing.
var errNoConditions = errors.New("it has no conditions")

// cannot refuses a condition.
func (c condition) cannot(why string) error {
	return fmt.Errorf("the condition %s %s can't be kept: %s", c.Key, c.Operator, why)
}

func (c condition) noOperator() error { return c.cannot("there is no such operator for this field") }

// translation is a filter of ours, and in what it differs from Chatwoot's.
type translation struct {
	filter *models.ContactFilter
	notes  []string
}

func (t *translation) note(text string) {
	for _, known := range t.notes {
		if known == text {
			return
		}
	}
	t.notes = append(t.notes, text)
}

// translate turns a stored filter into ours. As in SQL, from which Chatwoot makes its filters, `and` binds closer than `or`. Chatwoot
// evaluates segments on resolved contacts only.
func (im *importer) translate(query string) (*translation, error) {
	var stored struct{ Payload []condition }
	if json.Unmarshal([]byte(query), &stored) != nil || len(stored.Payload) == 0 {
		return nil, errNoConditions
	}
	t := &translation{}
	alternatives := []models.ContactFilter{{}}
	for i, c := range stored.Payload {
		f, err := im.condition(t, c)
		if err != nil {
			return nil, err
		}
		last := &alternatives[len(alternatives)-1]
		last.And = append(last.And, *f)
		if i+1 < len(stored.Payload) && strings.EqualFold(c.QueryOperator, "or") {
			alternatives = append(alternatives, models.ContactFilter{})
		}
	}
	resolved := models.ResolvedIdentified
	if im.options.CRMv2 {
		resolved = models.ResolvedLeads
	}
	t.filter = &models.ContactFilter{Resolved: &resolved, And: alternatives[0].And}
	if len(alternatives) > 1 {
		t.filter = &models.ContactFilter{Resolved: &resolved, Or: alternatives}
	}
	return t, nil
}

// accents says in which way a text is compared that has a folded key here.
const accents = "Names, cities and companies are compared without accents here, which finds more."

// blankTexts says what is no value.
const blankTexts = "A blank text counts as no value here; for Chatwoot it is one."

// texts are the standard fields that are texts, and in what their comparison differs.
var texts = map[string]struct {
	field func(*models.ContactFilter) **models.StringFilter
	note  string
}{
	"name":         {func(f *models.ContactFilter) **models.StringFilter { return &f.Name }, accents},
	"email":        {func(f *models.ContactFilter) **models.StringFilter { return &f.Email }, ""},
	"phone_number": {func(f *models.ContactFilter) **models.StringFilter { return &f.PhoneNumber }, ""},
	"identifier":   {func(f *models.ContactFilter) **models.StringFilter { return &f.Identifier }, ""},
	"country_code": {func(f *models.ContactFilter) **models.StringFilter { return &f.CountryCode }, ""},
	"city":         {func(f *models.ContactFilter) **models.StringFilter { return &f.City }, accents},
	"referer":      {func(f *models.ContactFilter) **models.StringFilter { return &f.Referer }, ""},
	"company":      {func(f *models.ContactFilter) **models.StringFilter { return &f.CompanyName }, accents},
	"company_name": {func(f *models.ContactFilter) **models.StringFilter { return &f.CompanyName }, accents},
}

func (im *importer) condition(t *translation, c condition) (f *models.ContactFilter, err error) {
	values := operands(c.Values)
	if present := c.Operator == "is_present" || c.Operator == "is_not_present"; !present && len(values) == 0 {
		return nil, c.cannot("it has no value")
	}
	field, isText := texts[c.Key]
	f = &models.ContactFilter{}
	switch {
	case isText:
		if field.note != "" && c.Operator != "is_present" && c.Operator != "is_not_present" {
			t.note(field.note)
		}
		return standardText(t, c, values, func(f *models.ContactFilter, s *models.StringFilter) { *field.field(f) = s })
	case c.Key == "labels":
		f.Labels, err = labelsFilter(t, c, values)
	case c.Key == "created_at":
		f.CreatedAt, err = dateFilter(t, c, values)
	case c.Key == "last_activity_at":
		f.LastActivityAt, err = dateFilter(t, c, values)
	case c.Key == "blocked":
		var is bool
		if is, err = truth(c, values); err == nil {
			f.Blocked = ptr(is == (c.Operator == "equal_to"))
		}
	default:
		return im.custom(t, c, values)
	}
	return f, err
}

// single returns the one value of a condition. Where there are several, Chatwoot takes the first.
func single(t *translation, values []string) string {
	if len(values) > 1 {
		t.note("The condition has several values; Chatwoot takes the first alone, and so does this one.")
	}
	return values[0]
}

// standardText translates a condition on a text that is a column or an additional attribute. As `NOT IN` and `NOT LIKE` do in SQL, the
// negative ones leave out those who have no value.
func standardText(
	t *translation, c condition, values []string, set func(*models.ContactFilter, *models.StringFilter),
) (*models.ContactFilter, error) {
	whole := func(all ...models.StringFilter) (*models.ContactFilter, error) {
		parts := make([]models.ContactFilter, len(all))
		for i := range all {
			set(&parts[i], &all[i])
		}
		if len(parts) == 1 {
			return &parts[0], nil
		}
		return &models.ContactFilter{And: parts}, nil
	}
	has := models.StringFilter{IsNull: ptr(false)}
	if (c.Operator == "not_equal_to" || c.Operator == "does_not_contain") && c.Key != "name" && c.Key != "email" {
		t.note(blankTexts)
	}
	switch c.Operator {
	case "is_present", "is_not_present":
		t.note(blankTexts)
		return whole(models.StringFilter{IsNull: ptr(c.Operator == "is_not_present")})
	case "equal_to":
		return whole(models.StringFilter{In: values, IgnoreCase: caseless(c.Key)})
	case "not_equal_to":
		if c.Key == "name" { // Chatwoot's names are blank, not missing
			return whole(models.StringFilter{Nin: values})
		}
		return whole(models.StringFilter{Nin: values, IgnoreCase: caseless(c.Key)}, has)
	}
	value := single(t, values)
	if strings.ContainsAny(value, `%_\`) {
		t.note(`The characters % and _ stand for themselves here; in Chatwoot they stand for others.`)
	}
	if c.Key == "phone_number" && strings.Trim(value, "+0123456789") != "" {
		t.note("Punctuation of phone numbers makes no difference here; in Chatwoot nothing that has some is found.")
	}
	switch c.Operator {
	case "contains":
		return whole(models.StringFilter{Contains: &value, IgnoreCase: caseless(c.Key)})
	case "does_not_contain":
		if c.Key == "name" {
			return whole(models.StringFilter{NotContains: &value})
		}
		return whole(models.StringFilter{NotContains: &value, IgnoreCase: caseless(c.Key)}, has)
	case "starts_with":
		if c.Key == "phone_number" && !strings.HasPrefix(value, "+") {
			t.note("The beginning of a phone number is looked for with and without + here.")
		}
		return whole(models.StringFilter{StartsWith: &value, IgnoreCase: caseless(c.Key)})
	}
	return nil, c.noOperator()
}

// caseless is what makes exact comparisons of ours ignore case, nil for fields that do by themselves.
func caseless(key string) *bool {
	if key == "identifier" || key == "country_code" {
		return ptr(true)
	}
	return nil
}

func labelsFilter(t *translation, c condition, values []string) (*models.LabelsFilter, error) {
	switch c.Operator {
	case "equal_to":
		return &models.LabelsFilter{Any: []string{labelTitle(single(t, values))}}, nil
	case "not_equal_to":
		return &models.LabelsFilter{None: []string{labelTitle(single(t, values))}}, nil
	case "is_present", "is_not_present":
		return &models.LabelsFilter{IsEmpty: ptr(c.Operator == "is_not_present")}, nil
	}
	return nil, c.noOperator()
}

// labelTitle is the title under which a label was brought over.
func labelTitle(name string) string {
	if title, refused := models.CleanLabelTitle(name); refused == nil {
		return title
	}
	title, _ := mappedTitle(name)
	return title
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
