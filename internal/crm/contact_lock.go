package crm

import (
	"kith/internal/store"
	"kith/models"
)

// lockContact returns a contact and locks it until the transaction ends. Whoever writes a contact or a record that belongs to it
// holds this lock.
func lockContact(tx *Tx, id models.ContactID, expected *int) (*models.Contact, error) {
	c, err := lockOne(tx, id)
	if err == nil && c == nil {
		c, err = lockSurvivor(tx, id)
	}
	switch {
	case err != nil:
		return nil, err
	case c == nil:
		return nil, models.Errorf(models.NotFound, "There is no such contact.").At("id")
	case expected != nil && *expected != c.Version:
		return nil, &models.Error{Code: models.StaleVersion, Field: []string{"expectedVersion"}, Contact: c,
			Message: "The contact has changed meanwhile; look at it and send the change again with its current version."}
	}
	tx.locked[c.ID] = *c
	return c, nil
}

// lockSurvivor locks the contact into which another was merged; it returns nil if there is none.
func lockSurvivor(tx *Tx, id models.ContactID) (*models.Contact, error) {
	live, err := resolveMerged(tx.sees(), []models.ContactID{id})
	if err != nil || len(live) == 0 {
		return nil, err
	}
	c, err := lockOne(tx, live[id])
	if err == nil && c == nil {
		err = store.ErrMoved
	}
	return c, err
}

// lockAll locks those of the contacts that exist, in the order of their ids, and reads their addresses.
func lockAll(tx *Tx, ids []models.ContactID) ([]*models.Contact, error) {
	return lockWhere(tx, contactsToChange, "c.account_id = ? AND c.id = ANY(?) ORDER BY c.id FOR UPDATE OF c", tx.Account,
		store.IDs[models.ContactID](ids))
}

// lockWhere locks contacts and reads their addresses.
func lockWhere(tx *Tx, t store.Table[models.Contact], clauses string, args ...any) ([]*models.Contact, error) {
	locked, err := t.List(tx, clauses, args...)
	if err != nil {
		return nil, err
	}
	return locked, readPoints(tx, locked)
}

// lockContactAt locks the contact that an input refers to in field.
func lockContactAt(tx *Tx, id models.ContactID, field string) (*models.Contact, error) {
	c, err := lockContact(tx, id, nil)
	return c, renameField(err, "id", field)
}

// saveContact stores the changed columns of a locked contact at the end of the transaction and emits the events. If clients can see
// the change, in the contact or in otherChanges such as its labels, the version is incremented; columns that are not exposed are
// stored without a new version. An unchanged contact is not written.
func saveContact(tx *Tx, c *models.Contact, otherChanges ...*models.FieldChange) {
	before := tx.locked[c.ID]
	changes := versionedChanges(tx, &before, c, otherChanges)
	set, values := contactsToChange.Changed(&before, c)
	if set == "" {
		return
	}
	savePoints(tx, before.Points, c.Points)
	tx.Defer("UPDATE contacts SET "+set+" WHERE account_id = ? AND id = ?", append(values, tx.Account, c.ID)...)
	if len(changes) > 0 {
		tx.Defer(queueDuplicate, tx.Account, store.IDs[models.ContactID]{c.ID})
		tx.Emit(models.ContactChangeEvents(c, changes)...)
	}
}

// versionedChanges returns the changes that clients can see, and increments the version of the contact if there are any.
func versionedChanges(tx *Tx, before, c *models.Contact, otherChanges []*models.FieldChange) []*models.FieldChange {
	c.KeepEqual(before)
	changes := append(c.Changes(before), otherChanges...)
	if len(changes) > 0 {
		c.Version++
		c.UpdatedAt = tx.Now
	}
	return changes
}

// storeContact stores a locked contact with its next version immediately.
func storeContact(tx *Tx, c *models.Contact) error {
	c.Version++
	c.UpdatedAt = tx.Now
	if err := store.Save(tx, c, c.ID); err != nil {
		return err
	}
	return queueDuplicates(tx, c.ID)
}
