package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold removes differences of case, accents and the width of spaces from a text: it is decomposed (NFKD), stripped of combining accents,
// Arabic vowel signs and Hebrew points, lower-cased and composed again (NFC), and runs of white space become one space. Marks that are
// letters of their script (Indic vowels, kana voicing) stay.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if isAccent(r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := strokes[r]; ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(strings.Join(strings.Fields(b.String()), " "))
}

func isFolded(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c < ' ' || 'A' <= c && c <= 'Z' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// strokes maps letters that Unicode does not decompose, although people regard them as accented, to their base letters.
var strokes = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ħ': "h", 'ŧ': "t", 'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
}

func isAccent(r rune) bool {
	switch {
	case r < 0x0300:
		return false
	case r <= 0x036F, 0x1AB0 <= r && r <= 0x1AFF, 0x1DC0 <= r && r <= 0x1DFF, 0x20D0 <= r && r <= 0x20FF, 0xFE20 <= r && r <= 0xFE2F:
		return true
	case 0x0591 <= r && r <= 0x05C7, 0x064B <= r && r <= 0x065F, r == 0x0670, r == 0x0640:
		return true
	}
	return false
}

// FoldKey returns the sort key of a text: folded, nil when blank, cut to 200 bytes so that it fits into an index.
func FoldKey(s string) *string {
	folded := Fold(s)
	if len(folded) > 200 {
		folded = strings.ToValidUTF8(folded[:200], "")
	}
	if folded == "" {
		return nil
	}
	return &folded
}
