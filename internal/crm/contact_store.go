package crm

import (
	"kith/models"
)

// manyContacts are contacts as one table of a statement.
var manyContacts = contactsToChange.Many()

// Statements about many contacts. The account is the first parameter when they are stored, the last when they are changed.
var (
	insertMany = "WITH made AS (INSERT INTO contacts (account_id, " + manyContacts.Names() + ") SELECT ?::bigint, " + manyContacts.Values() +
		" FROM " + manyContacts.From() + ` RETURNING account_id, id)
			INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM made`
	updateMany = "UPDATE contacts c SET (" + manyContacts.Names() + ") = (" + manyContacts.Values() + ") FROM " + manyContacts.From() +
		" WHERE c.account_id = ? AND c.id = n.id"
)

// insertBatch is how many contacts one statement stores.
const insertBatch = 100

// insertContacts stores the contacts that next makes, some at a time, while it makes others. It returns nil after the last, and must not
// use the transaction.
func insertContacts(tx *Tx, next func() (*models.Contact, error)) error {
	return tx.Stream(insertMany, func() ([]any, error) {
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
		return append([]any{tx.Account}, manyContacts.Arrays(made)...), nil
	})
}

// storeContacts stores locked contacts, which have their next versions, in one statement.
func storeContacts(tx *Tx, contacts []*models.Contact) error {
	if err := tx.Exec(updateMany, append(manyContacts.Arrays(contacts), tx.Account)...); err != nil {
		return err
	}
	return queueDuplicates(tx, idsOf(contacts)...)
}

// edited is a locked contact that may have been changed.
type edited struct {
	contact *models.Contact
	// otherChanges is what was changed that is not stored with the contact.
	otherChanges []*models.FieldChange
	// labels are the titles that the contact has now, if they are known.
	labels []string
}

// saveContacts is saveContact for many contacts: it stores them at once, in one statement.
func saveContacts(tx *Tx, all []edited) error {
	var dirty []*models.Contact
	changes := make([][]*models.FieldChange, len(all))
	for i, e := range all {
		before := tx.locked[e.contact.ID]
		changes[i] = versionedChanges(tx, &before, e.contact, e.otherChanges)
		if len(changes[i]) > 0 || differs(&before, e.contact) {
			dirty = append(dirty, e.contact)
		}
	}
	if len(dirty) == 0 {
		return nil
	}
	if err := storeContacts(tx, dirty); err != nil {
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

// differs reports whether a column of the two differs.
func differs(before, after *models.Contact) bool {
	set, _ := contactsToChange.Changed(before, after)
	return set != ""
}
