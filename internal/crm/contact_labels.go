package crm

import (
	"errors"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// diffLabels runs change, which changes the labels of a locked contact, and returns the difference.
func diffLabels(tx *Tx, id models.ContactID, change func() error) ([]*models.FieldChange, error) {
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

// addAndDiffLabels adds labels to a locked contact and returns the difference.
func addAndDiffLabels(tx *Tx, id models.ContactID, titles []string) ([]*models.FieldChange, error) {
	if len(titles) == 0 {
		return nil, nil
	}
	return diffLabels(tx, id, func() error { return addLabels(tx, contactLabels, id.UUID, titles) })
}

// labelUpdate lists the labels to add to and to remove from a locked contact, by normalized title.
type labelUpdate struct {
	contact     *models.Contact
	add, remove []string
}

// updateLabelsInBulk adds and removes labels of many locked contacts with one statement each.
func updateLabelsInBulk(tx *Tx, all []labelUpdate) ([]edited, error) {
	edits := make([]edited, len(all))
	var added, removed []string
	contacts := make([]models.ContactID, len(all))
	for i, r := range all {
		edits[i].contact, contacts[i] = r.contact, r.contact.ID
		added, removed = append(added, r.add...), append(removed, r.remove...)
	}
	if len(added)+len(removed) == 0 {
		return edits, nil
	}
	toAdd, err := labelsFor(tx, unique(added))
	if err != nil {
		return nil, err
	}
	toRemove, err := labelsByTitle(tx, unique(removed))
	if err != nil {
		return nil, err
	}
	before, err := titlesByContact(tx, contacts)
	if err != nil {
		return nil, err
	}
	var links, unlinks labelLinks
	for i, r := range all {
		was := before[r.contact.ID]
		is := models.Relabelled(was, r.add, r.remove)
		edits[i].labels, edits[i].otherChanges = is, models.LabelChange(was, is)
		links.collect(r.contact.ID, toAdd, is, was)
		unlinks.collect(r.contact.ID, toRemove, was, is)
	}
	if err := links.add(tx); err != nil {
		return nil, err
	}
	return edits, tx.Exec(`
		DELETE FROM contact_labels x
		USING unnest(?::uuid[], ?::uuid[]) AS n (c, l)
		WHERE x.account_id = ? AND x.contact_id = n.c AND x.label_id = n.l`, unlinks.contacts, unlinks.labels, tx.Account)
}

// labelLinks are pairs of a contact and a label.
type labelLinks struct {
	contacts store.IDs[models.ContactID]
	labels   store.IDs[models.LabelID]
}

// add stores the pairs.
func (l *labelLinks) add(tx *Tx) error {
	if len(l.contacts) == 0 {
		return nil
	}
	return tx.Exec(`
		INSERT INTO contact_labels (account_id, contact_id, label_id)
		SELECT ?::bigint, c, l FROM unnest(?::uuid[], ?::uuid[]) AS n (c, l)
		ON CONFLICT DO NOTHING`, tx.Account, l.contacts, l.labels)
}

// collect adds a pair of the contact and each label whose title is in the list in but not in notIn.
func (l *labelLinks) collect(contact models.ContactID, by map[string]*models.Label, in, notIn []string) {
	for _, title := range in {
		if label := by[title]; label != nil && !slices.Contains(notIn, title) {
			l.contacts, l.labels = append(l.contacts, contact), append(l.labels, label.ID)
		}
	}
}

func unique(titles []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(titles)))
}

// titlesByContact returns the titles of each contact's labels, sorted.
func titlesByContact(tx *Tx, ids []models.ContactID) (map[models.ContactID][]string, error) {
	return titlesOf(tx.reader(), ids)
}

func titlesOf(r reader, ids []models.ContactID) (map[models.ContactID][]string, error) {
	links, err := store.Rows[struct {
		ID    models.ContactID
		Title string
	}](r, `
		SELECT x.contact_id, l.title
		FROM contact_labels x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = ? AND x.contact_id = `+store.AnyID+`
		ORDER BY l.title`, r.Account, store.IDs[models.ContactID](ids))
	titles := map[models.ContactID][]string{}
	for _, l := range links {
		titles[l.ID] = append(titles[l.ID], l.Title)
	}
	return titles, err
}

// lockLabel locks the contacts that have a label and then the label, the same order as everywhere. If a contact got the label in
// the meantime, the transaction is retried.
func lockLabel(tx *Tx, id models.LabelID) (*models.Label, []models.ContactID, error) {
	contacts, err := store.Rows[models.ContactID](tx, `
		SELECT c.id
		FROM contacts c
		WHERE c.account_id = ? AND c.id IN (SELECT x.contact_id FROM contact_labels x WHERE x.account_id = ? AND x.label_id = ?)
		ORDER BY c.id
		FOR UPDATE`, tx.Account, tx.Account, id)
	if err != nil {
		return nil, nil, err
	}
	label, err := lock[models.Label](tx, id, "label")
	if err != nil {
		return nil, nil, err
	}
	n, err := store.One[int](tx, "SELECT count(*) FROM contact_labels WHERE account_id = ? AND label_id = ? AND contact_id = ANY(?)",
		tx.Account, id, store.IDs[models.ContactID](contacts))
	if err == nil && n != len(contacts) {
		err = store.ErrMoved
	}
	return label, contacts, err
}

// touchRelabelled increments the versions of locked contacts after one of their labels was renamed or deleted, and emits the
// events. before computes the former titles of a contact from its current ones.
func touchRelabelled(tx *Tx, ids []models.ContactID, before func(now []string) []string) error {
	for some := range slices.Chunk(ids, emitBatch) {
		titles, err := titlesByContact(tx, some)
		if err != nil {
			return err
		}
		var touched []*models.Contact
		err = contacts.Each(tx, func(c *models.Contact) { touched = append(touched, c) }, nil, `
			UPDATE contacts c
			SET version = version + 1, updated_at = ?
			WHERE c.account_id = ? AND c.id = ANY(?)
			RETURNING `+contacts.Selected(AllColumns), tx.Now, tx.Account, store.IDs[models.ContactID](some))
		if err := errors.Join(err, readPoints(tx, touched)); err != nil {
			return err
		}
		for _, c := range touched {
			was := slices.Sorted(slices.Values(before(titles[c.ID])))
			tx.Emit(models.NewContactEvent(models.ContactUpdated, c, models.LabelChange(was, titles[c.ID])))
		}
		if err := tx.storeEvents(); err != nil { // nothing is locked after this, and all events would need much memory
			return err
		}
	}
	return nil
}
