package crm

import (
	"cmp"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// savePoints stores with the commit how the addresses of locked contacts have changed: before and after are those of all contacts that
// take part.
func savePoints(tx *Tx, before, after []models.ContactPoint) {
	was := make(map[models.ContactPointID]*models.ContactPoint, len(before))
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	var added, changed, keyed []*models.ContactPoint // keyed are those that have another key than before
	owners := store.IDs[models.ContactID]{}
	for i := range after {
		p := &after[i]
		old := was[p.ID]
		delete(was, p.ID)
		switch {
		case old == nil:
			added = append(added, p)
		case pointDiffers(old, p):
			changed, owners = append(changed, p), append(owners, old.ContactID)
			if old.PointKey() != p.PointKey() || old.Shared && !p.Shared {
				keyed = append(keyed, p)
			}
		}
	}
	if len(was) > 0 {
		var gone store.IDs[models.ContactPointID]
		var from store.IDs[models.ContactID]
		for id, p := range was {
			gone, from = append(gone, id), append(from, p.ContactID)
		}
		tx.Defer("DELETE FROM contact_points WHERE account_id = ? AND contact_id = ANY(?) AND id = ANY(?)", tx.Account, from, gone)
	}
	if len(changed) > 0 {
		tx.Defer(updatePoints, append(manyPoints.Arrays(changed), tx.Account, owners)...)
		refuseSuppressed(tx, keyed)
	}
	if len(added) > 0 {
		slices.SortFunc(added, byKey)
		tx.Defer(insertPoints, append([]any{tx.Account}, manyPoints.Arrays(added)...)...)
		refuseSuppressed(tx, added)
	}
}

// byKey is the order in which addresses are inserted. Whoever inserts the same keys in another order would wait for this transaction while
// it waits for them.
func byKey(a, b *models.ContactPoint) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.System, b.System), cmp.Compare(a.Key, b.Key))
}

func pointDiffers(a, b *models.ContactPoint) bool {
	set, _ := points.Changed(a, b)
	return set != ""
}

// allPoints are the addresses of contacts together.
func allPoints(contacts ...*models.Contact) (all []models.ContactPoint) {
	for _, c := range contacts {
		all = append(all, c.Points...)
	}
	return slices.Clip(all)
}

func pointersTo[T any](rows []T) []*T {
	all := make([]*T, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}
