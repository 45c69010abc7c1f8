package identity

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// organization are the forms in which a company is compared.
type organization struct {
	words []string // of the name, without the legal form
	solid string   // the words without spaces
	// label is the registered domain up to its public suffix.
	domain, label string
}

func readOrganization(o Organization) organization {
	var r organization
	for _, w := range readWords(withoutForm(o.Name)) {
		r.words = append(r.words, w.base())
	}
	r.solid = strings.Join(r.words, "")
	if domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(strings.TrimSuffix(strings.TrimSpace(o.Domain), "."))); err == nil {
		r.domain = domain
		r.label, _, _ = strings.Cut(domain, ".")
		r.label = umlauts.Replace(strings.ReplaceAll(r.label, "-", ""))
	}
	return r
}

func (o organization) acronym() string {
	var b strings.Builder
	for _, w := range o.words {
		b.WriteByte(w[0])
	}
	return b.String()
}

// blocks are what two companies must have one of in common to be compared.
func (o organization) blocks() []string {
	sorted := slices.Clone(o.words)
	slices.Sort(sorted)
	all := []string{"words " + strings.Join(sorted, " "), "solid " + first(o.solid)}
	if len(o.words) > 0 {
		all = append(all, "word "+o.words[0])
	}
	if len(o.words) > 2 {
		all = append(all, "solid "+first(o.acronym()), "acronym "+o.acronym())
	} else if len(o.words) == 1 {
		all = append(all, "acronym "+o.solid)
	}
	if o.domain != "" {
		all = append(all, "domain "+o.domain, "label "+o.label, "solid "+first(o.label))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// likeNames returns how the names of two companies are alike.
func (o organization) likeNames(p organization) OrganizationKind {
	if len(o.words) > len(p.words) {
		o, p = p, o
	}
	switch {
	case o.solid == p.solid:
		return OrganizationExact
	case len(o.words) == len(p.words) && sameSet(o.words, p.words):
		return SameWords
	case min(len(o.solid), len(p.solid)) >= tellingName && (winkler(o.solid, p.solid) >= similar || oneEdit(o.solid, p.solid)):
		return SimilarName
	case len(o.words) == 1 && len(p.words) > 2 && o.solid == p.acronym():
		return Acronym
	case !slices.ContainsFunc(o.words, func(w string) bool { return !slices.Contains(p.words, w) }):
		return Contained
	}
	return OrganizationDifferent
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// likeDomains returns how the domains of two companies are alike; blank if that says nothing.
func (o organization) likeDomains(p organization) OrganizationKind {
	switch {
	case o.domain == "" && p.domain == "":
		return ""
	case o.domain == "" || p.domain == "":
		if o.domain == "" && o.solid == p.label || p.domain == "" && p.solid == o.label {
			return Named
		}
		return ""
	case o.domain == p.domain:
		return OrganizationExact
	case o.label == p.label:
		return SameLabel
	}
	return OrganizationDifferent
}

// OrganizationPair are two companies, by their positions, that may be one, and why.
type OrganizationPair struct {
	First, Second int
	Probability   float64
	Reasons       []OrganizationReason
}

// OrganizationPairs compares companies and returns the pairs with at least a probability, the most probable first. A name that many
// companies have, such as that of a chain, weighs less.
func OrganizationPairs(all []Organization, least float64) []OrganizationPair {
	read := make([]organization, len(all))
	blocks, names := map[string][]int{}, map[string]int{}
	for i, o := range all {
		read[i] = readOrganization(o)
		if read[i].solid == "" {
			continue
		}
		names[read[i].solid]++
		for _, block := range read[i].blocks() {
			blocks[block] = append(blocks[block], i)
		}
	}
	seen := map[[2]int]bool{}
	var pairs []OrganizationPair
	for _, members := range blocks {
		if len(members) > maxOrganizations {
			continue
		}
		for n, i := range members {
			for _, j := range members[n+1:] {
				if seen[[2]int{i, j}] {
					continue
				}
				seen[[2]int{i, j}] = true
				if p := compareOrganizations(read[i], read[j], names); p.Probability >= least {
					p.First, p.Second = i, j
					pairs = append(pairs, p)
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b OrganizationPair) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), a.First-b.First, a.Second-b.Second)
	})
	return pairs
}

func compareOrganizations(a, b organization, names map[string]int) OrganizationPair {
	var p OrganizationPair
	sum := float64(organizationPrior)
	add := func(f OrganizationField, k OrganizationKind, less float64) {
		if k == "" {
			return
		}
		bits := organizationBits[f][k] - less
		sum += bits
		p.Reasons = append(p.Reasons, OrganizationReason{f, k, bits})
	}
	kind := a.likeNames(b)
	common := 0.0
	if kind == OrganizationExact {
		common = math.Log2(float64(max(names[a.solid], 2)) / 2)
	}
	add(OrganizationName, kind, common)
	add(OrganizationDomain, a.likeDomains(b), 0)
	slices.SortStableFunc(p.Reasons, func(a, b OrganizationReason) int { return cmp.Compare(b.Bits, a.Bits) })
	p.Probability = 1 / (1 + math.Exp2(-sum))
	return p
}
