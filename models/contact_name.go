package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FullName returns a name together with the middle and the last name, each of which is left out if the name contains it already. A middle
// name that is missing comes before the last name, also in a name that ends with the last name: "Ada Lovelace" with the middle name "King"
// is "Ada King Lovelace". Without a name it is composed of the parts.
func FullName(name, middle, last string) string {
	words := strings.Fields(name)
	if n := len(words) - len(strings.Fields(last)); n >= 0 && last != "" && Fold(strings.Join(words[n:], " ")) == Fold(last) {
		last, words = strings.Join(words[n:], " "), words[:n]
	}
	first := strings.Join(words, " ")
	if containsWords(first, last) {
		last = ""
	}
	if containsWords(first, middle) {
		middle = ""
	}
	return strings.Join(strings.Fields(strings.Join([]string{first, middle, last}, " ")), " ")
}

// containsWords reports whether a text contains whole words, ignoring case and accents.
func containsWords(text, words string) bool {
	text, words = Fold(text), Fold(words)
	for from := 0; words != ""; {
		at := strings.Index(text[from:], words)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(words):])
		if !isWordRune(before) && !isWordRune(after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		from = at + size
	}
	return false
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// FullNames returns how the contact's full name may be written, if it has more than one word; one word names many.
func (c *Contact) FullNames() (names []string) {
	for _, name := range []string{c.Name, FullName(c.Name, c.MiddleName, c.LastName), FullName(c.Name, "", c.LastName)} {
		if len(strings.Fields(name)) > 1 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// FullName returns the contact's name together with its middle and last name.
func (c *Contact) FullName() string { return FullName(c.Name, c.MiddleName, c.LastName) }

// nameOfParts returns the name that the middle and the last name make, at most MaxText characters.
func (c *Contact) nameOfParts() string {
	runes := []rune(FullName("", c.MiddleName, c.LastName))
	return strings.TrimSpace(string(runes[:min(len(runes), MaxText)]))
}

// composeName composes a blank name of the parts, when the input has it or one of them. A name that was composed before follows its parts;
// any other is a given one and stays.
func (c *Contact) composeName(p *patch) {
	partGiven := p.in.MiddleName.IsSet() || p.in.LastName.IsSet()
	if c.Name == "" && (partGiven || p.in.Name.IsSet()) || c.Name == p.nameBefore && partGiven && !p.in.Name.IsSet() {
		c.Name = c.nameOfParts()
	}
}

// searchedNames returns the names by which a search finds the contact: the name and, if that lacks a part, the full name.
func (c *Contact) searchedNames() []string {
	full := c.FullName()
	if c.Name == "" || Fold(c.Name) == Fold(full) {
		return []string{full}
	}
	return []string{c.Name, full}
}
