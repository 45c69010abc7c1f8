package models

import (
	"strings"

	"kith/models/phone"
)

const (
	sameLine     = 0.9
	sameNational = 0.5
	// phoneTail is how many digits at the end of a number are the same in every way of writing it.
	phoneTail = 8
)

// line is a phone number and the line that it reaches.
type line struct {
	number string
	// canonical is the number without the prefixes of habits.
	canonical string
	// national is the canonical number without its country code, blank if the country code is unknown.
	national string
}

// habits are digits that people of a country insert into national numbers, after the first keep digits; with them the number has the given
// length.
var habits = map[string]struct {
	keep   int
	add    string
	length int
}{
	"52": {0, "1", 11}, // Mexico's 1 for mobile phones
	"54": {0, "9", 11}, // Argentina's 9 for mobile phones
	"55": {2, "9", 11}, // Brazil's ninth digit, after the area code
}

// keepsZero are the countries where a zero after the country code is part of the number; elsewhere it is the trunk prefix.
var keepsZero = map[string]bool{"39": true, "225": true, "242": true, "378": true}

func readLine(number string) line {
	l := line{number: number, canonical: number}
	country, national := phone.Parts(number)
	if country == "" {
		return l
	}
	if !keepsZero[country] {
		national = strings.TrimLeft(national, "0")
	}
	if h, ok := habits[country]; ok && len(national) == h.length && national[h.keep:h.keep+len(h.add)] == h.add {
		national = national[:h.keep] + national[h.keep+len(h.add):]
	}
	l.canonical, l.national = "+"+country+national, national
	return l
}

// like compares two lines. VARIANT: one line written in two ways. SAME_NATIONAL: the same digits in another country, as if the country had
// been guessed wrongly.
func (l line) like(o line) (kind DuplicateReasonKind, score float64) {
	switch {
	case l.number == "" || o.number == "":
		return "", 0
	case l.canonical == o.canonical:
		return "VARIANT", sameLine
	case len(l.national) > phoneTail && l.national == o.national:
		return "SAME_NATIONAL", sameNational
	}
	return "", 0
}

// tail returns the last digits, which are the same in every way of writing the number; blank for short numbers.
func (l line) tail() string {
	if len(l.canonical) <= phoneTail {
		return ""
	}
	return l.canonical[len(l.canonical)-phoneTail:]
}
