package identity

import (
	"math"
	"math/rand/v2"
)

const (
	// maxPairs is how many pairs a model is learned from.
	maxPairs = 200_000
	// rounds is how often probabilities and weights are computed in turn.
	rounds = 12
	// The number of pairs, random pairs and contacts that the priors count as.
	priorPairs, priorRandom, priorContacts = 60, 4000, 60
	// drift is by which factor a weight may differ from its prior.
	drift = 8
	// minTerm is the number of contacts from which on the frequency of a value is kept.
	minTerm = 2
)

// Learn returns the model of an account of the given number of contacts, from a random sample of them.
func Learn(contacts int, sample []Subject, attributes ...Attribute) *Model {
	m := Prior(contacts, attributes...)
	traits := make([]*Traits, len(sample))
	for i, s := range sample {
		traits[i] = m.Read(s)
	}
	m.countTerms(traits)
	m.learnMismatches(traits)
	pairs := m.candidates(traits)
	for range rounds {
		m.maximize(pairs, len(sample))
	}
	return m
}

// learnMismatches sets how often values agree by chance, from pairs of contacts taken at random.
func (m *Model) learnMismatches(traits []*Traits) {
	if len(traits) < 3 {
		return
	}
	random := rand.New(rand.NewPCG(1, uint64(len(traits))))
	counts := make(map[evidence]int)
	totals := make(map[Field]int)
	c := comparison{model: m}
	for range min(30_000, len(traits)*(len(traits)-1)/2) {
		a, b := random.IntN(len(traits)), random.IntN(len(traits))
		if a == b {
			continue
		}
		c.found = c.found[:0]
		c.compare(traits[a], traits[b])
		for _, e := range c.found {
			counts[evidence{field: e.field, kind: e.kind}]++
			totals[e.field]++
		}
	}
	m.eachWeight(func(f Field, k Kind, w *Weight, prior Weight) {
		if f == NameOrder || f == Generation {
			return
		}
		n := float64(counts[evidence{field: f, kind: k}])
		w.Mismatch = (n + priorRandom*prior.Mismatch) / (float64(totals[f]) + priorRandom)
	})
}

// candidates compares the contacts that share a block.
func (m *Model) candidates(traits []*Traits) [][]evidence {
	holders := map[int64][]int32{}
	blocks := make([][]int64, len(traits))
	for i, t := range traits {
		blocks[i] = t.Blocks()
		for _, key := range blocks[i] {
			holders[key] = append(holders[key], int32(i))
		}
	}
	var pairs [][]evidence
	seen := map[[2]int32]bool{}
	for i, t := range traits {
		for _, key := range blocks[i] {
			if len(holders[key]) > MaxHolders {
				continue
			}
			for _, j := range holders[key] {
				p := [2]int32{int32(i), j}
				if j <= int32(i) || seen[p] || len(pairs) >= maxPairs {
					continue
				}
				seen[p] = true
				c := comparison{model: m}
				if c.compare(t, traits[j]); c.telling() {
					pairs = append(pairs, c.found)
				}
			}
		}
	}
	return pairs
}

// maximize computes the probabilities of all pairs, and from them the rates and how often values of one person agree.
func (m *Model) maximize(pairs [][]evidence, sample int) {
	var one, two float64
	counts := make([][kinds]float64, int(Attributes)+len(m.Attributes))
	for _, found := range pairs {
		match, home := m.probability(found)
		one, two = one+match, two+home
		for _, e := range found {
			counts[e.field][e.kind] += match
		}
	}
	// A sample has the square of its share of all pairs, so its pairs for each contact are to be multiplied by one over its share.
	scale := float64(max(m.Contacts, 1)) / float64(max(sample, 1))
	m.Rate = scale * (one + priorContacts*priorRate/scale) / (float64(sample) + priorContacts)
	m.Household = scale * (two + priorContacts*priorHousehold/scale) / (float64(sample) + priorContacts)
	m.eachWeight(func(f Field, k Kind, w *Weight, prior Weight) {
		total := 0.0
		for _, n := range counts[f] {
			total += n
		}
		if f == NameOrder || f == Generation { // which are only noted when they differ
			total = one
		}
		learned := (counts[f][k] + priorPairs*prior.Match) / (total + priorPairs)
		w.Match = math.Min(math.Max(learned, prior.Match/drift), prior.Match*drift)
	})
}

// eachWeight calls a function with each weight and its prior.
func (m *Model) eachWeight(do func(f Field, k Kind, w *Weight, prior Weight)) {
	for f := range m.Fields {
		for k := range m.Fields[f] {
			if prior := priors[f][k]; prior.Match > 0 {
				do(Field(f), Kind(k), &m.Fields[f][k], prior)
			}
		}
	}
	for i, a := range m.Attributes {
		for k, prior := range a.priors() {
			if prior.Match > 0 {
				do(Attributes+Field(i), Kind(k), &m.Attributes[i].Weights[k], prior)
			}
		}
	}
}
