package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

var presences = store.NewTable[models.Presence]("contact_presence p")

// RecordPresence stores a heartbeat of a contact. This does not change the contact's version and update time.
func (s *Service) RecordPresence(ctx context.Context, in models.ContactPresenceInput) (*models.Contact, error) {
	var contact *models.Contact
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		var err error
		if contact, err = lockContact(tx, in.ID, nil); err != nil {
			return err
		}
		return tx.Exec(`
			INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, contact_id) DO UPDATE
			SET availability = EXCLUDED.availability, seen_at = greatest(contact_presence.seen_at, EXCLUDED.seen_at)`,
			tx.Account, contact.ID, in.Availability, tx.Now)
	})
	return contact, err
}

// refuseOnline returns an error if a locked contact is online or busy. Heartbeats take the lock of their contact.
func refuseOnline(tx *Tx, id models.ContactID) error {
	last, err := presences.First(tx, "p.account_id = ? AND p.contact_id = ?", tx.Account, id)
	if err != nil || last.At(tx.Now.Time) == models.Offline {
		return err
	}
	return models.Errorf(models.BlockedByRule, "The contact is online; delete them later, or without `unlessOnline`.").At("id")
}

// PresenceByContact returns the last heartbeat of each contact that had one.
func (b *Batch) PresenceByContact(ids []models.ContactID, set Columns) map[models.ContactID]*models.Presence {
	return store.OneBy(b.Batch, presences, ids, set, "p.contact_id")
}
