package crm

import (
	"context"
	"errors"

	"kith/models"
)

// AddContactPoint gives a contact a further address. NotFound, StaleVersion; Taken, with the contact that has the address.
func (s *Service) AddContactPoint(ctx context.Context, in models.ContactPointAddInput) (*models.Contact, *models.ContactPoint, error) {
	return s.changePoints(ctx, in.ContactID, in.ExpectedVersion, func(tx *Tx, c *models.Contact) (models.PointKey, *models.Error) {
		return c.AddPoint(in, tx.Viewer.Region, tx.Now)
	})
}

// UpdateContactPoint changes what is known of an address. NotFound, StaleVersion; Taken if an address that was shared is a key of
// another contact.
func (s *Service) UpdateContactPoint(
	ctx context.Context, in models.ContactPointUpdateInput,
) (*models.Contact, *models.ContactPoint, error) {
	return s.changePoints(ctx, in.ContactID, in.ExpectedVersion, func(tx *Tx, c *models.Contact) (models.PointKey, *models.Error) {
		return c.ChangePoint(in, tx.Now)
	})
}

// RemoveContactPoint removes an address. NotFound, StaleVersion.
func (s *Service) RemoveContactPoint(ctx context.Context, in models.ContactPointRemoveInput) (*models.Contact, error) {
	contact, _, err := s.changePoints(ctx, in.ContactID, in.ExpectedVersion,
		func(_ *Tx, c *models.Contact) (models.PointKey, *models.Error) {
			return models.PointKey{}, c.RemovePoint(in.ID)
		})
	return contact, err
}

// changePoints changes the addresses of a contact and returns the one with the key that change returns.
func (s *Service) changePoints(ctx context.Context, id models.ContactID, expected *int,
	change func(*Tx, *models.Contact) (models.PointKey, *models.Error),
) (contact *models.Contact, point *models.ContactPoint, err error) {
	err = s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		if contact, err = lockContact(tx, id, expected); err != nil {
			return renameField(err, "id", "contactId")
		}
		hadEmail := contact.Email != nil
		key, refused := change(tx, contact)
		if refused != nil {
			return refused
		}
		contact.StampPoints(models.PointFromAPI, tx.Now)
		if err := deriveAfterPoints(tx, contact, hadEmail); err != nil {
			return err
		}
		point = contact.Point(key)
		saveContact(tx, contact)
		return nil
	})
	err = s.nameHolder(ctx, err, contact)
	var taken *models.Error
	if errors.As(err, &taken) && taken.Code == models.Taken {
		taken.Field = []string{"value"}
	}
	if err != nil {
		return nil, nil, err
	}
	return contact, point, nil
}

// deriveAfterPoints computes the values that depend on a contact's addresses: the company of a first email, sort keys and search text.
func deriveAfterPoints(tx *Tx, c *models.Contact, hadEmail bool) error {
	x := &change{contact: c}
	if !hadEmail && c.Email != nil {
		x.in.Email = models.Given(*c.Email)
	}
	known, err := companiesAfter(tx, x, hadEmail)
	if err != nil {
		return err
	}
	x.link(known, !hadEmail)
	return x.broken.OrNil()
}

// companiesAfter reads the company of a contact whose addresses have changed, or the one at the domain of its first email.
func companiesAfter(tx *Tx, x *change, hadEmail bool) (companySet, error) {
	if hadEmail || x.contact.Email == nil {
		return companiesFor(tx, []*change{x})
	}
	probe := *x.contact
	probe.Email = nil // companiesFor looks for the domain of a first email
	return companiesFor(tx, []*change{{contact: &probe, in: x.in}})
}
