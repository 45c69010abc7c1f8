package models

import (
	"slices"
	"strings"
	"testing"
)

// TestSearchesForgive checks what searches find of a contact, and with how many mistakes.
func TestSearchesForgive(t *testing.T) {
	t.Parallel()
	person := func(name, last, company string, addresses ...string) SearchText {
		c := Contact{Name: name, LastName: last, Points: []ContactPoint{}}
		for _, address := range addresses {
			p, err := readPoint(PointEmail, address, "")
			if err != nil {
				t.Fatal(err)
			}
			c.Points = append(c.Points, p)
		}
		return c.searched(company)
	}
	for _, c := range []struct {
		name, last, company, search string
		mistakes                    int // -1: not found
	}{
		{"John", "Doe", "", "doe john", 0},
		{"John", "Doe", "", "Doe, John", 0},
		{"Smythe John", "", "", "john smythe", 0},
		{"John", "Doe", "Acme Ltd", "john acme", 0},
		{"John", "Doe", "", "john acme", -1},
		{"Sean O'Brien", "", "", "o'brien", 0},
		{"Sean O'Brien", "", "", "o’brien", 0},
		{"Sean O'Brien", "", "", "obrien", 0},
		{"Sean O’Brien", "", "", "O'Brien", 0},
		{"Sean Obrien", "", "", "o'brien", 0},
		{"Sean Obrien", "", "", "o brien", 0},
		{"Jean-Luc Picard", "", "", "jean\u2010luc", 0},
		{"Jean\u2010Luc Picard", "", "", "jean-luc", 0},
		{"Jean-Luc Picard", "", "", "jean luc", 0},
		{"Jean-Luc Picard", "", "", "jeanluc", 0},
		{"Jeanluc Picard", "", "", "jean-luc", 0},
		{"Müller", "", "", "Mueller", 0},
		{"Mueller", "", "", "Müller", 0},
		{"Jörg Åberg", "", "", "joerg aaberg", 0},
		{"Søren", "", "", "soeren", 0},
		{"Сергей Юрьев", "", "", "Sergey", 0},
		{"Sergey", "", "", "Сергей", 0},
		{"Sergei", "", "", "Сергей", 0},
		{"Алексей", "", "", "alexey", 0},
		{"Γιώργος", "", "", "giorgos", 0},
		{"Jonathan Ferguson", "", "", "jonathn fergusen", 2},
		{"Jonathan", "Ferguson", "", "ferguson jonathn", 1},
		{"Jhon", "", "", "john", 1},
		{"Kylee Stephenson", "", "", "stepehndon", 2},
		{"Amy", "", "", "any", -1},
		{"Anna", "", "", "hanna", 1},
		{"Maria", "", "", "marta", 1},
		{"Maria", "", "", "marto", -1},
		{"Ferguson", "", "", "fargusen", 2},
		{"Ferguson", "", "", "fargisin", -1},
		{"Amber Blackwell", "", "", "amber black well", 0},
		{"Amber Blackwell", "", "", "amber blakwell", 1},
		{"Amber Blackwell", "", "", "ambre blak well", 2},
		{"李小龙", "", "", "李", 0},
		{"李小龙", "", "", "龙", 0},
		{"山田太郎", "", "", "田太", 0},
		{"山田太郎", "", "", "田郎", -1},
		{"Order ٤٥٦", "", "", "456", 0},
		{"Order 456", "", "", "٤٥٦", 0},
		{"Order 456", "", "", "order 457", -1},
		{"Maria", "", "", "ma", 0},
		{"Anna-Maria", "", "", "ma", 0},
		{"Emma", "", "", "ma", -1},
		{"J Smith", "", "", "smith j", 0},
		{"Ludwig van der Rohe", "", "", "vander rohe", 0},
	} {
		search, err := ParseSearch(c.search)
		if err != nil {
			t.Errorf("%q: %v", c.search, err)
			continue
		}
		n, ok := search.Match(person(c.name, c.last, c.company))
		if !ok {
			n = -1
		}
		if n != c.mistakes {
			t.Errorf("%q finds %s %s with %d mistakes, not %d: %+v in %+v", c.search, c.name, c.last, n, c.mistakes, *search,
				person(c.name, c.last, c.company))
		}
	}
	for search, found := range map[string]bool{"jonathn": true, "jonathan ferguson": true, "example": true, "examle": false, "ja": false} {
		s, err := ParseSearch(search)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Match(person("", "", "", "jonathan.ferguson@mail.example")); ok != found {
			t.Errorf("%q finds an email: %v", search, ok)
		}
	}
}

// TestMisspeltWordsShareAKey changes each letter of words, adds, removes and swaps letters, and checks that a common key remains.
func TestMisspeltWordsShareAKey(t *testing.T) {
	t.Parallel()
	keysOf := func(word string) map[string]bool {
		keys := map[string]bool{}
		mistakeKeys(word, func(key string) { keys[key] = true })
		return keys
	}
	edits := func(word string) (all []string) {
		runes := []rune(word)
		for i := range len(runes) + 1 {
			all = append(all, string(runes[:i])+"x"+string(runes[i:]))
			if i < len(runes) {
				all = append(all, string(runes[:i])+string(runes[i+1:]), string(runes[:i])+"x"+string(runes[i+1:]))
			}
		}
		return append(all, Swapped(word)...)
	}
	for _, word := range []string{"anna", "maria", "sergey", "michael", "jonathan", "ferguson", "blackwell", "mississippi"} {
		twice := edits(word)
		for _, once := range edits(word) {
			twice = append(twice, edits(once)...)
		}
		for _, misspelt := range twice {
			n, ok := mistakes(misspelt, word)
			if !ok {
				continue
			}
			common := false
			for key := range keysOf(misspelt) {
				common = common || keysOf(word)[key]
			}
			if !common {
				t.Errorf("%q and %q, with %d mistakes, share no key", misspelt, word, n)
			}
		}
	}
}

// TestCleanSearch checks the bounds of a search, on both sides of each.
func TestCleanSearch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		search, want string
		refused      bool
	}{
		{search: "  JO ", want: "jo"},
		{search: strings.Repeat("é", MaxSearch), want: strings.Repeat("e", MaxSearch)},
		{search: strings.Repeat("é", MaxSearch+1), refused: true},
		{search: "j", refused: true},
		{search: " ", refused: true},
		{search: "李", want: "李"},
		{search: "jo\x00", refused: true},
	} {
		got, err := CleanSearch(c.search)
		if c.refused {
			if err == nil || err.Code != Invalid || !slices.Equal(err.Field, []string{"search"}) {
				t.Errorf("%q: %q %v", c.search, got, err)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%q: %q %v", c.search, got, err)
		}
	}
}
