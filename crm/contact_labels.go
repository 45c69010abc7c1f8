package crm

import (
	"slices"

	"kith/models"
)

// changeLabels changes the labels of a locked contact and returns what has changed.
func changeLabels(tx *Tx, id models.ContactID, change func() error) ([]*models.FieldChange, error) {
	before, err := titlesByContact(tx, []models.ContactID{id})
	if err != nil {
		return nil, err
	}
	if err := change(); err != nil {
		return nil, err
	}
	after, err := titlesByContact(tx, []models.ContactID{id})
	return models.LabelChange(before[id], after[id]), err
}

// addContactLabels adds labels, if there are any, to a locked contact and returns what has changed.
func addContactLabels(tx *Tx, id models.ContactID, titles []string) ([]*models.FieldChange, error) {
	if len(titles) == 0 {
		return nil, nil
	}
	return changeLabels(tx, id, func() error { return addLabels(tx, contactLabels, id.UUID, titles) })
}

// titlesByContact returns the titles of each contact's labels, sorted.
func titlesByContact(tx *Tx, ids []models.ContactID) (map[models.ContactID][]string, error) {
	rows, err := query(tx.DB, false, `
		SELECT x.contact_id, l.title
		FROM contact_labels x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = ? AND x.contact_id = ANY(?)
		ORDER BY l.title`, []any{tx.Account, idArray[models.ContactID](ids)})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	titles := map[models.ContactID][]string{}
	for rows.Next() {
		var id models.ContactID
		var title string
		if err := rows.Scan(&id, &title); err != nil {
			return nil, err
		}
		titles[id] = append(titles[id], title)
	}
	return titles, rows.Err()
}

// lockLabel locks a label and, the order being the same everywhere, before it the contacts that have it. If a contact got the label
// in between, the transaction is tried again.
func lockLabel(tx *Tx, id models.LabelID) (*models.Label, []models.ContactID, error) {
	contacts, err := only[models.ContactID](tx.DB, `
		SELECT c.id
		FROM contacts c
		WHERE c.account_id = ? AND c.id IN (SELECT x.contact_id FROM contact_labels x WHERE x.account_id = ? AND x.label_id = ?)
		ORDER BY c.id
		FOR UPDATE`, tx.Account, tx.Account, id)
	if err != nil {
		return nil, nil, err
	}
	label, err := lock(tx, labels, id, "label")
	if err != nil {
		return nil, nil, err
	}
	var n int
	err = tx.Raw("SELECT count(*) FROM contact_labels WHERE account_id = ? AND label_id = ? AND contact_id = ANY(?)",
		tx.Account, id, idArray[models.ContactID](contacts)).Row().Scan(&n)
	if err == nil && n != len(contacts) {
		err = errMoved
	}
	return label, contacts, err
}

// relabelled gives locked contacts their next version because a label of theirs was renamed or deleted, and emits the events;
// before turns the titles that a contact has now into those that it had.
func relabelled(tx *Tx, ids []models.ContactID, before func(now []string) []string) error {
	for some := range slices.Chunk(ids, emitBatch) {
		titles, err := titlesByContact(tx, some)
		if err != nil {
			return err
		}
		err = contacts.read(AllColumns, "UPDATE contacts c SET version = version + 1, updated_at = ? WHERE c.account_id = ? AND c.id = ANY(?) RETURNING "+contacts.selected(AllColumns),
			[]any{tx.Now, tx.Account, idArray[models.ContactID](some)}, func(c *models.Contact) {
				was := slices.Sorted(slices.Values(before(titles[c.ID])))
				tx.Emit(models.NewContactEvent(models.ContactUpdated, c, models.LabelChange(was, titles[c.ID])))
			}).alone(tx.DB)
		if err != nil {
			return err
		}
		if err := tx.storeEvents(); err != nil { // nothing is locked after this, and an account's worth of events is much to hold
			return err
		}
	}
	return nil
}
