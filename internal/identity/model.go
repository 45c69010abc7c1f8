// Package identity says how probably two contacts are one person.
//
// The model is that of Fellegi and Sunter with frequencies of terms: each field is compared in levels, each level has a weight, which is
// the binary logarithm of how much more often it is found in two records of one person than in those of two persons, and the weights add
// up. Values that are missing say nothing. Between one person and two strangers there is a third possibility, which the model weighs too:
// two people of one household or office, who share a family name, an address or a company, but neither given name nor birth date.
package identity

import "math"

// Model has what is known of an account: how often its contacts are doubled, and how often values agree.
type Model struct {
	// Contacts is how many contacts the account had.
	Contacts int `json:"contacts"`
	// Rate is the number of pairs of one person for each contact, Household that of pairs of one household.
	Rate      float64 `json:"rate"`
	Household float64 `json:"household"`
	// Fields are the weights of the fields, Attributes those of custom attributes by their keys.
	Fields     [Attributes]Weights `json:"fields"`
	Attributes []Attribute         `json:"attributes"`
	// Terms says in how many of Sampled contacts a value is found that more than one has.
	Terms   map[string]int `json:"terms"`
	Sampled int            `json:"sampled"`
}

// Attribute is a custom attribute that is evidence.
type Attribute struct {
	Key     string  `json:"key"`
	Date    bool    `json:"date"`
	Weights Weights `json:"weights"`
}

// The priors of an account: one pair for each ten contacts is one person, three are a household.
const (
	priorRate      = .1
	priorHousehold = .2
	// fewest is the number of contacts that an account counts as that has fewer: two contacts of an empty account are not alike by
	// themselves.
	fewest = 500
)

// Prior returns the model of an account that nothing has been learned of, for a number of contacts and with some custom attributes.
func Prior(contacts int, attributes ...Attribute) *Model {
	m := &Model{Contacts: contacts, Rate: priorRate, Household: priorHousehold, Fields: priors, Attributes: attributes}
	for i, a := range m.Attributes {
		m.Attributes[i].Weights = a.priors()
	}
	return m
}

func (a Attribute) priors() Weights {
	if a.Date {
		return datePriors
	}
	return textPriors
}

// Reason is one thing that two contacts have in common, or in which they differ.
type Reason struct {
	Field     Field
	Kind      Kind
	Attribute string
	// Bits is the weight: positive speaks for one person, negative against.
	Bits float64
}

// evidence is the comparison of one field.
type evidence struct {
	field Field
	kind  Kind
	// frequency is that of the value, if it is equal and known.
	frequency float64
}

// comparison collects the evidence of two contacts.
type comparison struct {
	model *Model
	found []evidence
}

func (c *comparison) add(f Field, k Kind, frequency float64) {
	c.found = append(c.found, evidence{f, k, frequency})
}

// weight returns how often the evidence is found in pairs of one person, of two persons and of two of one household.
func (m *Model) weight(e evidence) (match, mismatch, home float64) {
	var w Weight
	shared := household[min(e.field, Attributes)]
	if e.field < Attributes {
		w = m.Fields[e.field][e.kind]
	} else {
		w = m.Attributes[e.field-Attributes].Weights[e.kind]
		if m.Attributes[e.field-Attributes].Date {
			shared = 0
		}
	}
	match, mismatch = w.Match, w.Mismatch
	if e.frequency > 0 {
		mismatch = e.frequency
	}
	return match, mismatch, shared*match + (1-shared)*mismatch
}

// probability returns how probably the evidence is of one person.
func (m *Model) probability(found []evidence) (match, home float64) {
	pairs := float64(max(m.Contacts, fewest)-1) / 2
	one := m.Rate / pairs
	two := m.Household / pairs
	other := 1 - one - two
	for _, e := range found {
		a, b, c := m.weight(e)
		one, other, two = one*a, other*b, two*c
		if top := max(one, other, two); top < 1e-100 {
			one, other, two = one*1e100, other*1e100, two*1e100
		}
	}
	total := one + other + two
	return one / total, two / total
}

// Compare returns how probably two contacts are one person, and why.
func (m *Model) Compare(a, b *Traits) (probability float64, reasons func() []Reason) {
	c := comparison{model: m, found: make([]evidence, 0, 12)}
	c.compare(a, b)
	if !c.telling() {
		return 0, func() []Reason { return nil }
	}
	probability, _ = m.probability(c.found)
	return probability, func() []Reason { return m.reasons(c.found) }
}

// telling reports whether there is something in common besides what many share.
func (c *comparison) telling() bool {
	for _, e := range c.found {
		if e.kind != Different && e.field != City && e.field != Country && e.field != Company && e.field != NameOrder {
			return true
		}
	}
	return false
}

func (m *Model) reasons(found []evidence) []Reason {
	all := make([]Reason, 0, len(found))
	for _, e := range found {
		match, mismatch, _ := m.weight(e)
		r := Reason{Field: min(e.field, Attributes), Kind: e.kind, Bits: math.Log2(match / mismatch)}
		if e.field >= Attributes {
			r.Attribute = m.Attributes[e.field-Attributes].Key
		}
		all = append(all, r)
	}
	return all
}

// MaxHolders is how many contacts may share a block; larger ones are left to smaller blocks.
const MaxHolders = 50
