package identity

import (
	"hash/fnv"
	"slices"
	"strings"

	"kith/models/address"
)

const (
	maxBlocks = 28
	// letters is how many letters of names and domains a block has.
	letters = 3
)

// Blocks returns the blocks of a contact. Contacts that share one are compared, unless more than MaxHolders share it.
//
// Blocks are the family name with the first letter of the given name and the other way round, three letters of both names, how both sound,
// each name by itself, and with the city or the year of a date; the halves of an email's local part with the beginning of its domain, the
// local part, the domain with the first letter; the end of the phone number; the identifier; and the values of custom attributes. Names
// that many have make large blocks, so there are smaller ones of family name and first letter with the city, the company's domain or the
// year.
func (t *Traits) Blocks() []int64 {
	var b blocks
	given, hasGiven := t.name.find(givenName)
	family, hasFamily := t.name.find(familyName)
	if hasGiven && hasFamily {
		g, f := given.base(), family.base()
		b.add("surname", f, g[:1])
		b.add("surname", g, f[:1])
		b.pair("letters", first(g), first(f))
		b.pair("sound", sound(g), sound(f))
		for _, w := range t.name.words {
			if w.role == middleName && len(b.all) < 8 {
				b.pair("letters", first(g), first(w.base()))
				b.pair("letters", first(f), first(w.base()))
			}
		}
		if t.city.base != "" {
			b.add("surname city", f, g[:1], t.city.base)
		}
		if t.domain != "" {
			b.add("surname domain", f, g[:1], t.domain)
		}
		t.years(func(year string) { b.add("surname year", f, g[:1], year) })
	}
	for _, w := range t.name.words {
		if w.role == middleName || len(w.text) < 2 {
			continue
		}
		b.add("word", w.base())
		if t.city.base != "" {
			b.add("city", w.base(), t.city.base)
		}
		t.years(func(year string) { b.add("year", w.base(), year) })
	}
	t.addressBlocks(&b)
	return b.all
}

func (t *Traits) addressBlocks(b *blocks) {
	for _, m := range t.emails {
		half := len(m.bare) / 2
		free := address.FreeMail(m.domain)
		if m.role || m.bare == "" {
			b.add("email", m.local, m.domain)
			continue
		}
		if !free {
			b.add("domain", m.domain, m.bare[:1])
		}
		if len(m.bare) >= tellingLocal {
			b.add("local", m.bare)
		}
		if len(m.bare) < tellingLocal || free {
			b.add("local", m.bare, first(m.domain))
		}
		if half >= 2 {
			b.add("head", m.bare[:half], first(m.domain))
			b.add("tail", m.bare[len(m.bare)-half:], first(m.domain))
		}
	}
	for _, l := range t.phones {
		if tail := l.tail(); tail != "" {
			b.add("phone", tail)
		}
	}
	for _, identifier := range t.identifiers {
		b.add("identifier", identifier)
	}
	for i, a := range t.attributes {
		if a.date != "" {
			b.add("date", string(rune('a'+i)), string(a.date))
		} else if len(a.text.sorted) > 4 {
			b.add("text", string(rune('a'+i)), a.text.sorted)
		}
	}
}

// years calls a function with the years of the contact's dates.
func (t *Traits) years(do func(year string)) {
	for _, a := range t.attributes {
		if a.date != "" {
			do(string(a.date[:4]))
		}
	}
}

func first(s string) string { return s[:min(letters, len(s))] }

type blocks struct{ all []int64 }

func (b *blocks) pair(kind, one, other string) {
	if one != "" && other != "" {
		b.add(kind, min(one, other), max(one, other))
	}
}

func (b *blocks) add(kind string, parts ...string) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind + ":" + strings.Join(parts, "\x00")))
	if key := int64(h.Sum64()); len(b.all) < maxBlocks && !slices.Contains(b.all, key) {
		b.all = append(b.all, key)
	}
}
