package identity

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"kith/models/address"
	"kith/models/phone"
)

// mailbox is an email as its provider interprets it.
type mailbox struct {
	local, domain string
	// bare is the local part without dots and tag, whether or not the provider ignores them.
	bare string
	// role is true for addresses of a function, such as info@, rather than of a person.
	role bool
}

func (m mailbox) known() bool { return m.local != "" }

// provider is how a mail provider interprets the local part.
type provider struct {
	// domain is the domain that all aliases of the provider map to.
	domain string
	dots   bool // dots do not count
}

// providers are the providers that ignore what follows a plus sign.
var providers = map[string]provider{
	"gmail.com": {"gmail.com", true}, "googlemail.com": {"gmail.com", true},
	"outlook.com": {"outlook.com", false}, "hotmail.com": {"hotmail.com", false}, "live.com": {"live.com", false},
	"icloud.com": {"icloud.com", false}, "me.com": {"icloud.com", false}, "mac.com": {"icloud.com", false},
	"fastmail.com": {"fastmail.com", false}, "fastmail.fm": {"fastmail.fm", false},
	"proton.me": {"proton.me", false}, "protonmail.com": {"proton.me", false}, "pm.me": {"proton.me", false},
}

// roles are the local parts of addresses of a function.
var roles = readSet(`info sales support contact office admin hello help service mail team billing accounts accounting invoice invoices
marketing press jobs hr careers noreply no-reply webmaster postmaster reception enquiries inquiries orders shop kontakt
buero vertrieb rechnung contato vendas ventas contacto contabilidad accueil commercial amministrazione`)

func readMailbox(email string) mailbox {
	local, domain, found := strings.Cut(strings.ToLower(strings.TrimSpace(email)), "@")
	if !found {
		return mailbox{}
	}
	m := mailbox{local: local, domain: domain, role: roles[local]}
	m.bare, _, _ = strings.Cut(strings.ReplaceAll(local, ".", ""), "+")
	p, ok := providers[domain]
	if !ok {
		return m
	}
	m.domain = p.domain
	if before, _, tagged := strings.Cut(local, "+"); tagged && before != "" {
		m.local = before
	}
	if p.dots {
		m.local = strings.ReplaceAll(m.local, ".", "")
	}
	return m
}

// tellingLocal is the minimum length of a local part that is distinctive.
const tellingLocal = 6

//go:embed data/providers.txt
var providersText string

// wellKnown are the mail providers of many people.
var wellKnown = readSet(providersText)

// like compares the mailboxes of two people with the given names, and returns how often such a likeness is found by chance, if that is
// less than for others of its kind.
func (m mailbox) like(o mailbox, a, b name) (Kind, float64) {
	switch {
	case m.local == o.local && m.domain == o.domain:
		return Exact, 0
	case m.role || o.role:
		return Different, 0
	case m.bare == o.bare:
		return m.likeDomain(o, a, b)
	case m.domain == o.domain:
		return likeLocals(m.bare, o.bare), 0
	}
	domains := near(m.domain, o.domain)
	if domains == Different || address.FreeMail(m.domain) && address.FreeMail(o.domain) {
		return Different, 0
	}
	if locals := near(m.bare, o.bare); locals == Similar || locals == Alike {
		return locals, 0
	}
	return Different, 0
}

// likeDomain compares mailboxes with one local part at two domains.
func (m mailbox) likeDomain(o mailbox, a, b name) (Kind, float64) {
	long := len(m.bare) >= tellingLocal
	switch known, other := wellKnown[m.domain], wellKnown[o.domain]; {
	case len(m.bare) < 3:
		return Different, 0
	case oneEdit(m.domain, o.domain) && known != other && long:
		return Typo, mistypedProvider
	case oneEdit(m.domain, o.domain) && (!known || !other) && (long || strings.ContainsFunc(m.bare, unicode.IsDigit)):
		return Typo, 0
	case m.telling(a) && o.telling(b):
		return SameLocal, 0
	}
	return NamedLocal, 0
}

// mistypedProvider is how often two people have one long local part, one of them at a provider's domain and the other at a misspelling of
// it.
const mistypedProvider = 2e-6

