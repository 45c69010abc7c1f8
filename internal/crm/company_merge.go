package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// MergeCompanies moves the contacts of a company to another one, which gets what it lacks, and deletes it. NotFound, Invalid if it is the
// same company, StaleVersion, Limit.
func (s *Service) MergeCompanies(ctx context.Context, in models.CompanyMergeInput) (*models.Company, error) {
	var into *models.Company
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		if in.Into == in.From {
			return models.Errorf(models.Invalid, "A company can't be merged with itself.").At("from")
		}
		var from *models.Company
		var members []*models.Contact
		var err error
		if into, from, members, err = lockForCompanyMerge(tx, in); err != nil {
			return err
		}
		if err := renameField(models.Advance(from, in.ExpectedFromVersion), "expectedVersion", "expectedFromVersion"); err != nil {
			return err
		}
		if err := models.Advance(into, in.ExpectedVersion); err != nil {
			return err
		}
		if err := into.Absorb(from); err != nil {
			return err
		}
		into.UpdatedAt = tx.Now
		if err := companiesChanged(tx); err != nil {
			return err
		}
		if err := refreshDerived(tx, members, into, (*models.Contact).Changes); err != nil {
			return err
		}
		if err := inheritCompanyDismissals(tx, in); err != nil {
			return err
		}
		tx.Audit(models.AuditCompanyMerged, in.Into)
		if err := store.Delete[models.Company](tx, in.From); err != nil { // first, because the survivor may get its domain
			return err
		}
		return store.Save(tx, into, in.Into)
	})
	return into, err
}

// lockForCompanyMerge locks the contacts that move, and then both companies and those that were said to be other ones, in the order of
// their ids. If a contact was linked or a pair dismissed in the meantime, the transaction is retried.
func lockForCompanyMerge(tx *Tx, in models.CompanyMergeInput) (into, from *models.Company, members []*models.Contact, err error) {
	const ofCompany = "c.account_id = ? AND c.company_id = ?"
	if members, err = lockWhere(tx, contacts, ofCompany+" ORDER BY c.id FOR UPDATE", tx.Account, in.From); err != nil {
		return nil, nil, nil, err
	}
	others, err := companiesDismissedWith(tx, in.From)
	if err != nil {
		return nil, nil, nil, err
	}
	locked, err := companies.List(tx, "co.account_id = ? AND co.id = ANY(?) ORDER BY co.id FOR UPDATE", tx.Account,
		append(others, in.Into, in.From))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range locked {
		switch c.ID {
		case in.Into:
			into = c
		case in.From:
			from = c
		}
	}
	switch {
	case into == nil:
		return nil, nil, nil, models.Errorf(models.NotFound, "There is no such company.").At("into")
	case from == nil:
		return nil, nil, nil, models.Errorf(models.NotFound, "There is no such company.").At("from")
	}
	n, err := store.One[int](tx, "SELECT count(*) FROM contacts c WHERE "+ofCompany, tx.Account, in.From)
	if err != nil {
		return nil, nil, nil, err
	}
	now, err := companiesDismissedWith(tx, in.From)
	if err == nil && (n != len(members) || slices.ContainsFunc(now, func(id models.CompanyID) bool { return !slices.Contains(others, id) })) {
		err = store.ErrMoved
	}
	return into, from, members, err
}

// companiesDismissedWith returns the companies of which somebody said that a company is none of them.
func companiesDismissedWith(tx *Tx, id models.CompanyID) (store.IDs[models.CompanyID], error) {
	return store.Rows[models.CompanyID](tx, `
		SELECT CASE WHEN d.first_id = asked.id THEN d.second_id ELSE d.first_id END
		FROM company_dismissals d, (SELECT ?::uuid AS id) asked
		WHERE d.account_id = ? AND (d.first_id = asked.id OR d.second_id = asked.id)`, id, tx.Account)
}

// inheritCompanyDismissals copies the dismissals of a company that is merged to the survivor, and ends pairs that are dismissed thereby.
func inheritCompanyDismissals(tx *Tx, in models.CompanyMergeInput) error {
	if err := tx.Exec(`
		INSERT INTO company_dismissals (account_id, first_id, second_id, dismissed_at)
		SELECT account_id, least(other, into_id), greatest(other, into_id), dismissed_at
		FROM (
			SELECT d.account_id, d.dismissed_at, asked.into_id, CASE WHEN d.first_id = asked.id THEN d.second_id ELSE d.first_id END AS other
			FROM company_dismissals d, (SELECT ?::uuid AS id, ?::uuid AS into_id) asked
			WHERE d.account_id = ? AND (d.first_id = asked.id OR d.second_id = asked.id)
		) said
		WHERE other <> into_id
		ON CONFLICT DO NOTHING`, in.From, in.Into, tx.Account); err != nil {
		return err
	}
	return tx.Exec(`
		DELETE FROM company_duplicates d
		USING company_dismissals n
		WHERE d.account_id = ? AND (d.first_id = ? OR d.second_id = ?)
			AND (n.account_id, n.first_id, n.second_id) = (d.account_id, d.first_id, d.second_id)`, tx.Account, in.Into, in.Into)
}
