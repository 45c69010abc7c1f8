package live

import (
	"slices"

	"kith/internal/crm"
	"kith/models"
)

// difference returns the steps that lead from the rows that a client has to a state: first those that remove, then the others from the
// beginning of the list to its end. fate tells why a contact is not there any more.
func difference(had []crm.ContactRow, now *state, fate func(models.ContactID) crm.ContactFate) []models.ContactListOp {
	ops := []models.ContactListOp{}
	place := make(map[models.ContactID]int, len(now.rows))
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
		f := fate(row.ID)
		ops = append(ops, &models.ContactListRemove{ContactID: row.ID, Reason: f.Reason, Into: f.Into})
	}
	still := rising(kept)
	var after *models.ContactID
	for i, row := range now.rows {
		old, here := was[row.ID]
		switch {
		case !here:
			ops = append(ops, &models.ContactListInsert{After: after, Node: now.nodes[row.ID]})
		case !still[i]:
			ops = append(ops, &models.ContactListMove{ContactID: row.ID, After: after})
		}
		if here && !same(old, row) {
			ops = append(ops, &models.ContactListUpdate{Node: now.nodes[row.ID]})
		}
		after = &now.rows[i].ID
	}
	return ops
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
