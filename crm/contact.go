package crm

import (
	"context"
	"errors"
	"maps"
	"slices"

	"gorm.io/gorm"

	"kith/models"
)

var contacts = table[models.Contact]{
	from: "contacts c",
	columns: `c.account_id, c.id, c.version, c.contact_type, c.name, c.middle_name, c.last_name, c.email, c.phone_number, c.identifier,
		c.location, c.country_code, c.additional_attributes, c.custom_attributes, c.company_id,
		c.blocked, c.block_reason, c.blocked_by_user_id, c.blocked_by_token_id, c.blocked_at,
		c.csat1, c.csat2, c.csat3, c.csat4, c.csat5, c.last_activity_at, c.avatar, c.avatar_set_at, c.created_at, c.updated_at`,
	fields: func(c *models.Contact) []any {
		return []any{&c.AccountID, &c.ID, &c.Version, &c.ContactType, &c.Name, &c.MiddleName, &c.LastName, &c.Email, &c.PhoneNumber, &c.Identifier,
			&c.Location, &c.CountryCode, &c.AdditionalAttributes, &c.CustomAttributes, &c.CompanyID,
			&c.Blocked, &c.BlockReason, &c.BlockedByUserID, &c.BlockedByTokenID, &c.BlockedAt,
			&c.CsatCounts.Ones, &c.CsatCounts.Twos, &c.CsatCounts.Threes, &c.CsatCounts.Fours, &c.CsatCounts.Fives, &c.LastActivityAt, &c.Avatar, &c.AvatarSetAt, &c.CreatedAt, &c.UpdatedAt}
	},
}

// contactsToChange are contacts with what they are sorted and searched by, so that saving one loses nothing.
var contactsToChange = table[models.Contact]{
	from:    contacts.from,
	columns: contacts.columns + ", c.name_key, c.company_key, c.city_key, c.country_key, c.search",
	fields: func(c *models.Contact) []any {
		return append(contacts.fields(c), &c.Keys.NameKey, &c.Keys.CompanyKey, &c.Keys.CityKey, &c.Keys.CountryKey, &c.Keys.Search)
	},
}

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
	switch {
	case by.ID != nil:
		return findAlias(r, aliasID, "c.id", by.ID.UUID.String())
	case by.Email != nil:
		email, invalid := models.CleanEmail(by.Email)
		if invalid != nil || email == nil {
			return nil, nil
		}
		return findAlias(r, aliasEmail, "c.email", *email)
	case by.PhoneNumber != nil:
		return findAlias(r, aliasPhone, "c.phone_number", storable(*by.PhoneNumber))
	case by.Identifier != nil:
		return findAlias(r, aliasIdentifier, "c.identifier", storable(*by.Identifier))
	case by.Source != nil:
		return contacts.one(r.DB, contactBySource, r.Account, r.Account, by.Source.InboxID, storable(by.Source.SourceID))
	}
	return nil, nil
}

// findAlias returns the contact that has a value itself, else the one that took over the contact that had it.
func findAlias(r reader, kind, column, value string) (*models.Contact, error) {
	c, err := contacts.one(r.DB, "c.account_id = ? AND "+column+" = ?", r.Account, value)
	if err != nil || c != nil {
		return c, err
	}
	return contacts.one(r.DB, `c.account_id = ? AND c.id = (
		SELECT a.contact_id
		FROM contact_aliases a
		WHERE a.account_id = ? AND a.kind = ? AND a.value = ?)`, r.Account, r.Account, kind, value)
}

// ContactsByID returns the contacts that exist, by id; a merged contact's id gives the survivor.
func (s *Service) ContactsByID(ctx context.Context, ids []models.ContactID) (map[models.ContactID]*models.Contact, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := byID(r, contacts, ids, func(c *models.Contact) models.ContactID { return c.ID })
	if err != nil || len(found) == len(ids) {
		return found, err
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id models.ContactID) bool { return found[id] != nil })
	live, err := survivors(r, missing)
	if err != nil || len(live) == 0 {
		return found, err
	}
	took, err := byID(r, contacts, slices.Collect(maps.Values(live)), func(c *models.Contact) models.ContactID { return c.ID })
	for asked, id := range live {
		if took[id] != nil {
			found[asked] = took[id]
		}
	}
	return found, err
}

// CreateContact stores a new contact, with its labels and its link to an inbox. Taken names the contact that has the email,
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
		labelled, err := addContactLabels(tx, contact.ID, in.Labels)
		if err != nil {
			return err
		}
		tx.Emit(models.NewContactEvent(models.ContactCreated, contact, append(contact.Changes(nil), labelled...)))
		if err := locateLater(tx, contact.ID, address); err != nil || in.Inbox == nil {
			return err
		}
		_, err = linkInbox(tx, contact, in.Inbox.InboxID, in.Inbox.SourceID, nil)
		return underField(err, "inbox")
	})
	return contact, s.nameHolder(ctx, err, contact)
}

// UpdateContact changes a contact. NotFound, StaleVersion, and as CreateContact.
func (s *Service) UpdateContact(ctx context.Context, in models.ContactUpdateInput) (*models.Contact, error) {
	return s.updateContact(ctx, in, func(*Tx, *models.Contact) ([]*models.FieldChange, error) { return nil, nil })
}

// updateContact changes a contact and, in the same transaction, what else belongs to the change.
func (s *Service) updateContact(ctx context.Context, in models.ContactUpdateInput, more func(*Tx, *models.Contact) ([]*models.FieldChange, error)) (*models.Contact, error) {
	var contact *models.Contact
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		var err error
		if contact, err = lockContact(tx, in.ID, in.ExpectedVersion); err != nil {
			return err
		}
		if err := changeContact(tx, contact, in); err != nil {
			return err
		}
		elsewhere, err := more(tx, contact)
		if err != nil {
			return err
		}
		saveContact(tx, contact, elsewhere...)
		return nil
	})
	return contact, s.nameHolder(ctx, err, contact)
}

// createContact stores a contact that is not there yet: at once if other rows will refer to it, else at the end of the transaction.
func createContact(tx *Tx, c *models.Contact, now bool) error {
	created := tx.Session(&gorm.Session{DryRun: true}).Create(c)
	tx.atEnd(created.Statement.SQL.String(), created.Statement.Vars...)
	tx.atEnd(queueDuplicate, tx.Account, idArray[models.ContactID]{c.ID})
	if created.Error != nil || !now {
		return created.Error
	}
	return tx.flush()
}

// nameHolder completes a Taken error with the contact that has the value.
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
