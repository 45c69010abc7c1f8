package crm

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"kith/models"
)

// UpsertContacts finds or creates many contacts in one transaction, each as UpsertContact would, and returns what became of each. One that
// breaks a rule, or that the database refuses, is left out; the others are stored. Limit for more than MaxUpserts.
func (s *Service) UpsertContacts(ctx context.Context, in models.ContactsUpsertInput) ([]*models.ContactUpsertResult, error) {
	if _, err := permitted(ctx, models.PermContactCreate); err != nil {
		return nil, err
	}
	if len(in.Inputs) > models.MaxUpserts {
		return nil, models.Errorf(models.Limit, "At most %d contacts are allowed; send the others in another request.", models.MaxUpserts).
			At("inputs")
	}
	var results []*models.ContactUpsertResult
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		results = make([]*models.ContactUpsertResult, len(in.Inputs))
		return s.upsertPart(ctx, tx, in.Inputs, 0, results)
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// upsertPart upserts the contacts from the position first on. If that fails because of one of them, they are halved until it is alone,
// which is tried again: it may find the contact that somebody else has created meanwhile.
func (s *Service) upsertPart(ctx context.Context, tx *Tx, inputs []models.ContactUpsertInput, first int,
	results []*models.ContactUpsertResult) error {
	if len(inputs) == 0 {
		return nil
	}
	try := func() error { return upsertRows(tx, inputs, first, results) }
	err := try()
	if len(inputs) == 1 && ofRecord(ctx, err) {
		err = retryLost(ctx, isTaken, try)
	}
	switch {
	case !ofRecord(ctx, err):
		return err
	case len(inputs) == 1:
		results[first] = &models.ContactUpsertResult{Outcome: models.RowFailed}
		shown, unknown := models.UserErrors(underField(underField(underField(err, "contact"), strconv.Itoa(first)), "inputs"))
		if unknown != nil {
			shown = reasonOf(err).Under(models.UpsertPath(first)).Errors()
		}
		results[first].Fail(shown)
		return nil
	}
	half := len(inputs) / 2
	return errors.Join(s.upsertPart(ctx, tx, inputs[:half], first, results),
		s.upsertPart(ctx, tx, inputs[half:], first+half, results))
}

// upsertRows upserts contacts at a savepoint.
func upsertRows(tx *Tx, inputs []models.ContactUpsertInput, first int, results []*models.ContactUpsertResult) error {
	emitted := tx.emitted
	err := tx.Savepoint(func() error {
		m := newImporter(tx, &models.ImportTask{})
		m.source = models.PointFromAPI
		var keys []string
		for i, in := range inputs {
			m.rows = append(m.rows, in.Row(first+i))
			keys = append(keys, models.AttributeKeys(in.Contact.CustomAttributes)...)
		}
		m.told = func(row *models.ImportRow, contact *models.Contact, outcome models.RowOutcome) {
			result := &models.ContactUpsertResult{Outcome: outcome}
			if outcome == models.RowFailed {
				for _, e := range row.Broken {
					e.Field = slices.Concat(models.UpsertPath(row.Number), e.Field)
				}
				shown, _ := models.UserErrors(row.Broken) // all of them are broken rules
				result.Fail(shown)
			} else {
				result.Contact = contact
			}
			results[row.Number] = result
		}
		if err := m.readDefinitions(keys); err != nil {
			return err
		}
		return m.applyAll()
	})
	if err != nil {
		tx.emitted = emitted
	}
	return err
}
