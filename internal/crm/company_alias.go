package crm

import (
	"context"
	"errors"
	"maps"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// mergedCompanies returns the survivors of merged companies, by the ids of those; other ids are left out. Without ids it does not query the
// database.
func mergedCompanies(q store.Querier, account int64, ids []models.CompanyID) (map[models.CompanyID]models.CompanyID, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	leads, err := store.Rows[struct{ Ended, Live models.CompanyID }](q, `
		SELECT a.id, a.company_id
		FROM company_aliases a
		WHERE a.account_id = ? AND a.id = ANY(?)`, account, store.IDs[models.CompanyID](ids))
	live := make(map[models.CompanyID]models.CompanyID, len(leads))
	for _, l := range leads {
		live[l.Ended] = l.Live
	}
	return live, err
}

// CompaniesByID returns the companies that exist, by id; the id of a merged company gives the survivor.
func (s *Service) CompaniesByID(ctx context.Context, ids []models.CompanyID) (map[models.CompanyID]*models.Company, error) {
	found, err := Read(ctx, s, ids, (*Batch).CompaniesByID)
	if err != nil || len(found) == len(ids) {
		return found, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id models.CompanyID) bool { return found[id] != nil })
	live, err := mergedCompanies(r, r.Account, missing)
	if err != nil || len(live) == 0 {
		return found, err
	}
	took, err := Read(ctx, s, slices.Collect(maps.Values(live)), (*Batch).CompaniesByID)
	for asked, id := range live {
		if took[id] != nil {
			found[asked] = took[id]
		}
	}
	return found, err
}

// followMerged adds the survivors of those companies which are not found because they were merged.
func followMerged(tx *Tx, found map[models.CompanyID]*models.Company, ids []models.CompanyID) error {
	missing := slices.DeleteFunc(slices.Clone(ids), func(id models.CompanyID) bool { return found[id] != nil })
	live, err := mergedCompanies(tx, tx.Account, missing)
	if err != nil || len(live) == 0 {
		return err
	}
	survivors, err := companies.List(tx, "co.account_id = ? AND co.id = ANY(?)", tx.Account,
		store.IDs[models.CompanyID](slices.Collect(maps.Values(live))))
	byID := map[models.CompanyID]*models.Company{}
	for _, c := range survivors {
		byID[c.ID] = c
	}
	for ended, id := range live {
		if c := byID[id]; c != nil {
			found[ended] = c
		}
	}
	return err
}

// liveCompanies returns the ids of the companies that ids stand for: the survivor's for a company that was merged.
func liveCompanies(q store.Querier, account int64, ids ...models.CompanyID) ([]models.CompanyID, error) {
	merged, err := mergedCompanies(q, account, ids)
	live := slices.Clone(ids)
	for i, id := range ids {
		if survivor, ended := merged[id]; ended {
			live[i] = survivor
		}
	}
	return live, err
}

// liveCompany is liveCompanies for one.
func liveCompany(tx *Tx, id models.CompanyID) (models.CompanyID, error) {
	live, err := liveCompanies(tx, tx.Account, id)
	return live[0], err
}

// lockLiveCompany locks a company, or that into which it was merged.
func lockLiveCompany(tx *Tx, id models.CompanyID) (*models.Company, error) {
	company, err := store.Lock[models.Company](tx, id)
	if err != nil || company != nil {
		return company, err
	}
	live, err := liveCompany(tx, id)
	if err != nil {
		return nil, err
	}
	return lock[models.Company](tx, live, "company")
}

// companyGone is the error for a company that is not there when it is locked: if it was merged in the meantime, the transaction is retried.
func companyGone(tx *Tx, id models.CompanyID, field string) error {
	live, err := liveCompany(tx, id)
	switch {
	case err != nil:
		return err
	case live != id:
		return store.ErrMoved
	}
	return models.Errorf(models.NotFound, "There is no such company.").At(field)
}

// lockLiveMembers is lockCompany for a company that may have been merged: its survivor is locked then.
func lockLiveMembers(tx *Tx, id models.CompanyID) (*models.Company, []*models.Contact, error) {
	live, err := liveCompany(tx, id)
	if err != nil {
		return nil, nil, err
	}
	company, members, err := lockCompany(tx, live)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.NotFound {
		err = companyGone(tx, live, "id")
	}
	return company, members, err
}
