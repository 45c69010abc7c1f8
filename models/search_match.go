package models

import (
	"slices"
	"strings"
)

// Exact reports whether a text contains the search as it is written, its words in any order. SQL finds the same contacts
// (internal/crm/contact_search.go).
func (s *Search) Exact(text SearchText) bool { return s.exactIn(foundIn(text)) }

func (s *Search) exactIn(f found) bool {
	if s.Start != nil {
		return f.exactly(*s.Start)
	}
	return slices.ContainsFunc(s.Whole, f.contains) || len(s.Terms) > 0 && !slices.ContainsFunc(s.Terms, f.lacks)
}

// Match reports whether a text matches the search if mistakes are allowed, and with how many. Searches allow them only where no text of the
// account matches exactly.
func (s *Search) Match(text SearchText) (mistakes int, ok bool) {
	f := foundIn(text)
	if exact := s.exactIn(f); exact || s.Start != nil {
		return 0, exact
	}
	for _, terms := range append(s.Joined[:len(s.Joined):len(s.Joined)], s.Terms) {
		if n, matches := f.all(terms); matches && (!ok || n < mistakes) {
			mistakes, ok = n, true
		}
	}
	return mistakes, ok && len(s.Terms) > 0
}

// found is a SearchText in parts.
type found struct {
	text        string
	words, keys []string
}

func foundIn(text SearchText) found {
	return found{text: text.Text, words: strings.Fields(text.Words), keys: strings.Fields(text.Keys)}
}

func (f found) contains(part string) bool { return strings.Contains(f.text, part) }

func (f found) lacks(t SearchTerm) bool { return !f.exactly(t) }

// exactly reports whether a term is in the text as it is written.
func (f found) exactly(t SearchTerm) bool {
	for _, key := range t.Keys {
		if !slices.Contains(f.keys, key) {
			return false
		}
	}
	if len(t.Any) == 0 || slices.ContainsFunc(t.Any, f.contains) {
		return true
	}
	return len(t.Words) > 0 && !slices.ContainsFunc(t.Words, func(word string) bool { return !f.contains(word) })
}

// all returns the mistakes of all terms together.
func (f found) all(terms []SearchTerm) (n int, ok bool) {
	for _, t := range terms {
		more, matches := f.term(t)
		if !matches {
			return 0, false
		}
		n += more
	}
	return n, true
}

func (f found) term(t SearchTerm) (n int, ok bool) {
	if f.exactly(t) {
		return 0, true
	}
	for _, form := range t.Forms {
		for _, word := range f.words {
			if more, matches := mistakes(form, word); matches && (!ok || more < n) {
				n, ok = more, true
			}
		}
	}
	return n, ok
}
