package crm

import (
	"context"

	"kith/models"
)

var presences = table[models.Presence]{
	from:    "contact_presence p",
	columns: "p.contact_id, p.availability, p.seen_at",
	fields:  func(p *models.Presence) []any { return []any{&p.ContactID, &p.Availability, &p.SeenAt} },
}

// RecordPresence stores a heartbeat of a contact. It is no change of the contact: version and update time stay.
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
			tx.Account, contact.ID, in.Availability, tx.Now).Error
	})
	return contact, err
}

// PresenceByContact returns the last heartbeat of each contact that had one.
func (s *Service) PresenceByContact(ctx context.Context, ids []models.ContactID) (map[models.ContactID]*models.Presence, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := presences.list(r.DB, "p.account_id = ? AND p.contact_id = ANY(?)", r.Account, idArray[models.ContactID](ids))
	byContact := make(map[models.ContactID]*models.Presence, len(found))
	for _, p := range found {
		byContact[p.ContactID] = p
	}
	return byContact, err
}
