package models

import (
	"strings"
	"unicode/utf8"
)

// Bounds of a search.
const (
	MinSearch = 2
	MaxSearch = 200
)

// CleanSearch folds a search in the same way as the searched text.
func CleanSearch(text string) (string, *Error) {
	if strings.ContainsRune(text, 0) {
		return "", Errorf(Invalid, "A NUL character is nowhere to be found.").At("search")
	}
	folded := Fold(text)
	if n := utf8.RuneCountInString(folded); n < MinSearch || n > MaxSearch {
		return "", Errorf(Invalid, "A search has %d to %d characters.", MinSearch, MaxSearch).At("search")
	}
	return folded, nil
}

// SearchDigits returns the digits of a search that can only be a phone number: at least 2 digits and otherwise only spaces and punctuation
// of phone numbers. Blank for any other search.
func SearchDigits(text string) string {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			digits.WriteRune(r)
		case !strings.ContainsRune(" +-()./", r):
			return ""
		}
	}
	if digits.Len() < MinSearch {
		return ""
	}
	return digits.String()
}
