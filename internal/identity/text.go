package identity

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"github.com/xrash/smetrics"

	"kith/models"
)

// word is one word of a text in the forms in which it is compared.
type word struct {
	// text is in lower-case Latin letters and digits without accents.
	text string
	// alt spells ä, ö, ü, ø and å with an e or a, as in Mueller; blank if that is no difference.
	alt string
	// han is the word as it was written, if its signs are Han: different signs may have one reading.
	han string
}

// spelledOut are the letters that are also written with two.
var spelledOut = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa")

// readWords splits a text into words. Apostrophes are removed, all other signs separate words. Other scripts are transliterated, and each
// sign of Han is a word.
func readWords(s string) []word {
	s = strings.ToLower(strings.ToValidUTF8(s, ""))
	var words []word
	for _, part := range strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !isApostrophe(r)
	}) {
		if strings.ContainsFunc(part, isHan) {
			for _, r := range part {
				words = appendWord(words, string(r))
			}
			continue
		}
		words = appendWord(words, part)
	}
	return words
}

func appendWord(words []word, s string) []word {
	w := word{text: latin(s)}
	if w.text == "" {
		return words
	}
	if composed := strings.ToLower(normalize(s)); spelledOut.Replace(composed) != composed {
		w.alt = latin(spelledOut.Replace(composed))
	}
	if strings.ContainsFunc(s, isHan) {
		w.han = s
	}
	return append(words, w)
}

// latin returns a text in lower-case Latin letters and digits alone.
func latin(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.ToLower(unidecode.Unidecode(models.Fold(s)))
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == 'ʿ' || r == 'ʾ'
}

// same reports whether two words are equal in one of their spellings.
func (w word) same(o word) bool {
	if w.han != o.han && w.han != "" && o.han != "" {
		return false
	}
	return w.text == o.text || w.alt != "" && w.alt == o.text || o.alt != "" && w.text == o.alt
}

// base is the word in the one form that all its spellings have, for blocks.
func (w word) base() string { return umlauts.Replace(w.text) }

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "aa", "a")

// isInitial reports whether the word is a single letter.
func (w word) isInitial() bool { return len(w.text) == 1 && w.han == "" && w.text[0] >= 'a' }

// winkler is the Jaro–Winkler similarity of two Latin texts.
func winkler(a, b string) float64 {
	if a == b {
		return 1
	}
	return smetrics.JaroWinkler(a, b, 0.7, 4)
}

// sound is how a word sounds by Soundex (US National Archives). Double Metaphone would tell more words apart, but its Go libraries are
// under the GPL.
func sound(s string) string { return smetrics.Soundex(s) }

// Similarities of texts.
const (
	similar = 0.92
	alike   = 0.88
	// sounding is how similar words that sound alike must be.
	sounding = 0.8
)

// near returns how similar two different texts are.
func near(a, b string) Kind {
	s := winkler(a, b)
	switch {
	case s >= similar:
		return Similar
	case s >= alike, s >= sounding && len(a) > 3 && len(b) > 3 && sound(a) == sound(b):
		return Alike
	case len(a) > 4 && len(b) > 4 && oneEdit(a, b):
		return Alike
	}
	return Different
}

// oneEdit reports whether a becomes b by adding, removing or replacing one letter, or by swapping two adjacent ones.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	a, b = a[start:len(a)-end], b[start:len(b)-end]
	return len(b) == 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
