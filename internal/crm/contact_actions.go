package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"kith/models"
)

// BlockContact blocks a contact and, if requested, resolves its unresolved conversations. It returns the number of resolved
// conversations.
func (s *Service) BlockContact(ctx context.Context, in models.ContactBlockInput) (*models.Contact, int, error) {
	var contact *models.Contact
	var resolved int
	err := s.write(ctx, models.PermContactBlock, func(tx *Tx) error {
		reason, refused := models.CleanReason(in.Reason)
		if refused != nil {
			return refused
		}
		var err error
		if contact, err = lockContact(tx, in.ID, in.ExpectedVersion); err != nil {
			return err
		}
		contact.SetBlocked(true, reason, tx.Viewer, tx.Now)
		saveContact(tx, contact)
		if !in.ResolveOpenConversations {
			return nil
		}
		done, err := tx.Affected(`
			UPDATE conversations
			SET status = ?, snoozed_until = NULL, version = version + 1, updated_at = ?
			WHERE account_id = ? AND contact_id = ? AND status <> ?`, models.Resolved, tx.Now, tx.Account, contact.ID, models.Resolved)
		resolved = int(done)
		return err
	})
	return contact, resolved, err
}

// UnblockContact unblocks a contact. Conversations that the block resolved stay resolved.
func (s *Service) UnblockContact(ctx context.Context, in models.ContactUnblockInput) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactBlock, in.ID, in.ExpectedVersion,
		func(tx *Tx, contact *models.Contact) ([]*models.FieldChange, error) {
			contact.SetBlocked(false, nil, tx.Viewer, tx.Now)
			return nil, nil
		})
}

// AddContactLabels adds labels to a contact.
func (s *Service) AddContactLabels(ctx context.Context, in models.ContactLabelsInput) (*models.Contact, error) {
	return s.changeContactLabels(ctx, in, addLabels)
}

// RemoveContactLabels removes labels from a contact.
func (s *Service) RemoveContactLabels(ctx context.Context, in models.ContactLabelsInput) (*models.Contact, error) {
	return s.changeContactLabels(ctx, in, removeLabels)
}

// SetContactLabels replaces the labels of a contact.
func (s *Service) SetContactLabels(ctx context.Context, in models.ContactLabelsInput) (*models.Contact, error) {
	return s.changeContactLabels(ctx, in, setLabels)
}

func (s *Service) changeContactLabels(
	ctx context.Context, in models.ContactLabelsInput, change func(*Tx, labelTable, uuid.UUID, []string) error,
) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, in.ID, nil, func(tx *Tx, contact *models.Contact) ([]*models.FieldChange, error) {
		return diffLabels(tx, contact.ID, func() error { return change(tx, contactLabels, contact.ID.UUID, in.Labels) })
	})
}

// changeLocked locks a contact, changes and saves it. change returns the changes that are not stored with the contact, such as
// labels.
func (s *Service) changeLocked(
	ctx context.Context, perm models.Permission, id models.ContactID, expected *int,
	change func(*Tx, *models.Contact) ([]*models.FieldChange, error),
) (*models.Contact, error) {
	var contact *models.Contact
	err := s.write(ctx, perm, func(tx *Tx) error {
		var err error
		if contact, err = lockContact(tx, id, expected); err != nil {
			return err
		}
		otherChanges, err := change(tx, contact)
		if err != nil {
			return err
		}
		saveContact(tx, contact, otherChanges...)
		return nil
	})
	return contact, err
}

// UpsertContact updates the contact with a key, or creates it. It reports whether the contact is new.
func (s *Service) UpsertContact(ctx context.Context, in models.ContactUpsertInput) (*models.Contact, bool, error) {
	if in.Match == models.MatchSource {
		return s.upsertBySource(ctx, in)
	}
	probe := &models.Contact{CustomAttributes: models.JSON("{}")}
	invalid := probe.Apply(in.Contact.Patch(), "")
	key, field := probe.MatchKey(in.Match), in.Match.Field()
	if key == nil && invalid == nil {
		return nil, false, models.Errorf(models.Required, "The contact needs the %s that it is matched by.", field).At("contact", field)
	}
	var contact *models.Contact
	var created bool
	err := retryLost(ctx, func(err error) bool {
		var raced *models.Error
		return errors.As(err, &raced) &&
			(raced.Code == models.Taken && len(raced.Field) > 0 && slices.Contains(in.Match.Fields(), raced.Field[0]) ||
				raced.Code == models.NotFound && slices.Equal(raced.Field, []string{"id"}))
	}, func() (err error) {
		contact, created, err = s.upsert(ctx, in, key)
		return err
	})
	return contact, created, underField(err, "contact")
}

func (s *Service) upsert(ctx context.Context, in models.ContactUpsertInput, key *models.PointKey) (*models.Contact, bool, error) {
	var found *models.Contact
	if key != nil {
		r, err := s.read(ctx)
		if err != nil {
			return nil, false, err
		}
		if found, err = findByKey(r, r.Account, *key); err != nil {
			return nil, false, err
		}
	}
	if found == nil {
		contact, err := s.CreateContact(ctx, in.Contact)
		return contact, err == nil, err
	}
	contact, err := s.patchFound(ctx, in, found.ID, key)
	return contact, false, err
}

// patchFound changes the contact that an upsert has found by a key, nil for one that was found by its link to an inbox.
func (s *Service) patchFound(
	ctx context.Context, in models.ContactUpsertInput, id models.ContactID, key *models.PointKey,
) (*models.Contact, error) {
	patch := in.Contact.Patch().Adding()
	patch.ID = id
	patch.Clear(in.Nulls)
	return s.updateContact(ctx, patch, func(tx *Tx, contact *models.Contact) ([]*models.FieldChange, error) {
		locked := tx.locked[contact.ID] // without the change, which gives the address back
		if key != nil && !slices.Contains(locked.PointKeys(), *key) {
			return nil, models.Errorf(models.NotFound, "The contact no longer has the %s.", key.Field()).At("id")
		}
		if _, refused := models.CleanIPAddress(in.Contact.IPAddress); refused != nil {
			return nil, refused
		}
		labelChanges, err := addAndDiffLabels(tx, contact.ID, in.Contact.Labels)
		if err != nil || in.Contact.Inbox == nil {
			return labelChanges, err
		}
		return labelChanges, relinkInbox(tx, contact, *in.Contact.Inbox)
	})
}

// relinkInbox links a contact to an inbox unless it already has a link with this source id or, if none is given, any link to the
// inbox. A source id that is an address may be written in any form.
func relinkInbox(tx *Tx, contact *models.Contact, in models.ContactInboxInput) error {
	links, err := contactInboxes.List(tx, "ci.account_id = ? AND ci.contact_id = ? AND ci.inbox_id = ?", tx.Account, contact.ID, in.InboxID)
	if err != nil {
		return err
	}
	for _, link := range links {
		if in.SourceID == nil || link.SourceID == *in.SourceID {
			return nil
		}
	}
	_, err = linkInbox(tx, contact, in.InboxID, in.SourceID, nil)
	var taken *models.Error
	if errors.As(err, &taken) && taken.Contact != nil && taken.Contact.ID == contact.ID {
		return nil // by this contact, in another form
	}
	return underField(err, "inbox")
}
