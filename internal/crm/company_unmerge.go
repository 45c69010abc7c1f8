package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// maxKeptContacts is how many contacts that have another company since are reported when a merge is undone.
const maxKeptContacts = 100

// companyUnmerge is a merge of companies that is being undone.
type companyUnmerge struct {
	id                             models.CompanyMergeID
	survivor, before, after, ended *models.Company
	// members are the contacts that move back.
	members []*models.Contact
	kept    []*models.MergeConflict
}

// UnmergeCompanies restores a merged company under its old id and moves back the contacts that are still in the survivor; what was added or
// changed later stays there. It returns the survivor and the restored company, and what could not be restored. NotFound; BlockedByRule,
// with the reason, if the merge was already undone, the survivor no longer exists, or other companies were merged into it later, which must
// be undone first.
func (s *Service) UnmergeCompanies(
	ctx context.Context, in models.CompanyUnmergeInput,
) ([]*models.Company, []*models.MergeConflict, error) {
	var u *companyUnmerge
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		var err error
		if u, err = lockCompanyUnmerge(tx, in.MergeID); err != nil {
			return err
		}
		if err := companiesChanged(tx); err != nil {
			return err
		}
		if err := u.restore(tx); err != nil {
			return err
		}
		if err := refreshDerived(tx, u.members, u.ended, (*models.Contact).Changes); err != nil {
			return err
		}
		if err := u.keepContacts(tx); err != nil {
			return err
		}
		if err := u.restoreDismissals(tx); err != nil {
			return err
		}
		tx.Audit(models.AuditCompanyUnmerged, u.survivor.ID)
		if err := cleanAvatars(tx, u.before.Avatar, u.after.Avatar); err != nil {
			return err
		}
		return tx.Exec("UPDATE company_merges SET undone_at = ? WHERE account_id = ? AND id = ?", tx.Now, tx.Account, u.id)
	})
	if err != nil {
		return nil, nil, err
	}
	return []*models.Company{u.survivor, u.ended}, u.kept, nil
}

// lockCompanyUnmerge locks the contacts that move back, then the survivor, and thereby the merge: whoever undoes a merge holds the lock of
// the survivor. The merge is read before they can be locked, so it is read again afterwards.
func lockCompanyUnmerge(tx *Tx, id models.CompanyMergeID) (*companyUnmerge, error) {
	notFound := models.Errorf(models.NotFound, "There is no such merge.").At("mergeId")
	seen, err := companyMerges.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		return nil, notFound
	}
	u := &companyUnmerge{id: id}
	if u.members, err = lockWhere(tx, contacts, `c.account_id = ? AND c.company_id = ? AND c.id = ANY(ARRAY(
			SELECT unnest(g.contacts) FROM company_merges g WHERE g.account_id = ? AND g.id = ?))
		ORDER BY c.id FOR UPDATE`, tx.Account, seen.IntoID, tx.Account, id); err != nil {
		return nil, err
	}
	if u.survivor, err = store.Lock[models.Company](tx, seen.IntoID); err != nil {
		return nil, err
	}
	m, err := companyMerges.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
	switch {
	case err != nil:
		return nil, err
	case m == nil:
		return nil, notFound
	case m.UndoneAt != nil:
		return nil, models.Errorf(models.BlockedByRule, "The merge was undone already.").At("mergeId")
	case u.survivor == nil:
		return nil, models.Errorf(models.BlockedByRule,
			"The company that stayed has been deleted, or merged into another one; undo that merge first.").At("mergeId")
	case !m.Undoable:
		return nil, models.Errorf(models.BlockedByRule,
			"Other companies were merged into this one later; undo those merges first, the latest before the others.").At("mergeId")
	}
	if u.before, err = storedCompany(tx, id, "before"); err != nil {
		return nil, err
	}
	if u.after, err = storedCompany(tx, id, "after"); err != nil {
		return nil, err
	}
	u.ended, err = storedCompany(tx, id, "stored")
	return u, err
}

// storedCompany reads a company as the merge recorded it.
func storedCompany(tx *Tx, id models.CompanyMergeID, column string) (*models.Company, error) {
	t := companies.In("company_merges g CROSS JOIN LATERAL jsonb_populate_record(NULL::companies, g." + column + ") co")
	return t.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
}

// restore saves the survivor without the values that it got from the merge, and then the other company, to which the ids go back that led
// to it. A domain that another company has by now stays there.
func (u *companyUnmerge) restore(tx *Tx) error {
	survivor, kept, err := models.UnmergedCompany(u.before, u.after, u.survivor)
	if err != nil {
		return err
	}
	survivor.Version++
	survivor.UpdatedAt = tx.Now
	if err := store.Save(tx, survivor, survivor.ID); err != nil {
		return err
	}
	u.survivor, u.kept = survivor, kept
	if u.ended.Domain != nil {
		holder, err := companies.First(tx, "co.account_id = ? AND co.domain = ?", tx.Account, *u.ended.Domain)
		if err != nil {
			return err
		}
		if holder != nil {
			u.kept = append(u.kept, models.KeptDomain(*u.ended.Domain))
			u.ended.Domain = nil
		}
	}
	u.ended.Version++
	u.ended.UpdatedAt = tx.Now
	if err := store.Create(tx, u.ended); err != nil {
		if store.IsUnique(err) { // another company has got the domain meanwhile
			err = store.ErrMoved
		}
		return err
	}
	return runAll(tx, []statement{
		{"DELETE FROM company_aliases WHERE account_id = ? AND id = ?", []any{tx.Account, u.ended.ID}},
		{`UPDATE company_aliases a
			SET company_id = g.from_id
			FROM company_merges g
			WHERE g.account_id = ? AND g.id = ? AND a.account_id = g.account_id AND a.id = ANY(g.aliases) AND a.company_id = g.into_id`,
			[]any{tx.Account, u.id}},
	})
}

// keepContacts reports the contacts that the merge moved and that have another company since, or none.
func (u *companyUnmerge) keepContacts(tx *Tx) error {
	moved, err := store.Rows[struct {
		ID        models.ContactID
		CompanyID *models.CompanyID
	}](tx, `
		SELECT c.id, c.company_id
		FROM company_merges g
		JOIN contacts c ON c.account_id = g.account_id AND c.id = ANY(g.contacts) AND c.company_id IS DISTINCT FROM g.from_id
		WHERE g.account_id = ? AND g.id = ?
		ORDER BY c.id
		LIMIT ?`, tx.Account, u.id, maxKeptContacts)
	for _, c := range moved {
		u.kept = append(u.kept, models.KeptContact(c.ID, c.CompanyID, u.ended.ID))
	}
	return err
}
