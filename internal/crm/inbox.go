package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var inboxes = store.NewTable[models.Inbox]("inboxes i")

var contactInboxes = store.NewTable[models.ContactInbox]("contact_inboxes ci")

var inboxesByName = page.Order{Name: "inboxes", ID: "i.id", Keys: []page.Key{{Name: "NAME", Expr: "lower(i.name)", Kind: page.Text}}}

// ListInboxes returns a page of the account's inboxes, by name.
func (s *Service) ListInboxes(ctx context.Context, a page.Args) (*models.InboxConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Inbox] {
		return List[models.Inbox]{Batch: b.Batch, Table: inboxes, Where: "i.account_id = ?", Args: []any{b.Account}, Order: inboxesByName}
	})
}

// InboxesByID returns the inboxes that exist, by id.
func (b *Batch) InboxesByID(ids []models.InboxID, set Columns) map[models.InboxID]*models.Inbox {
	return store.ByID(b.Batch, inboxes, ids, set)
}

// ContactInboxesByID returns the links that exist, by id.
func (b *Batch) ContactInboxesByID(ids []models.ContactInboxID, set Columns) map[models.ContactInboxID]*models.ContactInbox {
	return store.ByID(b.Batch, contactInboxes, ids, set)
}

// ContactInboxesByContact returns each contact's links to inboxes, oldest first.
func (b *Batch) ContactInboxesByContact(ids []models.ContactID, set Columns) map[models.ContactID][]*models.ContactInbox {
	return store.ListsBy(b.Batch, contactInboxes, ids, set, `
		SELECT `+contactInboxes.Selected(set)+`, ci.contact_id
		FROM contact_inboxes ci
		WHERE ci.account_id = ? AND ci.contact_id = `+store.AnyID+`
		ORDER BY ci.contact_id, ci.created_at, ci.id`)
}

// InboxesByContact returns the inboxes that each contact is linked to, by name, without duplicates.
func (b *Batch) InboxesByContact(ids []models.ContactID, set Columns) map[models.ContactID][]*models.Inbox {
	return store.ListsBy(b.Batch, inboxes, ids, set, `
		SELECT `+inboxes.Selected(set)+`, link.contact_id
		FROM (SELECT DISTINCT account_id, contact_id, inbox_id
			FROM contact_inboxes
			WHERE account_id = ? AND contact_id = `+store.AnyID+`) link
		JOIN inboxes i ON i.account_id = link.account_id AND i.id = link.inbox_id
		ORDER BY lower(i.name), i.id`)
}

var oldestLinks = page.Order{Name: "contact.contactInboxes", ID: "ci.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "ci.created_at", Kind: page.Time}}}

// LinksByContact are each contact's links to inboxes, oldest first, for pages of them.
func (b *Batch) LinksByContact(ids []models.ContactID) Lists[models.ContactID, models.ContactInbox] {
	return Lists[models.ContactID, models.ContactInbox]{List: List[models.ContactInbox]{Batch: b.Batch, Table: contactInboxes,
		Where: "ci.account_id = ? AND ci.contact_id = parent.id", Args: []any{b.Account}, Order: oldestLinks}, Parents: ids}
}

// maxInboxes limits the number of inboxes of an account: the list of a contact's inboxes, which is no page, is bounded by it.
const maxInboxes = 1000

// CreateInbox creates an inbox with a new HMAC key for verifying identifiers. Limit if the account has 1,000.
func (s *Service) CreateInbox(ctx context.Context, in models.InboxCreateInput) (*models.Inbox, error) {
	var inbox *models.Inbox
	err := s.write(ctx, models.PermInboxWrite, func(tx *Tx) error {
		inbox = &models.Inbox{AccountID: tx.Account, ID: typeid.New[models.InboxID](), Version: 1, ChannelType: in.ChannelType,
			HmacKey: NewHmacKey(), CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := inbox.Apply(in.Patch()); err != nil {
			return err
		}
		n, err := inboxes.Count(tx, maxInboxes, "i.account_id = ?", tx.Account)
		if err != nil {
			return err
		}
		if n >= maxInboxes {
			return models.Errorf(models.Limit, "An account has at most %d inboxes.", maxInboxes)
		}
		tx.Audit(models.AuditInboxCreated, inbox.ID)
		return store.Create(tx, inbox)
	})
	return inbox, err
}

// UpdateInbox changes an inbox.
func (s *Service) UpdateInbox(ctx context.Context, in models.InboxUpdateInput) (*models.Inbox, error) {
	var inbox *models.Inbox
	err := s.write(ctx, models.PermInboxWrite, func(tx *Tx) error {
		var err error
		if inbox, err = lock[models.Inbox](tx, in.ID, "inbox"); err != nil {
			return err
		}
		if err := models.Advance(inbox, in.ExpectedVersion); err != nil {
			return err
		}
		if err := inbox.Apply(in); err != nil {
			return err
		}
		inbox.UpdatedAt = tx.Now
		tx.Audit(models.AuditInboxUpdated, in.ID, models.GivenFields(in)...)
		return store.Save(tx, inbox, in.ID)
	})
	return inbox, err
}

// CreateContactInbox links a contact to an inbox. Taken, with the contact that already has the source id in the inbox.
func (s *Service) CreateContactInbox(ctx context.Context, in models.ContactInboxCreateInput) (*models.ContactInbox, error) {
	var link *models.ContactInbox
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		contact, err := lockContactAt(tx, in.ContactID, "contactId")
		if err != nil {
			return err
		}
		if link, err = linkInbox(tx, contact, in.InboxID, in.SourceID, in.IdentifierHash); err != nil {
			return err
		}
		saveContact(tx, contact)
		return nil
	})
	return link, err
}

// linkInbox stores a link between a locked contact and an inbox.
func linkInbox(tx *Tx, contact *models.Contact, inbox models.InboxID, sourceID, identifierHash *string) (*models.ContactInbox, error) {
	i, err := inboxes.First(tx, "i.account_id = ? AND i.id = ?", tx.Account, inbox)
	if err != nil {
		return nil, err
	}
	if i == nil {
		return nil, models.Errorf(models.NotFound, "There is no such inbox.").At("inboxId")
	}
	id := typeid.New[models.ContactInboxID]()
	source, refused := models.SourceID(i.ChannelType, sourceID, contact, id.UUID.String())
	if refused != nil {
		return nil, refused
	}
	verified, refused := i.Verify(contact, identifierHash)
	if refused != nil {
		return nil, refused
	}
	if verified != nil {
		contact.VerifyPoint(*verified, tx.Now)
	}
	holder, err := contacts.First(tx, contactBySource, sourceArgs(tx.Account, models.SourceKey{InboxID: i.ID, SourceID: source})...)
	if err != nil {
		return nil, err
	}
	if holder != nil {
		if seen, err := tx.seesRow("contacts", holder.ID); err != nil || !seen {
			holder = nil
		}
		return nil, &models.Error{Code: models.Taken, Field: []string{"sourceId"}, Message: "The inbox already has this source id.",
			Contact: holder}
	}
	link := &models.ContactInbox{AccountID: tx.Account, ID: id, ContactID: contact.ID, InboxID: i.ID,
		SourceID: source, HmacVerified: verified != nil, CreatedAt: tx.Now}
	tx.Emit(models.NewLinkEvent(models.InboxLinked, link))
	return link, constraintError(store.Create(tx, link))
}
