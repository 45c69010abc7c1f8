// Package phone validates and formats E.164 numbers (ITU-T E.164, 2010): a plus sign, a digit from 1 to 9 and 1 to 14 more digits, of a
// length that is possible in the country.
package phone

import (
	"regexp"
	"strconv"
	"strings"

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

// leastDigits is the minimum number of digits of a number that no numbering plan knows.
const leastDigits = 7

// Read returns the key of a number in E.164: numbers in the form that was in use before a renumbering are given their present one. It
// reports whether the number is possible in its country, and false as ok for what is no E.164 number, or has fewer than 7 digits and is
// not possible anywhere.
func Read(s string) (key string, possible, ok bool) {
	if !e164.MatchString(s) {
		return "", false, false
	}
	s = renumbered(s)
	possible = Valid(s)
	return s, possible, possible || len(s) > leastDigits
}

// renumbered returns the present form of numbers that were renumbered: Mexico gave up the 1 before mobile numbers (2019), Benin put 01
// before all numbers (2024), Ivory Coast two digits that say which operator a mobile number is from (2021), and Brazil a 9 before mobile
// numbers (2012 to 2016). Messengers still send the old forms.
func renumbered(s string) string {
	switch {
	case len(s) == 14 && strings.HasPrefix(s, "+521"):
		return "+52" + s[4:]
	case len(s) == 12 && strings.HasPrefix(s, "+229"):
		return "+22901" + s[4:]
	case len(s) == 12 && strings.HasPrefix(s, "+225") && s[4] != '2' && s[4] != '3':
		return "+225" + [...]string{"01", "01", "01", "01", "05", "05", "05", "07", "07", "07"}[s[5]-'0'] + s[4:]
	case len(s) == 13 && strings.HasPrefix(s, "+55") && s[3] != '0' && s[5] >= '6':
		return s[:5] + "9" + s[5:]
	}
	return s
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
