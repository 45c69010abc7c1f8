package crm

import (
	"slices"

	"kith/models"
)

// manyContacts are contacts as a table of a statement.
var manyContacts = contactsToChange.Many()

// Statements on many contacts. The account is the first parameter of inserts and the last of updates.
var (
	insertMany = "WITH made AS (INSERT INTO contacts (account_id, " + manyContacts.Names() + ") SELECT ?::bigint, " + manyContacts.Values() +
		" FROM " + manyContacts.From() + ` RETURNING account_id, id),
			queued AS (INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM made)
			` + insertPoints
	updateMany = "UPDATE contacts c SET (" + manyContacts.Names() + ") = (" + manyContacts.Values() + ") FROM " + manyContacts.From() +
		" WHERE c.account_id = ? AND c.id = n.id"
)

// insertBatch is the number of contacts that one statement inserts.
const insertBatch = 100

// insertContacts inserts the contacts that next returns, in batches, while next prepares the following ones, and passes their addresses
// to inserted. next returns nil after the last contact and must not use the transaction.
func insertContacts(tx *Tx, next func() (*models.Contact, error), inserted func([]models.ContactPoint)) error {
	var stored []*models.ContactPoint
	err := tx.Stream(insertMany, func() ([]any, error) {
		var made []*models.Contact
		for len(made) < insertBatch {
			c, err := next()
			if err != nil {
				return nil, err
			}
			if c == nil {
				break
			}
			made = append(made, c)
		}
		if len(made) == 0 {
			return nil, nil
		}
		args := append([]any{tx.Account}, manyContacts.Arrays(made)...)
		points := allPoints(made...)
		inserted(points)
		ordered := pointersTo(points)
		slices.SortFunc(ordered, byKey)
		stored = append(stored, ordered...)
		return append(append(args, tx.Account), manyPoints.Arrays(ordered)...), nil
	})
	refuseSuppressed(tx, stored)
	return err
}

// storeContacts stores locked contacts, whose versions are already incremented, in one statement, and the changes of their addresses:
// before are those that they had; it may contain those of other contacts too.
func storeContacts(tx *Tx, contacts []*models.Contact, before []models.ContactPoint) error {
	owned := make(map[models.ContactID]bool, len(contacts))
	for _, c := range contacts {
		owned[c.ID] = true
	}
	before = slices.DeleteFunc(slices.Clone(before), func(p models.ContactPoint) bool { return !owned[p.ContactID] })
	savePoints(tx, before, allPoints(contacts...))
	if err := tx.Flush(); err != nil {
		return err
	}
	if err := tx.Exec(updateMany, append(manyContacts.Arrays(contacts), tx.Account)...); err != nil {
		return err
	}
	return queueDuplicates(tx, idsOf(contacts)...)
}

// edited is a locked contact that may have been changed.
type edited struct {
	contact *models.Contact
	// otherChanges are the changes that are not stored with the contact, such as labels.
	otherChanges []*models.FieldChange
	// labels are the current titles of the contact's labels, if they are known.
	labels []string
}

// saveContacts is saveContact for many contacts: it stores them immediately, in one statement.
func saveContacts(tx *Tx, all []edited) error {
	var dirty []*models.Contact
	var points []models.ContactPoint
	changes := make([][]*models.FieldChange, len(all))
	for i, e := range all {
		before := tx.locked[e.contact.ID]
		changes[i] = versionedChanges(tx, &before, e.contact, e.otherChanges)
		if len(changes[i]) > 0 || differs(&before, e.contact) {
			dirty, points = append(dirty, e.contact), append(points, before.Points...)
		}
	}
	if len(dirty) == 0 {
		return nil
	}
	if err := storeContacts(tx, dirty, points); err != nil {
		return err
	}
	for i, e := range all {
		for _, event := range models.ContactChangeEvents(e.contact, changes[i]) {
			if e.labels != nil {
				event.With(e.labels)
			}
			tx.Emit(event)
		}
	}
	return nil
}

// differs reports whether the two contacts differ in any column.
func differs(before, after *models.Contact) bool {
	set, _ := contactsToChange.Changed(before, after)
	return set != ""
}
