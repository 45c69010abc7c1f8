package crm

import (
	"slices"

	"kith/internal/store"
	"kith/models"
)

var (
	points     = store.NewTable[models.ContactPoint]("contact_points p")
	manyPoints = points.Many()
)

// pointOrder is the order in which a contact's addresses are listed: by kind, the preferred ones first, then the oldest.
const pointOrder = "array_position('{EMAIL,PHONE_NUMBER,IDENTIFIER}'::text[], p.kind), p.preferred DESC, p.created_at, p.id"

// Statements on many addresses. The account is the first parameter of inserts and the last of updates, which are also given the
// contacts that have the addresses before.
var (
	insertPoints = "INSERT INTO contact_points (account_id, " + manyPoints.Names() + ") SELECT ?::bigint, " + manyPoints.Values() +
		" FROM " + manyPoints.From()
	updatePoints = "UPDATE contact_points p SET (" + manyPoints.Names() + ") = (" + manyPoints.Values() + ") FROM " + manyPoints.From() +
		" WHERE p.account_id = ? AND p.contact_id = ANY(?) AND p.id = n.id"
)

// hasKey is the condition for the contact that has an address: its kind is part of the text, so that the index of that kind serves.
func hasKey(kind models.PointKind) string {
	return `c.account_id = ? AND c.id = (
		SELECT p.contact_id
		FROM contact_points p
		WHERE p.account_id = ? AND p.kind = '` + string(kind) + `' AND p.key = ? AND p.system = ? AND NOT p.shared)`
}

// hasKeyArgs are the parameters of hasKey.
func hasKeyArgs(account int64, key models.PointKey) []any {
	return []any{account, account, key.Key, key.System}
}

// findByKey returns the contact that has an address as a key, or nil.
func findByKey(r store.Querier, account int64, key models.PointKey) (*models.Contact, error) {
	return contacts.First(r, hasKey(key.Kind), hasKeyArgs(account, key)...)
}

// keyLists are the lists of selectKeys for addresses.
func keyLists(keys []models.PointKey) []any {
	args := make([]any, 0, 4)
	for _, kind := range []models.PointKind{models.PointEmail, models.PointPhone} {
		found := []string{}
		for _, k := range keys {
			if k.Kind == kind {
				found = append(found, k.Key)
			}
		}
		args = append(args, found)
	}
	identifiers, systems := []string{}, []string{}
	for _, k := range keys {
		if k.Kind == models.PointIdentifier {
			identifiers, systems = append(identifiers, k.Key), append(systems, k.System)
		}
	}
	return append(args, identifiers, systems)
}

// selectKeys selects columns of the addresses p that are keys and among those given. Its parameters are the account and a list for
// each kind, as keysArgs gives them.
func selectKeys(columns string) string {
	return `
		SELECT ` + columns + ` FROM contact_points p WHERE p.account_id = ? AND p.kind = 'EMAIL' AND p.key = ANY(?) AND NOT p.shared
		UNION ALL
		SELECT ` + columns + ` FROM contact_points p WHERE p.account_id = ? AND p.kind = 'PHONE_NUMBER' AND p.key = ANY(?) AND NOT p.shared
		UNION ALL
		SELECT ` + columns + ` FROM contact_points p
		JOIN unnest(?::text[], ?::text[]) AS wanted (key, system) ON p.key = wanted.key AND p.system = wanted.system
		WHERE p.account_id = ? AND p.kind = 'IDENTIFIER' AND NOT p.shared`
}

// keysArgs are the parameters of selectKeys.
func keysArgs(account int64, keys []models.PointKey) []any {
	lists := keyLists(keys)
	return []any{account, lists[0], account, lists[1], lists[2], lists[3], account}
}

// holder is the contact that has a key.
type holder struct {
	Kind, System, Key string
	Contact           models.ContactID
}

// holdersOf returns which contacts have the keys.
func holdersOf(q store.Querier, account int64, keys []models.PointKey) (map[models.PointKey]models.ContactID, error) {
	found := make(map[models.PointKey]models.ContactID, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	rows, err := store.Rows[holder](q, selectKeys("p.kind, p.system, p.key, p.contact_id"), keysArgs(account, keys)...)
	for _, h := range rows {
		found[models.PointKey{Kind: models.PointKind(h.Kind), System: h.System, Key: h.Key}] = h.Contact
	}
	return found, err
}

// PointsByContact returns each contact's addresses, of one kind if that is given, by kind, the preferred ones first.
func (b *Batch) PointsByContact(
	ids []models.ContactID, set Columns, kind ...models.PointKind,
) map[models.ContactID][]*models.ContactPoint {
	var ofKind string
	if len(kind) > 0 {
		ofKind = " AND p.kind = '" + string(kind[0]) + "'"
	}
	return store.ListsBy(b.Batch, points, ids, set, `
		SELECT `+points.Selected(set)+`, p.contact_id
		FROM contact_points p
		WHERE p.account_id = ? AND p.contact_id = `+store.AnyID+ofKind+`
		ORDER BY p.contact_id, `+pointOrder)
}

// addPoints adds reads of the contacts' addresses to a batch, which set Points.
func addPoints(b *store.Batch, ids []models.ContactID, of func(models.ContactID) *models.Contact) {
	store.Where(b, points, AllColumns, "p.account_id = ? AND p.contact_id = "+store.AnyID+" ORDER BY "+pointOrder,
		[]any{b.Account, store.IDs[models.ContactID](ids).Literal()}, func(p *models.ContactPoint) {
			if c := of(p.ContactID); c != nil {
				c.Points = append(c.Points, *p)
			}
		})
}

// readPoints reads the addresses of contacts and sets Points.
func readPoints(q store.Querier, contacts []*models.Contact) error {
	if len(contacts) == 0 {
		return nil
	}
	byID := make(map[models.ContactID]*models.Contact, len(contacts))
	for _, c := range contacts {
		byID[c.ID], c.Points = c, []models.ContactPoint{}
	}
	b := store.NewBatch(q)
	addPoints(b, idsOf(contacts), func(id models.ContactID) *models.Contact { return byID[id] })
	return b.Send()
}

// lockOne locks a contact and reads its addresses, in one round trip: each statement sees what was committed before it began, so the
// addresses are read when the lock is held. Nil if there is none.
func lockOne(tx *Tx, id models.ContactID) (c *models.Contact, err error) {
	b := store.NewBatch(tx)
	store.Where(b, contactsToChange, AllColumns, "c.account_id = ? AND c.id = ? FOR UPDATE", []any{tx.Account, id},
		func(found *models.Contact) { c, found.Points = found, []models.ContactPoint{} })
	addPoints(b, []models.ContactID{id}, func(models.ContactID) *models.Contact { return c })
	return c, b.Send()
}

// savePoints stores with the commit how the addresses of locked contacts have changed: before and after are those of all contacts that
// take part.
func savePoints(tx *Tx, before, after []models.ContactPoint) {
	was := make(map[models.ContactPointID]*models.ContactPoint, len(before))
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	var added, changed []*models.ContactPoint
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
	}
	if len(added) > 0 {
		tx.Defer(insertPoints, append([]any{tx.Account}, manyPoints.Arrays(added)...)...)
	}
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
