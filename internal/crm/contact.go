package crm

import (
	"context"
	"errors"
	"maps"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// contacts are read without their sort keys and search text; contactsToChange includes them, so that saving a contact loses
// nothing.
var (
	contactsToChange = store.NewTable[models.Contact]("contacts c")
	contacts         = contactsToChange.Without("name_key", "company_key", "city_key", "country_key", "search")
)

// contactBySource is the contact that an inbox knows by a source id.
const contactBySource = `c.account_id = ? AND c.id = (
	SELECT ci.contact_id
	FROM contact_inboxes ci
	WHERE ci.account_id = ? AND ci.inbox_id = ? AND ci.source_id = ?)`

// FindContact returns the contact with the key, or nil.
func (s *Service) FindContact(ctx context.Context, by models.ContactBy) (*models.Contact, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	if by.Source != nil {
		return contacts.First(r, contactBySource, r.Account, r.Account, by.Source.InboxID, withoutNUL(by.Source.SourceID))
	}
	kind, column, value := contactKey(by)
	if kind == "" {
		return nil, nil
	}
	return findAlias(r, kind, column, value)
}

// FindContact finds the contact that has the key itself, not a contact into which it was merged.
func (b *Batch) FindContact(by models.ContactBy, set Columns) *[]*models.Contact {
	found := &[]*models.Contact{}
	each := func(c *models.Contact) { *found = append(*found, c) }
	if by.Source != nil {
		store.Where(b.Batch, contacts, set, contactBySource, []any{b.Account, b.Account, by.Source.InboxID, withoutNUL(by.Source.SourceID)}, each)
	} else if kind, column, value := contactKey(by); kind != "" {
		store.Where(b.Batch, contacts, set, ownKey(column), []any{b.Account, value}, each)
	}
	return found
}

// contactKey returns the column and the value of a key, and the kind of its aliases; the kind is blank for a key that no contact
// can have.
func contactKey(by models.ContactBy) (kind, column, value string) {
	switch {
	case by.ID != nil:
		return aliasID, "c.id", by.ID.UUID.String()
	case by.Email != nil:
		if email, invalid := models.CleanEmail(by.Email); invalid == nil && email != nil {
			return aliasEmail, "c.email", *email
		}
	case by.PhoneNumber != nil:
		return aliasPhone, "c.phone_number", withoutNUL(*by.PhoneNumber)
	case by.Identifier != nil:
		return aliasIdentifier, "c.identifier", withoutNUL(*by.Identifier)
	}
	return "", "", ""
}

// keyColumns are the columns of the keys by which contacts are matched, by field name.
var keyColumns = map[string]string{"email": "c.email", "phoneNumber": "c.phone_number", "identifier": "c.identifier"}

// ownKey is the condition for the contact that has a value in a column.
func ownKey(column string) string { return "c.account_id = ? AND " + column + " = ?" }

// findAlias returns the contact that has the value, or the contact into which the contact that had it was merged.
func findAlias(r reader, kind, column, value string) (*models.Contact, error) {
	c, err := contacts.First(r, ownKey(column), r.Account, value)
	if err != nil || c != nil {
		return c, err
	}
	return contacts.First(r, `c.account_id = ? AND c.id = (
		SELECT a.contact_id
		FROM contact_aliases a
		WHERE a.account_id = ? AND a.kind = ? AND a.value = ?)`, r.Account, r.Account, kind, value)
}

// ContactsByID returns the contacts that exist, by id; the id of a merged contact resolves to the survivor.
func (b *Batch) ContactsByID(ids []models.ContactID, set Columns) map[models.ContactID]*models.Contact {
	return store.ByID(b.Batch, contacts, ids, set)
}

// ContactsByID returns the contacts that exist, by id; a merged contact's id gives the survivor.
func (s *Service) ContactsByID(ctx context.Context, ids []models.ContactID) (map[models.ContactID]*models.Contact, error) {
	found, err := Read(ctx, s, ids, (*Batch).ContactsByID)
	if err != nil || len(found) == len(ids) {
		return found, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id models.ContactID) bool { return found[id] != nil })
	live, err := resolveMerged(r, missing)
	if err != nil || len(live) == 0 {
		return found, err
	}
	took, err := Read(ctx, s, slices.Collect(maps.Values(live)), (*Batch).ContactsByID)
	for asked, id := range live {
		if took[id] != nil {
			found[asked] = took[id]
		}
	}
	return found, err
}

