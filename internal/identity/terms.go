package identity

import (
	"strconv"
	"strings"
)

// rarity is how often a value is found that no account has taught: the average of names, cities and so on.
var rarity = [Attributes]float64{GivenName: .003, FamilyName: .0006, MiddleName: .01, Email: 1e-5, PhoneNumber: 1e-5,
	Company: .002, City: .01, Country: .3}

// lineOfHousehold is how many contacts of one household have one line or mailbox.
const lineOfHousehold = 4

// weightOfRarity is how many contacts the average counts as.
const weightOfRarity = 150

// term is the key under which a value of a field is counted. Given and middle names are counted together.
func term(f Field, value string) string {
	if f == MiddleName {
		f = GivenName
	}
	return strconv.Itoa(int(f)) + " " + value
}

// frequency returns how probably another person has a value by chance: the contact that has it too is not counted, nor are those that are
// probably the same person.
func (m *Model) frequency(f Field, value string) float64 {
	if f == Identifier {
		return 0
	}
	average := textPriors[Exact].Mismatch
	switch {
	case f < Attributes:
		average = rarity[f]
		if share := common[min(f, FamilyName)][value]; share > 0 && f <= FamilyName {
			average = share
		}
	case m.Attributes[f-Attributes].Date:
		average = datePriors[Exact].Mismatch
	}
	doubles := 2 * m.Rate * float64(m.Sampled) / float64(max(m.Contacts, 1))
	others := max(float64(m.Terms[term(f, value)])-1-doubles, 0)
	if f == PhoneNumber || f == Email {
		others = max(others-lineOfHousehold, 0) // a family's line or mailbox; those of many say little
	}
	return (others + weightOfRarity*average) / (float64(m.Sampled) + weightOfRarity)
}

// countTerms counts the values of a sample.
func (m *Model) countTerms(traits []*Traits) {
	m.Terms, m.Sampled = map[string]int{}, len(traits)
	for _, t := range traits {
		t.eachTerm(func(value string) { m.Terms[value]++ })
	}
	m.dropRare()
}

// Forget removes contacts from the counts of values. A value that only one contact may have left is not kept.
func (m *Model) Forget(traits []*Traits) {
	for _, t := range traits {
		t.eachTerm(func(value string) {
			if m.Terms[value] > 0 {
				m.Terms[value]--
			}
		})
	}
	m.dropRare()
}

// dropRare removes the values that too few contacts have.
func (m *Model) dropRare() {
	for value, n := range m.Terms {
		if n < minTerm {
			delete(m.Terms, value)
		}
	}
}

// eachTerm calls count with the key of each value of a contact that is counted.
func (t *Traits) eachTerm(counted func(term string)) {
	count := func(f Field, value string) {
		if value != "" && value != " " {
			counted(term(f, value))
		}
	}
	for _, w := range t.name.words {
		switch w.role {
		case familyName:
			count(FamilyName, w.text)
		default:
			count(GivenName, w.text)
		}
	}
	for _, b := range t.emails {
		count(Email, b.local+"@"+b.domain)
	}
	for _, l := range t.phones {
		count(PhoneNumber, l.canonical)
	}
	count(Company, t.company.whole)
	count(Company, t.domain)
	count(City, t.city.whole)
	count(Country, t.country)
	for i, a := range t.attributes {
		count(Attributes+Field(i), strings.TrimSpace(a.text.whole+string(a.date)))
	}
}
