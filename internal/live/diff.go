package live

import (
	"slices"

	"kith/internal/crm"
)

// step is one step of a patch.
type step struct {
	kind stepKind
	id   crm.RowID
	// after is the row that comes before, nil for the first place.
	after *crm.RowID
	// node is the record of an insertion or an update.
	node any
	fate crm.Fate
}

type stepKind int

const (
	insertion stepKind = iota
	move
	update
	removal
)

// difference returns the steps that lead from the rows that a client has to a state: first those that remove, then the others from the
// beginning of the list to its end. fate tells why a row is not there any more.
func difference(had []crm.ListRow, now *state, fate func(crm.RowID) crm.Fate) (steps []step) {
	place := make(map[crm.RowID]int, len(now.rows))
	for i, row := range now.rows {
		place[row.ID] = i
	}
	was := byID(had)
	var kept []int // the places that kept rows have now, in their order before
	for _, row := range had {
		at, stays := place[row.ID]
		if stays {
			kept = append(kept, at)
			continue
		}
		steps = append(steps, step{kind: removal, id: row.ID, fate: fate(row.ID)})
	}
	still := rising(kept)
	var after *crm.RowID
	for i, row := range now.rows {
		old, here := was[row.ID]
		switch {
		case !here:
			steps = append(steps, step{kind: insertion, id: row.ID, after: after, node: now.nodes[row.ID]})
		case !still[i]:
			steps = append(steps, step{kind: move, id: row.ID, after: after})
		}
		if here && !same(old, row) {
			steps = append(steps, step{kind: update, id: row.ID, node: now.nodes[row.ID]})
		}
		after = &now.rows[i].ID
	}
	return steps
}

// rising returns a longest selection of numbers that rises, as a set: what need not move, so that as little as possible does.
func rising(numbers []int) map[int]bool {
	// ends[n] is the index of the smallest number at which a selection of n+1 numbers can end, before the one that precedes it.
	var ends []int
	before := make([]int, len(numbers))
	for i, n := range numbers {
		length, _ := slices.BinarySearchFunc(ends, n, func(end, n int) int { return numbers[end] - n })
		before[i] = -1
		if length > 0 {
			before[i] = ends[length-1]
		}
		ends = append(ends[:length:length], append([]int{i}, ends[min(length+1, len(ends)):]...)...)
	}
	chosen := make(map[int]bool, len(ends))
	if len(ends) == 0 {
		return chosen
	}
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		chosen[numbers[i]] = true
	}
	return chosen
}
