package filter

import (
	"strings"
	"unicode"

	"kith/models"
)

// folding normalizes an operand in the same way as the stored text.
type folding struct {
	// whole normalizes operands that are compared with the whole text or its beginning, part those that may occur anywhere in it.
	whole, part func(string) string
	// alike returns the stored forms that equal an operand; nil if there is only the whole one.
	alike func(string) []string
	// lower says that PostgreSQL lower-cases both sides, because no folded form is stored.
	lower bool
	// exact says that both sides are compared as they are.
	exact bool
}

func (f folding) sql(operand string) string {
	if f.lower {
		return "lower(" + operand + ")"
	}
	return operand
}

func same(s string) string { return s }

func foldedKey(s string) string {
	if key := models.FoldKey(s); key != nil {
		return *key
	}
	return ""
}

func email(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// phonePart removes spaces and punctuation of phone numbers. An operand with other characters matches nothing.
func phonePart(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-()./", r) {
			return -1
		}
		return r
	}, s)
}

// phoneWhole adds the plus sign that stored numbers start with.
func phoneWhole(s string) string {
	s = phonePart(s)
	if s == "" || s[0] == '+' {
		return s
	}
	return "+" + s
}

var (
	byKey     = folding{whole: foldedKey, part: models.Fold}
	asEmail   = folding{whole: email, part: email}
	asPhone   = folding{whole: phoneWhole, part: phonePart}
	asCountry = folding{whole: foldedKey, part: models.Fold, alike: models.CountryKeys}
	exactly   = folding{whole: same, part: same, exact: true}
	anyCase   = folding{whole: same, part: same, lower: true}
)

// forms returns the stored forms that equal one of the operands.
func (f folding) forms(operands []string) array {
	if f.alike == nil {
		return texts(operands, f.whole)
	}
	var all array
	for _, o := range operands {
		all = append(all, texts(f.alike(o), f.whole)...)
	}
	return all
}

// textField is a text of contacts in its three forms: in a filter, in SQL and in a record.
type textField struct {
	folding
	of       func(*models.ContactFilter) *models.StringFilter
	column   string
	stored   func(*models.Contact) *string
	searched func(operand string) bool
}

// folded is for columns that are stored folded.
func folded(string) bool { return true }

// plain is for other columns: folding does not change the inside of an operand that is ASCII without spaces.
func plain(operand string) bool {
	return strings.IndexFunc(operand, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// textFields are the columns that a StringFilter can apply to; addressFields are the lists.
var textFields = []textField{
	{byKey, func(f *models.ContactFilter) *models.StringFilter { return f.Name },
		"c.name_key", func(c *models.Contact) *string { return c.Keys.NameKey }, folded},
	{byKey, func(f *models.ContactFilter) *models.StringFilter { return f.MiddleName },
		"c.middle_name_key", func(c *models.Contact) *string { return c.Keys.MiddleNameKey }, folded},
	{byKey, func(f *models.ContactFilter) *models.StringFilter { return f.LastName },
		"c.last_name_key", func(c *models.Contact) *string { return c.Keys.LastNameKey }, folded},
	{byKey, func(f *models.ContactFilter) *models.StringFilter { return f.CompanyName },
		"c.company_key", func(c *models.Contact) *string { return c.Keys.CompanyKey }, folded},
	{byKey, func(f *models.ContactFilter) *models.StringFilter { return f.City },
		"c.city_key", func(c *models.Contact) *string { return c.Keys.CityKey }, nil},
	{asCountry, func(f *models.ContactFilter) *models.StringFilter { return f.Country },
		"c.country_key", func(c *models.Contact) *string { return c.Keys.CountryKey }, nil},
	{exactly, func(f *models.ContactFilter) *models.StringFilter { return f.CountryCode },
		"c.country_code", func(c *models.Contact) *string { return c.CountryCode }, nil},
	{anyCase, func(f *models.ContactFilter) *models.StringFilter { return f.JobTitle },
		"lower(nullif(c.additional_attributes ->> 'jobTitle', ''))", func(c *models.Contact) *string { return c.AdditionalAttributes.JobTitle },
		nil},
	{anyCase, func(f *models.ContactFilter) *models.StringFilter { return f.Referer },
		"lower(nullif(c.additional_attributes ->> 'referer', ''))", func(c *models.Contact) *string { return c.AdditionalAttributes.Referer },
		nil},
}