// CreateContact creates a contact with its labels and its link to an inbox. Taken, with the contact that already has the email,
// phone number or identifier.
func (s *Service) CreateContact(ctx context.Context, in models.ContactCreateInput) (*models.Contact, error) {
	address, refused := models.CleanIPAddress(in.IPAddress)
	var contact *models.Contact
	err := s.write(ctx, models.PermContactCreate, func(tx *Tx) error {
		if refused != nil {
			return refused
		}
		contact = newContact(tx)
		if err := changeContact(tx, contact, in.Patch()); err != nil {
			return err
		}
		if err := createContact(tx, contact, len(in.Labels) > 0 || in.Inbox != nil); err != nil {
			return err
		}
		labelChanges, err := addAndDiffLabels(tx, contact.ID, in.Labels)
		if err != nil {
			return err
		}
		tx.Emit(models.NewContactEvent(models.ContactCreated, contact, append(contact.Changes(nil), labelChanges...)))
		if err := locateLater(tx, contact.ID, address); err != nil || in.Inbox == nil {
			return err
		}
		_, err = linkInbox(tx, contact, in.Inbox.InboxID, in.Inbox.SourceID, nil)
		return underField(err, "inbox")
	})
	return contact, s.nameHolder(ctx, err, contact)
}

// UpdateContact changes a contact. NotFound, StaleVersion, and the errors of CreateContact.
func (s *Service) UpdateContact(ctx context.Context, in models.ContactUpdateInput) (*models.Contact, error) {
	return s.updateContact(ctx, in, func(*Tx, *models.Contact) ([]*models.FieldChange, error) { return nil, nil })
}

// updateContact changes a contact and, in the same transaction, the records that belong to the change.
func (s *Service) updateContact(
	ctx context.Context, in models.ContactUpdateInput, more func(*Tx, *models.Contact) ([]*models.FieldChange, error),
) (*models.Contact, error) {
	var contact *models.Contact
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		var err error
		if contact, err = lockContact(tx, in.ID, in.ExpectedVersion); err != nil {
			return err
		}
		if err := changeContact(tx, contact, in); err != nil {
			return err
		}
		otherChanges, err := more(tx, contact)
		if err != nil {
			return err
		}
		saveContact(tx, contact, otherChanges...)
		return nil
	})
	return contact, s.nameHolder(ctx, err, contact)
}

// createContact stores a new contact: immediately if other rows refer to it, otherwise at the end of the transaction.
func createContact(tx *Tx, c *models.Contact, now bool) error {
	insert, args := contactsToChange.Insert(c)
	tx.Defer(insert, args...)
	tx.Defer(queueDuplicate, tx.Account, store.IDs[models.ContactID]{c.ID})
	if !now {
		return nil
	}
	return tx.Flush()
}

// nameHolder adds the contact that has the value to a Taken error.
func (s *Service) nameHolder(ctx context.Context, err error, c *models.Contact) error {
	var taken *models.Error
	if !errors.As(err, &taken) || taken.Code != models.Taken || len(taken.Field) != 1 {
		return err
	}
	by := map[string]models.ContactBy{
		"email":       {Email: c.Email},
		"phoneNumber": {PhoneNumber: c.PhoneNumber},
		"identifier":  {Identifier: c.Identifier},
	}[taken.Field[0]]
	holder, findErr := s.FindContact(ctx, by)
	if findErr != nil {
		return findErr
	}
	taken.Contact = holder
	return taken
}
