package models

import (
	"encoding/json"
	"strings"
	"unicode"

	"kith/models/address"
	"kith/models/typeid"
)

// Shares of samples.
const (
	// mostSamples is the least share of samples that must look like values of a field for a column whose name says nothing.
	mostSamples = 0.8
	// enoughSamples is how many samples without a single likely value prove that a column is not for the field that its name says.
	enoughSamples = 3
)

// looks are what values of fields look like.
var looks = map[string]func(string) bool{
	idField:        func(s string) bool { return !typeid.Read[ContactID](s).IsZero() },
	companyIDField: func(s string) bool { return !typeid.Read[CompanyID](s).IsZero() },
	"email":        looksLikeEmail,
	"phoneNumber":  looksLikePhone,
	"countryCode": func(s string) bool {
		code, ok := CountryCode(s)
		return ok && code == strings.ToUpper(s)
	},
	"country":     func(s string) bool { _, ok := CountryCode(s); return ok && len(s) > 2 },
	"contactType": func(s string) bool { return readType(&ImportRow{}, s) == nil },
	blockedField:  func(s string) bool { _, ok := readBool(s); return ok },
	"other":       func(s string) bool { return strings.HasPrefix(s, "{") && json.Valid([]byte(s)) },
	"name":        looksLikeName,
}

func looksLikeEmail(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	if _, ok := address.Email(strings.TrimRight(first, ",;|")); ok {
		return true
	}
	_, ok := address.Email(s)
	return ok
}

// looksLikePhone reports whether a text is a phone number: 7 to 20 digits, and nothing else but what stands between them.
func looksLikePhone(s string) bool {
	number, _ := cutExtension(s)
	digits := 0
	for _, r := range number {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune("+-./() \u00a0", r):
			return false
		}
	}
	return digits >= 7 && digits <= 20
}

// looksLikeName reports whether a text is one to five words without digits, the first of which begins with a capital letter.
func looksLikeName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 5 || strings.ContainsAny(s, "@/\\:;=<>{}[]_#") || strings.ContainsFunc(s, unicode.IsDigit) {
		return false
	}
	first := []rune(words[0])[0]
	return unicode.IsUpper(first) || unicode.IsLetter(first) && !unicode.IsLower(first)
}

// share returns which part of the samples look like values of the field.
func (c *ImportColumn) share(field string) float64 {
	if len(c.values) == 0 {
		return 0
	}
	n := 0
	for _, value := range c.values {
		if looks[field](value) {
			n++
		}
	}
	return float64(n) / float64(len(c.values))
}

// fits reports whether the samples do not contradict the field that the name of the column says.
func (c *ImportColumn) fits(field string) bool {
	if len(c.values) == 0 {
		return field != idField
	}
	switch field {
	case "email":
		return len(c.values) < enoughSamples || strings.Contains(strings.Join(c.values, ""), "@")
	case "phoneNumber":
		digits := 0
		for _, r := range strings.Join(c.values, "") {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		return len(c.values) < enoughSamples || digits > len(c.values)
	case idField, companyIDField, "countryCode", "contactType", blockedField, "other":
		return c.share(field) >= 0.5
	}
	return true
}

// sampled assigns columns whose names say nothing by what their samples look like. A column that has a name may be for an address only if
// no other column is, as the emails of a contact's owner are not those of the contact.
func (r *recognition) sampled() {
	for _, field := range []string{"email", "phoneNumber", "name", "country"} {
		for _, c := range r.Columns {
			unnamed := unnamedColumn.MatchString(c.Name)
			if c.By != ColumnUnknown || c.rank < 0 || c.Name == "" || !unnamed && field != "email" ||
				(!unnamed || !severalColumns(field)) && r.HasField(field) {
				continue
			}
			if share := c.share(field); share >= mostSamples {
				c.Field, c.By, c.Confidence = field, ColumnBySamples, share*mostSamples
			}
		}
	}
}
