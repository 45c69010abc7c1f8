package crm

import (
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
// contacts that have the addresses before. Inserts return something, because a distributed table is filled by COPY otherwise, whose errors
// have no code.
var (
	insertPoints = "INSERT INTO contact_points (account_id, " + manyPoints.Names() + ") SELECT ?::bigint, " + manyPoints.Values() +
		" FROM " + manyPoints.From() + " RETURNING 1"
	updatePoints = "UPDATE contact_points p SET (" + manyPoints.Names() + ") = (" + manyPoints.Values() + ") FROM " + manyPoints.From() +
		" WHERE p.account_id = ? AND p.contact_id = ANY(?) AND p.id = n.id"
)

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
// addresses are read when the lock is held. Nil if there is none that the viewer sees.
func lockOne(tx *Tx, id models.ContactID) (c *models.Contact, err error) {
	b := store.NewBatch(tx)
	visible, args := tx.visible()
	store.Where(b, contactsToChange, AllColumns, "c.account_id = ? AND c.id = ?"+visible+" FOR UPDATE", append([]any{tx.Account, id}, args...),
		func(found *models.Contact) { c, found.Points = found, []models.ContactPoint{} })
	addPoints(b, []models.ContactID{id}, func(models.ContactID) *models.Contact { return c })
	return c, b.Send()
}
