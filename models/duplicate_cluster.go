package models

import (
	"bytes"
	"slices"
)

// Connected are two contacts that are probably one person.
type Connected struct {
	First, Second ContactID
	Probability   float64
}

// DuplicateClusters returns the groups of contacts that pairs connect, which are given with the most probable first. The probability of a
// group is that of the last pair that was needed to connect it.
func DuplicateClusters(pairs []Connected) []*DuplicateCluster {
	parent := map[ContactID]ContactID{}
	weakest := map[ContactID]float64{}
	root := func(id ContactID) ContactID {
		if _, ok := parent[id]; !ok {
			parent[id] = id
		}
		for parent[id] != id {
			parent[id] = parent[parent[id]]
			id = parent[id]
		}
		return id
	}
	for _, p := range pairs {
		if a, b := root(p.First), root(p.Second); a != b {
			parent[b] = a
			weakest[a] = p.Probability
		}
	}
	groups := map[ContactID]*DuplicateCluster{}
	var clusters []*DuplicateCluster
	for _, p := range pairs { // in this order, so that the result is the same each time
		r := root(p.First)
		if groups[r] == nil {
			groups[r] = &DuplicateCluster{Probability: weakest[r]}
			clusters = append(clusters, groups[r])
		}
	}
	for id := range parent {
		c := groups[root(id)]
		c.ContactIDs = append(c.ContactIDs, id)
	}
	for _, c := range clusters {
		slices.SortFunc(c.ContactIDs, func(a, b ContactID) int { return bytes.Compare(a.UUID[:], b.UUID[:]) })
	}
	return clusters
}

// Size returns the number of contacts.
func (c *DuplicateCluster) Size() int { return len(c.ContactIDs) }
