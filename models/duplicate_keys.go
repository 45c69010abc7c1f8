package models

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"
)

// MatchKeys returns the keys under which the contact is found and the keys that it looks for: two contacts are compared if one looks for a
// key of the other. Keys are the mailbox or, if distinctive, its local part, the last digits of the phone number, the identifier, the words
// of the name in alphabetical order, or pairs of words that names are shortened to. Initials within one company match only if one of the
// two names is abbreviated. Keys are hashed, and chosen so that pairs without a common key would score low.
func (t DuplicateTraits) MatchKeys() (held, sought []int64) {
	var keys []int64
	add := func(kind string, parts ...string) { keys = append(keys, matchKey(kind, parts...)) }
	for _, email := range t.emails {
		if email.role || len(email.bare) < tellingLocal {
			add("email", email.local+"@"+email.domain)
		} else {
			add("local", email.bare)
		}
	}
	for _, phone := range t.phones {
		if tail := phone.tail(); tail != "" {
			add("phone", tail)
		}
	}
	for _, identifier := range t.identifiers {
		add("identifier", identifier)
	}
	if words := t.name.words; len(words) > 1 {
		first, last := words[0], words[len(words)-1]
		add("name", t.name.sorted)
		for _, pair := range [][2]string{{first, last}, {first, words[1]}, {formal(first), last}} {
			add("name", min(pair[0], pair[1]), max(pair[0], pair[1]))
		}
		add("name", t.name.joined)
	}
	slices.Sort(keys)
	held = slices.Compact(keys)
	sought = slices.Clone(held)
	if words := t.name.words; len(words) > 1 && t.company != "" {
		a, b := initial(words[0]), initial(words[len(words)-1])
		all, abbreviated := matchKey("initials", t.company, min(a, b), max(a, b)), matchKey("abbreviated", t.company, min(a, b), max(a, b))
		held = append(held, all)
		if isInitial(words[0]) || isInitial(words[len(words)-1]) {
			return append(held, abbreviated), append(sought, all)
		}
		sought = append(sought, abbreviated)
	}
	return held, sought
}

func matchKey(kind string, parts ...string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind + ":" + strings.Join(parts, " ")))
	return int64(h.Sum64())
}

func initial(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return string(r)
}

// formal returns the given name behind a nickname.
func formal(word string) string {
	if given := nicknames[word]; len(given) > 0 {
		return given[0]
	}
	return word
}
