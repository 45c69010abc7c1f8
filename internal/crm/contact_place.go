package crm

import (
	"context"
	"net/netip"
	"slices"

	"kith/models"
)

// LocateContact are the arguments of the job that looks up the location of a new contact by its IP address.
type LocateContact struct {
	// By created the contact; the job runs with the permissions that By had then.
	By        models.Viewer
	ContactID models.ContactID
	Address   netip.Addr
}

// Kind returns the name of the job kind.
func (LocateContact) Kind() string { return "locate_contact" }

// locateLater enqueues the lookup of a new contact's location if the account has enabled it and the address can be located.
func locateLater(tx *Tx, id models.ContactID, address netip.Addr) error {
	if !models.Locatable(address) {
		return nil
	}
	account, err := accountIn(tx, tx.Account)
	if err != nil || !slices.Contains(account.Enabled, models.FeatureIPLookup) {
		return err
	}
	return tx.Enqueue(LocateContact{By: *tx.Viewer, ContactID: id, Address: address}, nil)
}

// PlaceContact sets those location fields of a contact that are blank. NotFound.
func (s *Service) PlaceContact(ctx context.Context, id models.ContactID, p models.Place) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, id, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		return nil, changeContact(tx, c, c.Placed(p))
	})
}
