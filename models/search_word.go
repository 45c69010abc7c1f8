package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// searchWord is a word of a text in the forms by which it is found: folded, with ü written as ue, and in Latin letters.
type searchWord struct {
	forms []string
}

// wordGroups returns the words of a text, those between spaces in one group: "Jean-Luc Picard" has the groups [jean luc] and [picard].
// Apostrophes are left out, and digits of all scripts are those of ASCII.
func wordGroups(text string) [][]searchWord {
	var groups [][]searchWord
	for chunk := range strings.FieldsSeq(plainDigits(norm.NFC.String(text))) {
		var group []searchWord
		for word := range strings.FieldsFuncSeq(withoutApostrophes(chunk), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) {
			if w := readSearchWord(word); len(w.forms) > 0 {
				group = append(group, w)
			}
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func readSearchWord(word string) searchWord {
	word = strings.ToLower(word)
	var w searchWord
	add := func(form string) {
		if form = strings.ReplaceAll(Fold(form), " ", ""); form != "" && !slices.Contains(w.forms, form) {
			w.forms = append(w.forms, form)
		}
	}
	add(word)
	if isASCII(word) {
		return w
	}
	add(umlauts.Replace(word))
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }) {
		for _, letters := range []*strings.Replacer{romanized, shortlyRomanized} {
			add(letters.Replace(Fold(letters.Replace(word)))) // й before its accent is folded away, accented Greek letters after
		}
	}
	return w
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// plainDigits writes the decimal digits of all scripts as those of ASCII.
func plainDigits(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.IsDigit(r) {
			return r
		}
		value := 0 // digits of a script follow each other, from zero on
		for unicode.IsDigit(r-1) && value < 9 {
			r--
			value++
		}
		return rune('0' + value)
	}, s)
}

func withoutApostrophes(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("'’‘‛ʼʹʻ`´′＇", r) {
			return -1
		}
		return r
	}, s)
}

// umlauts are letters that people without them on their keyboards write as two.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa")

// romanized and shortlyRomanized are two usual ways to write Cyrillic and Greek names in Latin letters: Aleksei and Alexey.
var (
	romanized = newRomanizer("й", "i", "кс", "ks", "х", "kh", "ю", "yu", "я", "ya", "ий", "ii",
		"γγ", "ng", "χ", "ch", "υ", "y", "η", "i")
	shortlyRomanized = newRomanizer("й", "y", "кс", "x", "х", "h", "ю", "iu", "я", "ia", "ий", "y",
		"γγ", "gg", "χ", "h", "υ", "i", "η", "e")
)

func newRomanizer(first ...string) *strings.Replacer {
	return strings.NewReplacer(append(first,
		"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ё", "e", "ж", "zh", "з", "z", "и", "i", "к", "k", "л", "l", "м", "m",
		"н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ў", "u", "ф", "f", "ц", "ts", "ч", "ch", "ш", "sh",
		"щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "є", "ye", "і", "i", "ї", "yi", "ґ", "g", "ј", "j", "љ", "lj", "њ", "nj", "ћ", "c",
		"ђ", "dj", "џ", "dz", "ѓ", "g", "ќ", "k", "ѕ", "dz",
		"ου", "ou", "μπ", "b", "ντ", "nt", "α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z", "θ", "th", "ι", "i", "κ", "k",
		"λ", "l", "μ", "m", "ν", "n", "ξ", "x", "ο", "o", "π", "p", "ρ", "r", "σ", "s", "ς", "s", "τ", "t", "φ", "f", "ψ", "ps", "ω", "o")...)
}

// isIdeograph reports whether a character is a word, or a syllable of one, in a script without spaces between words.
func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// Lengths of words, in letters, that are found in spite of mistakes, and how many mistakes.
const (
	minMistaken, maxMistaken = 3, 32
	oneMistake, twoMistakes  = 4, 8
)

// canBeMistaken reports whether a word may be misspelt: of letters alone, neither short nor very long.
func canBeMistaken(form string) bool {
	n := utf8.RuneCountInString(form)
	return minMistaken <= n && n <= maxMistaken &&
		!strings.ContainsFunc(form, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) || isIdeograph(r) })
}

// MistakesAllowed is the number of mistakes with which a search finds a word.
func MistakesAllowed(search, word string) int {
	s, w := utf8.RuneCountInString(search), utf8.RuneCountInString(word)
	switch {
	case s < oneMistake || !canBeMistaken(search) || !canBeMistaken(word):
		return 0
	case s < twoMistakes || w < twoMistakes:
		return 1
	}
	return 2
}

// mistakes returns how many letters of a search have to be added, left out, replaced or, beside each other, swapped to get the word; false
// if more than allowed. Of several swaps only one counts as one, each other as two.
func mistakes(search, word string) (n int, ok bool) {
	allowed := MistakesAllowed(search, word)
	swaps := Swapped(search)
	switch n = distance([]rune(search), []rune(word)); {
	case search == word:
		return 0, true
	case allowed == 0:
		return 0, false
	case slices.Contains(swaps, word):
		return 1, true
	case n <= allowed:
		return n, true
	case n == allowed+1 && slices.ContainsFunc(swaps, func(s string) bool { return distance([]rune(s), []rune(word)) < allowed }):
		return allowed, true
	}
	return 0, false
}

// Swapped returns the text with each two neighbours swapped.
func Swapped(s string) []string {
	runes := []rune(s)
	var all []string
	for i := range len(runes) - 1 {
		if runes[i] != runes[i+1] {
			other := slices.Clone(runes)
			other[i], other[i+1] = other[i+1], other[i]
			all = append(all, string(other))
		}
	}
	return all
}

// distance is the Levenshtein distance of two texts.
func distance(a, b []rune) int {
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range a {
		before := above[0]
		above[0] = i + 1
		for j := range b {
			replaced := before
			if a[i] != b[j] {
				replaced++
			}
			before = above[j+1]
			above[j+1] = min(replaced, above[j]+1, above[j+1]+1)
		}
	}
	return above[len(b)]
}
