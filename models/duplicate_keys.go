package models

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxMatchKeys = 10
	// maxMatchKey bounds a key in bytes, so that it fits into an index.
	maxMatchKey = 160
	// keyedLocal is how long the part before the @ must be to be a key.
	keyedLocal = 4
)

// MatchKeys returns what two contacts must share, one of them, to be compared at all: the mailbox, its local part, the end of the phone number,
// the identifier, the words of the name in alphabetical order, pairs of words that names are cut to, and at one company an initial with the
// other word. They are chosen so that pairs without any would score low.
func (t DuplicateTraits) MatchKeys() []string {
	var keys []string
	add := func(kind string, parts ...string) {
		key := kind + ":" + strings.Join(parts, " ")
		if len(key) > maxMatchKey {
			key = strings.ToValidUTF8(key[:maxMatchKey], "")
		}
		keys = append(keys, key)
	}
	if t.email.known() {
		add("email", t.email.local+"@"+t.email.domain)
		if !t.email.role && utf8.RuneCountInString(t.email.bare) >= keyedLocal {
			add("local", t.email.bare)
		}
	}
	if tail := t.phone.tail(); tail != "" {
		add("phone", tail)
	}
	if t.identifier != "" {
		add("identifier", t.identifier)
	}
	if words := t.name.words; len(words) > 1 {
		first, last := words[0], words[len(words)-1]
		add("name", slices.Sorted(slices.Values(words))...)
		for _, pair := range [][2]string{{first, last}, {first, words[1]}, {formal(first), last}} {
			add("name", min(pair[0], pair[1]), max(pair[0], pair[1]))
		}
		add("name", strings.Join(words, ""))
		if t.company != "" {
			add("initial", t.company, initial(first), last)
			add("initial", t.company, initial(last), first)
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return keys[:min(len(keys), maxMatchKeys)]
}

func initial(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(r)
}

// formal returns the given name that a nickname stands for.
func formal(word string) string {
	if given := nicknames[word]; len(given) > 0 {
		return given[0]
	}
	return word
}
