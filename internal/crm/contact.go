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
	contacts         = contactsToChange.Without("name_key", "middle_name_key", "last_name_key", "company_key", "city_key", "country_key",
		"search", "search_words", "search_keys")
)

// contactBySource is the contact that an inbox knows by a source id, as it was given or, in channels whose source ids are addresses, in
// canonical form.
const contactBySource = `c.account_id = ? AND c.id = (
	SELECT ci.contact_id
	FROM contact_inboxes ci
	JOIN inboxes i ON i.account_id = ci.account_id AND i.id = ci.inbox_id
	WHERE ci.account_id = ? AND ci.inbox_id = ? AND ci.source_id = ANY(?)
		AND (ci.source_id = ? OR i.channel_type IN ('EMAIL', 'SMS', 'WHATSAPP'))
	ORDER BY ci.source_id = ? DESC
	LIMIT 1)`

// sourceArgs are the parameters of contactBySource.
func sourceArgs(account int64, by models.SourceKey) []any {
	source := withoutNUL(by.SourceID)
	forms := []string{source, models.SourceKeyIn(models.ChannelEmail, source), models.SourceKeyIn(models.ChannelSMS, source)}
	return []any{account, account, by.InboxID, forms, source, source}
}

// FindContact returns the contact with the key, or nil. The id of a merged contact gives the survivor. Invalid unless exactly one key is
// given, with a system at most for an identifier.
func (s *Service) FindContact(ctx context.Context, by models.ContactBy) (*models.Contact, error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	found := b.FindContact(by, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	if len(*found) > 0 {
		return (*found)[0], nil
	}
	if by.ID == nil {
		return nil, nil
	}
	return contacts.First(b, `c.account_id = ? AND c.id = (
		SELECT a.contact_id
		FROM contact_aliases a
		WHERE a.account_id = ? AND a.id = ?)`, b.Account, b.Account, *by.ID)
}

// FindContact finds the contact that has the key, but not the one into which a contact with the id was merged.
func (b *Batch) FindContact(by models.ContactBy, set Columns) *[]*models.Contact {
	found := &[]*models.Contact{}
	each := func(c *models.Contact) { *found = append(*found, c) }
	if refused := by.Check(); refused != nil {
		b.Fail(refused)
		return found
	}
	switch {
	case by.ID != nil:
		store.Where(b.Batch, contacts, set, "c.account_id = ? AND c.id = ?", []any{b.Account, *by.ID}, each)
	case by.Source != nil:
		store.Where(b.Batch, contacts, set, contactBySource, sourceArgs(b.Account, *by.Source), each)
	default:
		if key, ok := by.PointKey(b.Viewer.Region); ok {
			store.Where(b.Batch, contacts, set, hasKey(key.Kind), hasKeyArgs(b.Account, key), each)
		}
	}
	return found
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
	savePoints(tx, nil, c.Points)
	tx.Defer(queueDuplicate, tx.Account, store.IDs[models.ContactID]{c.ID})
	if !now {
		return nil
	}
	return tx.Flush()
}

// nameHolder adds the contact that has the address to a Taken error, and names the address among several in its path.
func (s *Service) nameHolder(ctx context.Context, err error, c *models.Contact) error {
	var taken *models.Error
	if !errors.As(err, &taken) || taken.Code != models.Taken || taken.Contact != nil || len(taken.Field) != 1 || c == nil {
		return err
	}
	r, readErr := s.read(ctx)
	if readErr != nil {
		return readErr
	}
	keys := slices.DeleteFunc(c.PointKeys(), func(k models.PointKey) bool { return k.Field() != taken.Field[0] })
	holders, readErr := holdersOf(r, r.Account, keys)
	if readErr != nil {
		return readErr
	}
	for _, key := range keys {
		if id, ok := holders[key]; ok && id != c.ID {
			taken.Contact, readErr = contacts.First(r, "c.account_id = ? AND c.id = ?", r.Account, id)
			taken.Field = c.PathOf(key)
			if readErr != nil {
				return readErr
			}
			return taken
		}
	}
	return taken
}
