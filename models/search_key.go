package models

import (
	"strings"
	"unicode/utf8"
)

// The keys of a text are what an index of texts knows of its words: how they begin (^m and ^mu), words of one or two letters (=li), each
// character of scripts without spaces (李), and parts of the words that may be misspelt, of which a misspelt one has at least one in common.
// Two words that differ by one mistake share four of their first five letters in the same order, with two mistakes four of the first six.
const (
	partLetters   = 4
	lettersForOne = 5
	lettersForTwo = 6
)

// startKey is the key of the words that begin with one or two letters.
func startKey(start string) string { return "^" + start }

// shortWordKey is the key of a whole word of one or two letters.
func shortWordKey(word string) string { return "=" + word }

// startKeys calls each with the keys of a word's beginning and of its characters.
func startKeys(form string, each func(string)) {
	n := 0
	for i, r := range form {
		switch {
		case isIdeograph(r):
			each(string(r))
		case n < 2 && (n == 0 || !isIdeograph(firstRune(form))):
			each(startKey(form[:i+utf8.RuneLen(r)]))
		}
		n++
	}
	if n <= 2 {
		each(shortWordKey(form))
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// mistakeKeys calls each with the parts of a word that may be misspelt.
func mistakeKeys(form string, each func(string)) {
	runes := []rune(form)
	switch n := len(runes); {
	case n < partLetters:
		each(form)
	case n == partLetters:
		each(form)
		parts(runes, partLetters-1, each)
	case n < twoMistakes:
		parts(runes[:lettersForOne], partLetters, each)
	default:
		parts(runes[:lettersForTwo], partLetters, each)
	}
}

// parts calls each with every part of n runes, in their order but not necessarily beside each other.
func parts(runes []rune, n int, each func(string)) {
	part := make([]rune, n)
	var choose func(from, chosen int)
	choose = func(from, chosen int) {
		if chosen == n {
			each(string(part))
			return
		}
		for i := from; i <= len(runes)-(n-chosen); i++ {
			part[chosen] = runes[i]
			choose(i+1, chosen+1)
		}
	}
	choose(0, 0)
}

// SearchText is what searches look through: Text has a line for each value, folded, and one for other spellings of its words; Words are the
// words that may be misspelt, and Keys the keys of all words, both between spaces.
type SearchText struct {
	Text  string
	Words string
	Keys  string
}

// searchBuilder collects a SearchText.
type searchBuilder struct {
	lines                 []string
	variants, words, keys wordSet
}

// wordSet is a list of distinct words.
type wordSet struct {
	list []string
	seen map[string]bool
}

func (s *wordSet) add(word string) {
	if s.seen == nil {
		s.seen = make(map[string]bool, 16)
	}
	if !s.seen[word] {
		s.seen[word] = true
		s.list = append(s.list, word)
	}
}

// line adds a folded line unless it is blank.
func (b *searchBuilder) line(text string) {
	if text = Fold(text); text != "" {
		b.lines = append(b.lines, text)
	}
}

// spell adds the words of a text whose lines have been added; mistaken says that they may be misspelt.
func (b *searchBuilder) spell(text string, mistaken bool) [][]searchWord {
	groups := wordGroups(text)
	for _, group := range groups {
		for _, word := range group {
			for _, form := range word.forms {
				b.form(form, mistaken)
			}
		}
	}
	return groups
}

func (b *searchBuilder) form(form string, mistaken bool) {
	b.variants.add(form)
	startKeys(form, b.keys.add)
	if mistaken && canBeMistaken(form) {
		b.words.add(form)
		mistakeKeys(form, b.keys.add)
	}
}

// particles are words of a name that are often written together with the next one, as are those of one or two letters.
var particles = map[string]bool{"mac": true, "van": true, "von": true, "der": true, "den": true, "del": true, "dos": true, "das": true,
	"bin": true, "ben": true, "ibn": true, "abu": true, "san": true}

// name adds the words of a name, and those that would be one word if it were written without a hyphen or a space.
func (b *searchBuilder) name(text string) {
	var before string
	for _, word := range b.joinParts(b.spell(text, true)) {
		if both := before + word; (utf8.RuneCountInString(before) <= 2 || particles[before]) && before != "" && canBeMistaken(both) {
			b.form(both, true)
		}
		before = word
	}
}

// joinParts adds what is written with hyphens as one word, and returns the words that are between spaces.
func (b *searchBuilder) joinParts(groups [][]searchWord) []string {
	all := make([]string, len(groups))
	for i, group := range groups {
		for _, word := range group {
			all[i] += word.forms[0]
		}
		if len(group) > 1 && canBeMistaken(all[i]) {
			b.form(all[i], true)
		}
	}
	return all
}

// built returns the text. Spellings that the lines contain anyway are left out of the last line.
func (b *searchBuilder) built() SearchText {
	text := strings.Join(b.lines, "\n")
	var more []string
	for _, variant := range b.variants.list {
		if !strings.Contains(text, variant) {
			more = append(more, variant)
		}
	}
	if len(more) > 0 {
		text += "\n" + strings.Join(more, " ")
	}
	return SearchText{Text: text, Words: strings.Join(b.words.list, " "), Keys: strings.Join(b.keys.list, " ")}
}
