// Package phone validates and formats E.164 numbers (ITU-T E.164, 2010): a plus sign, a digit from 1 to 9 and 1 to 14 more digits, of a
// length that is possible in the country.
package phone

import (
	"regexp"
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

var callingCodes = phonenumbers.GetSupportedCallingCodes()

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// Valid reports whether s is E.164 and possible for its country.
func Valid(s string) bool {
	if !e164.MatchString(s) {
		return false
	}
	n, err := phonenumbers.Parse(s, "")
	return err == nil && phonenumbers.IsPossibleNumber(n) && phonenumbers.Format(n, phonenumbers.E164) == s
}

// Normalize reads a number as people write it in a region (ISO 3166-1 alpha-2) and returns it in E.164. It reports false
// when the text is no possible number there.
func Normalize(s, region string) (string, bool) {
	if len(s) > 64 {
		return "", false
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil || n.GetExtension() != "" || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	formatted := phonenumbers.Format(n, phonenumbers.E164)
	return formatted, Valid(formatted)
}

// Parts splits an E.164 number into its country code and the rest; both are blank if no country has the code. No country code is a prefix
// of another, so the first match is the only one.
func Parts(s string) (country, national string) {
	for n := 2; n <= 4 && n < len(s); n++ {
		code, err := strconv.Atoi(s[1:n])
		if err != nil {
			return "", ""
		}
		if _, ok := callingCodes[code]; ok {
			return s[1:n], s[n:]
		}
	}
	return "", ""
}

// International writes a number as it is dialled from abroad: +1 212-555-1234.
func International(s string) string { return format(s, phonenumbers.INTERNATIONAL) }

// National writes a number as it is dialled at home: (212) 555-1234.
func National(s string) string { return format(s, phonenumbers.NATIONAL) }

func format(s string, style phonenumbers.PhoneNumberFormat) string {
	n, err := phonenumbers.Parse(s, "")
	if err != nil {
		return s
	}
	return phonenumbers.Format(n, style)
}
