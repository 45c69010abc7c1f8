package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a search.
const (
	MinSearch = 2
	MaxSearch = 200
	// maxSearchWords bounds the words of a search that may be misspelt; of more, all have to be found as they are written.
	maxSearchWords = 8
	// maxJoinable bounds the words of a search that is also read with two neighbours as one word.
	maxJoinable = 4
	// maxShortPart is how many letters a short one of two such words has at most.
	maxShortPart = 3
)

// CleanSearch folds a search in the same way as the searched text.
func CleanSearch(text string) (string, *Error) {
	if strings.ContainsRune(text, 0) {
		return "", Errorf(Invalid, "A NUL character is nowhere to be found.").At("search")
	}
	folded := Fold(text)
	n := utf8.RuneCountInString(folded)
	if n < MinSearch && (n != 1 || !isIdeograph(firstRune(folded))) || n > MaxSearch {
		return "", Errorf(Invalid, "A search has %d to %d characters; a Chinese, Japanese or Korean one may be alone.", MinSearch, MaxSearch).
			At("search")
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

// Search is a search as it is carried out. A contact matches if its text contains one of Whole or, unless there are no Terms, if every term
// matches; a term that is misspelt matches less well. Of a search that is a word of one or two letters, only Text and Start are set.
type Search struct {
	// Text is the folded search, Whole the spellings of all of it.
	Text  string
	Whole []string
	Terms []SearchTerm
	// Joined are other readings of the terms, in which two neighbours are one word.
	Joined [][]SearchTerm
	// Start is one or two letters with which a word begins.
	Start *SearchTerm
}

// SearchTerm is a part of a search between spaces, or a word of such a part.
type SearchTerm struct {
	// Any are texts of which one must be in the search text.
	Any []string
	// Words, each of which must be in the search text, are another way to match.
	Words []string
	// Keys must all be among the keys; they are those of one or two letters or of ideographs.
	Keys []string
	// ShortWord is the key of Keys' letters as a whole word.
	ShortWord string
	// Forms are the spellings that may be misspelt, and PartKeys the keys of which a misspelt one has at least one.
	Forms    []string
	PartKeys []string
}

// ParseSearch reads a search. Invalid if it is too short or too long.
func ParseSearch(text string) (*Search, *Error) {
	folded, refused := CleanSearch(text)
	if refused != nil {
		return nil, refused
	}
	plain := Fold(plainDigits(text))
	if isShort(plain) {
		start := shortTerm(plain)
		return &Search{Text: folded, Start: &start}, nil
	}
	s := &Search{Text: folded, Whole: []string{folded}}
	digits := SearchDigits(plain)
	for _, spelling := range []string{plain, digits} {
		if spelling != "" && !slices.Contains(s.Whole, spelling) {
			s.Whole = append(s.Whole, spelling)
		}
	}
	if digits != "" {
		return s, nil
	}
	for chunk := range strings.FieldsSeq(text) {
		s.Terms = append(s.Terms, readTerm(chunk))
	}
	if len(s.Terms) > maxSearchWords {
		for i := range s.Terms {
			s.Terms[i].Forms, s.Terms[i].PartKeys = nil, nil
		}
	}
	if len(s.Terms) == 1 {
		s.Whole = append(s.Whole, s.Terms[0].Any...)
		slices.Sort(s.Whole)
		s.Whole = slices.Compact(s.Whole)
	}
	s.join(strings.Fields(text))
	return s, nil
}

// isShort reports whether a text is a word of one or two letters or digits.
func isShort(text string) bool {
	return utf8.RuneCountInString(text) <= 2 &&
		!strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// join adds the readings in which two neighbours are one word: "Black Well" for Blackwell. Two words alone may be misspelt together only if
// one is short: most are a first and a last name, and many contacts begin like a misspelt first name.
func (s *Search) join(chunks []string) {
	if len(chunks) < 2 || len(chunks) > maxJoinable {
		return
	}
	for i := range len(chunks) - 1 {
		both := readTerm(chunks[i] + chunks[i+1])
		if len(both.Forms) == 0 {
			continue
		}
		if len(chunks) == 2 && utf8.RuneCountInString(chunks[i]) > maxShortPart && utf8.RuneCountInString(chunks[i+1]) > maxShortPart {
			both.Forms, both.PartKeys = nil, nil
		}
		s.Joined = append(s.Joined, slices.Concat(s.Terms[:i], []SearchTerm{both}, s.Terms[i+2:]))
	}
}

// readTerm reads a part of a search. A part with digits or with punctuation other than apostrophes and hyphens is found only as it is
// written.
func readTerm(chunk string) SearchTerm {
	folded := Fold(plainDigits(chunk))
	if isShort(folded) {
		return shortTerm(folded)
	}
	t := SearchTerm{Any: []string{folded}}
	if strings.ContainsFunc(folded, unicode.IsDigit) {
		return t
	}
	groups := wordGroups(chunk)
	if len(groups) != 1 {
		return t
	}
	words := groups[0]
	if len(words) == 1 {
		t.spell(words[0], folded)
		return t
	}
	if strings.ContainsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.In(r, unicode.Pd) }) {
		return t
	}
	joined := searchWord{forms: []string{""}}
	for _, word := range words {
		t.Words = append(t.Words, word.forms[0])
		joined.forms[0] += word.forms[0]
	}
	t.spell(joined, folded)
	return t
}

// spell adds the forms of a word to what is looked for.
func (t *SearchTerm) spell(word searchWord, folded string) {
	var keys wordSet
	for _, form := range word.forms {
		if form != folded && utf8.RuneCountInString(form) > 2 {
			t.Any = append(t.Any, form)
		}
		if MistakesAllowed(form, form) > 0 {
			t.Forms = append(t.Forms, form)
			mistakeKeys(form, keys.add)
		}
	}
	t.PartKeys = keys.list
}

func shortTerm(folded string) SearchTerm {
	t := SearchTerm{ShortWord: shortWordKey(folded)}
	if !strings.ContainsFunc(folded, isIdeograph) {
		t.Keys = []string{startKey(folded)}
		return t
	}
	t.Any = []string{folded}
	for _, r := range folded {
		if isIdeograph(r) {
			t.Keys = append(t.Keys, string(r))
		}
	}
	return t
}
