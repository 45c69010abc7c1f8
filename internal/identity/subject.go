package identity

import (
	"slices"
	"strings"
	"time"

	"kith/models/address"
)

// Subject holds the values of a contact that are compared.
type Subject struct {
	Name, MiddleName, LastName  string
	Emails, Phones, Identifiers []string
	Company, City, Country      string
	// Attributes are the values of custom attributes that are evidence, by their keys.
	Attributes map[string]string
}

// Traits is a parsed subject: each value in the form in which it is compared.
type Traits struct {
	name        name
	emails      []mailbox
	phones      []line
	identifiers []string
	company     text
	domain      string
	city        text
	country     string
	attributes  []attribute
}

// text is a text that is compared as a whole and by its words.
type text struct {
	whole, sorted string
	base          string
}

// attribute is the value of a custom attribute.
type attribute struct {
	text text
	date date
}

// maxText is how many letters of a text are compared.
const maxText = 100

func readText(s string) text {
	words := readWords(s)
	parts, bases := make([]string, len(words)), make([]string, len(words))
	for i, w := range words {
		parts[i], bases[i] = w.text, w.base()
	}
	whole := strings.Join(parts, " ")
	if len(whole) > maxText {
		return text{whole: whole[:maxText], sorted: whole[:maxText], base: whole[:maxText]}
	}
	slices.Sort(parts)
	return text{whole: whole, sorted: strings.Join(parts, " "), base: strings.Join(bases, " ")}
}

// Read parses a subject for comparisons by the model.
func (m *Model) Read(s Subject) *Traits {
	t := &Traits{name: readName(s.Name, s.MiddleName, s.LastName), company: readText(withoutForm(s.Company)), city: readText(s.City),
		country: strings.ToLower(s.Country)}
	for _, email := range s.Emails {
		if b := readMailbox(email); b.known() {
			t.emails = append(t.emails, b)
			if t.domain == "" && !address.FreeMail(b.domain) {
				t.domain = b.domain
			}
		}
	}
	for _, number := range s.Phones {
		t.phones = append(t.phones, readLine(number))
	}
	for _, identifier := range s.Identifiers {
		if folded := latin(strings.ToLower(identifier)); folded != "" {
			t.identifiers = append(t.identifiers, folded)
		}
	}
	t.attributes = make([]attribute, len(m.Attributes))
	for i, a := range m.Attributes {
		if value := s.Attributes[a.Key]; a.Date {
			t.attributes[i].date = readDate(value)
		} else {
			t.attributes[i].text = readText(value)
		}
	}
	return t
}

func (c *comparison) compare(a, b *Traits) {
	c.compareNames(a.name, b.name)
	c.compareEmails(a, b)
	c.comparePhones(a.phones, b.phones)
	c.compareIdentifiers(a.identifiers, b.identifiers)
	c.compareCompanies(a, b)
	c.compareTexts(City, a.city, b.city)
	if a.country != "" && b.country != "" {
		if a.country == b.country {
			c.add(Country, Exact, c.model.frequency(Country, a.country))
		} else {
			c.add(Country, Different, 0)
		}
	}
	for i := range min(len(a.attributes), len(b.attributes)) {
		f := Attributes + Field(i)
		if c.model.Attributes[i].Date {
			c.compareDates(f, a.attributes[i].date, b.attributes[i].date)
		} else {
			c.compareTexts(f, a.attributes[i].text, b.attributes[i].text)
		}
	}
}

// compareTexts compares two texts as wholes, and their words in alphabetical order.
func (c *comparison) compareTexts(f Field, a, b text) {
	switch {
	case a.whole == "" || b.whole == "":
	case a.whole == b.whole:
		c.add(f, Exact, c.model.frequency(f, a.whole))
	case a.sorted == b.sorted && f >= Attributes:
		c.add(f, Swapped, 0)
	case a.sorted == b.sorted:
		c.add(f, Similar, 0)
	default:
		kind := near(a.whole, b.whole)
		if kind == Different && strings.ReplaceAll(a.whole, " ", "") == strings.ReplaceAll(b.whole, " ", "") {
			kind = Similar
		}
		if other := near(a.sorted, b.sorted); kind == Different {
			kind = other
		}
		c.add(f, kind, 0)
	}
}

// compareCompanies compares the companies or, where one is not known, the domains of emails that are no free provider's.
func (c *comparison) compareCompanies(a, b *Traits) {
	switch {
	case a.company.whole != "" && b.company.whole != "":
		c.compareTexts(Company, a.company, b.company)
	case a.domain == "" || b.domain == "":
	case a.domain == b.domain && !c.has(Email):
		c.add(Company, Exact, c.model.frequency(Company, a.domain))
	}
}

// has reports whether the field has something in common.
func (c *comparison) has(f Field) bool {
	return slices.ContainsFunc(c.found, func(e evidence) bool { return e.field == f && e.kind != Different })
}

func (c *comparison) compareIdentifiers(a, b []string) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	for _, x := range a {
		if slices.Contains(b, x) {
			c.add(Identifier, Exact, 0)
			return
		}
	}
	c.add(Identifier, Different, 0)
}

// date is a day as eight digits, blank if it is none.
type date string

func readDate(s string) date {
	s = strings.TrimSpace(s)
	if len(s) >= 10 {
		s = s[:10]
	}
	for _, layout := range []string{"2006-01-02", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return date(t.Format("20060102"))
		}
	}
	return ""
}

// compareDates compares two days: one digit may differ, two neighbouring digits or day and month may be swapped.
func (c *comparison) compareDates(f Field, a, b date) {
	switch {
	case a == "" || b == "":
	case a == b:
		c.add(f, Exact, c.model.frequency(f, string(a)))
	case a[:4] == b[:4] && a[4:6] == b[6:] && a[6:] == b[4:6]:
		c.add(f, Swapped, 0)
	case oneEdit(string(a), string(b)):
		c.add(f, Typo, 0)
	case a[:4] == b[:4]:
		c.add(f, SameYear, 0)
	default:
		c.add(f, Different, 0)
	}
}
