package address

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Line returns a text as one line of what can be seen: white space of any kind becomes a space, control characters and format characters
// are left out, and spaces around it are. Zero-width joiners and non-joiners, which some scripts and emoji need, and the tags of flags stay
// within a text, but alone they are nothing. NUL characters stay, for the caller to refuse.
func Line(s string) string {
	if isPlain(s) {
		return strings.TrimSpace(s)
	}
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == 0, joins(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, s))
	if strings.TrimFunc(s, func(r rune) bool { return r == ' ' || joins(r) || blank(r) }) == "" {
		return ""
	}
	return s
}

// joins reports whether a format character is part of how its neighbours are written.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' || 0xE0020 <= r && r <= 0xE007F }

// blank reports whether a letter or symbol is drawn as nothing: Hangul fillers, the blank Braille pattern, and variation selectors.
func blank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f', '\u180e':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// Key returns the form in which a short text that people type as a name of something is compared exactly: without white space and invisible
// characters around it, in NFC. One with a NUL character is left as it is, for the caller to refuse.
func Key(s string) string {
	switch {
	case isPlain(s):
		return strings.TrimSpace(s)
	case strings.ContainsRune(s, 0):
		return s
	}
	return norm.NFC.String(Trim(s))
}
