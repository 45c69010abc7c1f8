package crm

import (
	"fmt"
	"kith/internal/store"
	"strings"
	"unicode/utf8"

	"kith/internal/filter"
	"kith/models"
	"kith/models/page"
)

// maxOrderKeys limits the number of sort keys of a list.
const maxOrderKeys = 4

// contactKeys are the sort keys of contacts. Each has an index in which it is the first column after the account.
var contactKeys = map[models.ContactOrderField]page.Key{
	models.OrderName:           {Expr: "c.name_key", Kind: page.Text, Nullable: true},
	models.OrderLastName:       {Expr: "c.last_name_key", Kind: page.Text, Nullable: true},
	models.OrderEmail:          {Expr: "c.email", Kind: page.Text, Nullable: true},
	models.OrderPhoneNumber:    {Expr: "c.phone_number", Kind: page.Text, Nullable: true},
	models.OrderLastActivityAt: {Expr: "c.last_activity_at", Kind: page.Time, Nullable: true},
	models.OrderCreatedAt:      {Expr: "c.created_at", Kind: page.Time},
	models.OrderUpdatedAt:      {Expr: "c.updated_at", Kind: page.Time},
	models.OrderCompanyName:    {Expr: "c.company_key", Kind: page.Text, Nullable: true},
	models.OrderCity:           {Expr: "c.city_key", Kind: page.Text, Nullable: true},
	models.OrderCountry:        {Expr: "c.country_key", Kind: page.Text, Nullable: true},
	models.OrderCsatAverage:    {Expr: "c.csat_average", Kind: page.Number, Nullable: true},
}

// contactOrder is the requested order, newest first by default.
func contactOrder(by []*models.ContactOrder) (page.Order, error) {
	if len(by) == 0 {
		newest := models.OrderCreatedAt
		by = []*models.ContactOrder{{By: models.ContactOrderKey{Field: &newest}, Direction: models.Desc, Nulls: models.NullsLast}}
	}
	if len(by) > maxOrderKeys {
		return page.Order{}, models.Errorf(models.Invalid, "orderBy has at most %d keys.", maxOrderKeys).At("orderBy")
	}
	o := page.Order{Name: "contacts", ID: "c.id"}
	attributes := 0
	for _, by := range by {
		var k page.Key
		switch {
		case (by.By.Field == nil) == (by.By.CustomAttribute == nil):
			return o, models.Errorf(models.Invalid, "A sort key is a field or a custom attribute, exactly one of the two.").At("orderBy")
		case by.By.Field != nil:
			k = contactKeys[*by.By.Field]
			k.Name = string(*by.By.Field)
		default:
			key := models.AttributeKey(*by.By.CustomAttribute)
			if key == "" || utf8.RuneCountInString(key) > models.MaxAttributeKey || strings.ContainsRune(key, 0) {
				return o, models.Errorf(models.Invalid, "The key of a custom attribute has 1 to %d characters.", models.MaxAttributeKey).At("orderBy")
			}
			k = page.Key{Name: "customAttribute " + key, Expr: fmt.Sprintf("c.attribute%d", attributes), Kind: page.JSON, Nullable: true}
			attributes++
		}
		k.Desc, k.NullsFirst = by.Direction == models.Desc, by.Nulls == models.NullsFirst
		o.Keys = append(o.Keys, k)
	}
	return o, nil
}

// attributeKeys returns the custom attributes that an order sorts by; the n-th is selected as c.attribute0, c.attribute1, and so
// on.
func attributeKeys(by []*models.ContactOrder) (keys []string) {
	for _, by := range by {
		if by.By.CustomAttribute != nil {
			keys = append(keys, models.AttributeKey(*by.By.CustomAttribute))
		}
	}
	return keys
}

// sortedCharacters is how many characters of a text lists are sorted by. A cursor holds them, and would be too long with all of a text.
const sortedCharacters = 255

// withAttributes adds sort values of custom attributes to a table of contacts: jsonb values of lower-cased text, number or boolean, which
// PostgreSQL sorts in this sequence. Blank texts, lists and objects count as no value. Dates of an attribute that is defined as DATE are
// sorted as the days that they are in the account's time zone. The arguments of the new table come before those of the old one.
func withAttributes(t store.Table[models.Contact], args []any, keys []string, account int64) (store.Table[models.Contact], []any) {
	columns := make([]string, len(keys))
	var keyArgs []any
	for i, key := range keys {
		columns[i] = fmt.Sprintf(`
			CASE jsonb_typeof(s.custom_attributes -> ?::text)
				WHEN 'string' THEN to_jsonb(CASE
					WHEN (SELECT type FROM custom_attribute_definitions WHERE account_id = ? AND model = 'CONTACT' AND key = ?) = 'DATE'
						AND length(s.custom_attributes ->> ?::text) > 10 AND s.custom_attributes ->> ?::text ~ ?
					THEN to_char(regexp_replace(s.custom_attributes ->> ?::text, '([.][0-9]{6})[0-9]+', '\1')::timestamptz `+inTimeZone+`,
						'YYYY-MM-DD')
					ELSE nullif(left(lower(s.custom_attributes ->> ?::text), %d), '')
				END)
				WHEN 'number' THEN s.custom_attributes -> ?::text
				WHEN 'boolean' THEN s.custom_attributes -> ?::text
			END AS attribute%d`, sortedCharacters, i)
		keyArgs = append(keyArgs, key, account, key, key, key, filter.WellFormedDate, key, account, key, key, key)
	}
	inner := strings.TrimSuffix(t.From, " c") + " s"
	where := ""
	if t.From == contacts.From { // a search already selects the account
		where, args = " WHERE s.account_id = ?", append([]any{account}, args...)
	}
	t = t.In("(SELECT s.*, " + strings.Join(columns, ", ") + " FROM " + inner + where + ") c").PlannedByValue()
	return t, append(keyArgs, args...)
}
