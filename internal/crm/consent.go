package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

var consents = store.NewTable[models.Consent]("consents s")

// ofAddress joins the consents s of the addresses p.
const ofAddress = "s.account_id = p.account_id AND s.kind = p.kind AND s.system = p.system AND s.key = p.key"

// ConsentsByContact returns the consents of each contact's addresses, by purpose.
func (b *Batch) ConsentsByContact(ids []models.ContactID, set Columns) map[models.ContactID][]*models.Consent {
	return store.ListsBy(b.Batch, consents, ids, set, `
		SELECT `+consents.Selected(set)+`, p.contact_id
		FROM contact_points p
		JOIN consents s ON `+ofAddress+`
		WHERE p.account_id = ? AND p.contact_id = `+store.AnyID+`
		ORDER BY p.contact_id, s.purpose, `+pointOrder)
}

// SetConsent records what a person said about being contacted at one of the addresses of a contact, and returns both. NotFound,
// StaleVersion; BlockedByRule for a grant that is not later than the refusal that it would replace; Limit.
func (s *Service) SetConsent(ctx context.Context, in models.ContactConsentSetInput) (*models.Contact, *models.ContactPoint, error) {
	var contact *models.Contact
	var point *models.ContactPoint
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		var err error
		if contact, err = lockContact(tx, in.ContactID, in.ExpectedVersion); err != nil {
			return renameField(err, "id", "contactId")
		}
		if point, err = in.Point(contact, tx.Viewer.Region); err != nil {
			return err
		}
		told, err := in.Read(tx.Now)
		if err != nil {
			return err
		}
		known, err := lockConsents(tx, point.PointKey())
		if err != nil {
			return err
		}
		before, err := told.Replaces(known)
		if err != nil {
			return err
		}
		changes := point.ConsentChange(before, told)
		if len(changes) == 0 {
			return nil
		}
		if err := replaceConsent(tx, point, contact.ID, before, told); err != nil {
			return err
		}
		saveContact(tx, contact, changes...)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return contact, point, nil
}

// waitForConsents has those who tell consents in the account wait for each other, since several contacts may share an address and no row
// could be locked in the place of those that are not there yet.
func waitForConsents(tx *Tx) error {
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('consents', ?))", tx.Account)
}

// lockConsents returns the consents of an address, which nobody else changes until the transaction ends.
func lockConsents(tx *Tx, of models.PointKey) ([]*models.Consent, error) {
	if err := waitForConsents(tx); err != nil {
		return nil, err
	}
	return consents.List(tx, "s.account_id = ? AND s.kind = ? AND s.system = ? AND s.key = ? ORDER BY s.purpose",
		tx.Account, of.Kind, of.System, of.Key)
}

// replaceConsent stores what was told of an address in the place of what lockConsents has found.
func replaceConsent(tx *Tx, p *models.ContactPoint, contact models.ContactID, before, told *models.Consent) error {
	if before != nil {
		if err := tx.Exec("DELETE FROM consents WHERE account_id = ? AND kind = ? AND system = ? AND key = ? AND purpose = ?",
			tx.Account, p.Kind, p.System, p.Key, before.Purpose); err != nil {
			return err
		}
	}
	if told.State == models.ConsentUnknown {
		return nil
	}
	return tx.Exec(`
		INSERT INTO consents (account_id, kind, system, key, purpose, state, proof, given_at, contact_id, actor_user_id, actor_token_id,
			recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, tx.Account, p.Kind, p.System, p.Key, told.Purpose, told.State, told.Proof, told.GivenAt,
		contact, tx.Viewer.UserID, tx.Viewer.TokenID, tx.Now)
}