// likeLocals compares the local parts of one domain.
func likeLocals(a, b string) Kind {
	switch {
	case min(len(a), len(b)) < 3:
		return Different
	case digits(a) != digits(b) && withoutDigits(a) == withoutDigits(b):
		return Numbered // as people of one name are
	case digits(a) != digits(b):
		return Different
	}
	if min(len(a), len(b)) >= tellingLocal && oneEdit(a, b) {
		return Typo
	}
	return near(a, b)
}

// telling reports whether the local part is distinctive: it is long enough and has a digit or a word that is not part of the name.
func (m mailbox) telling(n name) bool {
	if len(m.bare) < tellingLocal {
		return false
	}
	rest := m.bare
	for _, w := range n.words {
		rest = strings.Replace(rest, w.text, "", 1)
	}
	letters := 0
	for _, r := range rest {
		if unicode.IsDigit(r) {
			return true
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return len(n.words) > 0 && letters > 2
}

// likeliest is the order in which kinds of addresses say most.
var likeliest = []Kind{Exact, Typo, SameLocal, SameNational, NamedLocal, Similar, Alike, Different, Numbered}

// compareAll adds the comparison that says most among those of each of some addresses with each of others.
func compareAll[T any](c *comparison, f Field, a, b []T, like func(a, b T) (Kind, float64)) {
	best, frequency := len(likeliest), 0.0
	for _, x := range a {
		for _, y := range b {
			kind, often := like(x, y)
			if rank := slices.Index(likeliest, kind); rank < best {
				best, frequency = rank, often
			}
		}
	}
	if best < len(likeliest) {
		c.add(f, likeliest[best], frequency)
	}
}

func (c *comparison) compareEmails(a, b *Traits) {
	compareAll(c, Email, a.emails, b.emails, func(x, y mailbox) (Kind, float64) {
		kind, often := x.like(y, a.name, b.name)
		if kind == Exact {
			return kind, c.model.frequency(Email, x.local+"@"+x.domain)
		}
		return kind, often
	})
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func (c *comparison) comparePhones(a, b []line) {
	compareAll(c, PhoneNumber, a, b, func(x, y line) (Kind, float64) {
		kind := x.like(y)
		if kind == Exact {
			return kind, c.model.frequency(PhoneNumber, x.canonical)
		}
		return kind, 0
	})
}

// line is a phone number and the line that it reaches.
type line struct {
	// canonical is the number without the prefixes of habits.
	canonical string
	// national is the canonical number without its country code, blank if the country code is unknown.
	national string
}

// phoneTail is how many digits at the end of a number are the same in every way of writing it.
const phoneTail = 7

// habits are digits that people of a country insert into national numbers, after the first keep digits; with them the number has the given
// length.
var habits = map[string]struct {
	keep   int
	add    string
	length int
}{
	"52": {0, "1", 11}, // Mexico's 1 for mobile phones
	"54": {0, "9", 11}, // Argentina's 9 for mobile phones
	"55": {2, "9", 11}, // Brazil's ninth digit, after the area code
}

// keepsZero are the countries where a zero after the country code is part of the number; elsewhere it is the trunk prefix.
var keepsZero = map[string]bool{"39": true, "225": true, "242": true, "378": true}

func readLine(number string) line {
	l := line{canonical: number}
	country, national := phone.Parts(number)
	if country == "" {
		return l
	}
	if !keepsZero[country] {
		national = strings.TrimLeft(national, "0")
	}
	if h, ok := habits[country]; ok && len(national) == h.length && national[h.keep:h.keep+len(h.add)] == h.add {
		national = national[:h.keep] + national[h.keep+len(h.add):]
	}
	l.canonical, l.national = "+"+country+national, national
	return l
}

// like compares two lines: one line written in two ways, the same digits in another country, or one digit mistyped.
func (l line) like(o line) Kind {
	switch {
	case l.canonical == o.canonical:
		return Exact
	case len(l.national) > 8 && l.national == o.national:
		return SameNational
	case len(l.canonical) <= 8 || len(o.canonical) <= 8:
		return Different
	case l.canonical[:len(l.canonical)-1] == o.canonical[:len(o.canonical)-1]:
		return Different // the next line of a house or an office
	case oneEdit(l.canonical, o.canonical):
		return Typo
	}
	return Different
}

// tail returns the last digits, which are the same in every way of writing the number; blank for short numbers.
func (l line) tail() string {
	if len(l.canonical) <= phoneTail {
		return ""
	}
	return l.canonical[len(l.canonical)-phoneTail:]
}
