package models

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxMatchKeys = 10

// MatchKeys returns what two contacts must share, one of them, to be compared at all: the mailbox or, where it is telling, its local part, the end of the phone number,
// the identifier, the words of the name in alphabetical order, pairs of words that names are cut to, and the initials at one company. They are hashed, and chosen so that pairs without any would score low.
func (t DuplicateTraits) MatchKeys() []int64 {
	var keys []int64
	add := func(kind string, parts ...string) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(kind + ":" + strings.Join(parts, " ")))
		keys = append(keys, int64(h.Sum64()))
	}
	if t.email.known() {
		if t.email.role || len(t.email.bare) < tellingLocal {
			add("email", t.email.local+"@"+t.email.domain)
		} else {
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
		add("name", t.name.sorted)
		for _, pair := range [][2]string{{first, last}, {first, words[1]}, {formal(first), last}} {
			add("name", min(pair[0], pair[1]), max(pair[0], pair[1]))
		}
		add("name", t.name.joined)
		if t.company != "" {
			a, b := initial(first), initial(last)
			add("initials", t.company, min(a, b), max(a, b))
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
