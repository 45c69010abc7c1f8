package crm

import (
	"context"
	"net/netip"
	"slices"

	"kith/models"
)

// LocateContact is the work of finding out where a new contact is.
type LocateContact struct {
	// By created the contact, with the rights of then.
	By        models.Viewer
	ContactID models.ContactID
	Address   netip.Addr
}

// Kind names the work in the queue.
func (LocateContact) Kind() string { return "locate_contact" }

// locateLater leaves word that a new contact is to be located, if its account wants that and the address can tell.
func locateLater(tx *Tx, id models.ContactID, address netip.Addr) error {
	if !models.Locatable(address) {
		return nil
	}
	account, err := accountIn(tx, tx.Account)
	if err != nil || !slices.Contains(account.Features, models.FeatureIPLookup) {
		return err
	}
	return tx.Enqueue(LocateContact{By: *tx.Viewer, ContactID: id, Address: address}, nil)
}

// PlaceContact adds to a contact what a place tells and nobody has said. NotFound.
func (s *Service) PlaceContact(ctx context.Context, id models.ContactID, p models.Place) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, id, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		return nil, changeContact(tx, c, c.Placed(p))
	})
}
