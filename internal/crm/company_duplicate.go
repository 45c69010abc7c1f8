package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

var companyDuplicates = store.NewView("company_duplicates d",
	store.Column[models.CompanyDuplicatePair]{SQL: "d.first_id", Field: func(p *models.CompanyDuplicatePair) any { return &p.First }},
	store.Column[models.CompanyDuplicatePair]{SQL: "d.second_id", Field: func(p *models.CompanyDuplicatePair) any { return &p.Second }},
	store.Column[models.CompanyDuplicatePair]{SQL: "d.probability", Field: func(p *models.CompanyDuplicatePair) any { return &p.Probability }},
	store.Column[models.CompanyDuplicatePair]{SQL: "d.reasons",
		Field: func(p *models.CompanyDuplicatePair) any { return (*models.CompanyDuplicateReasons)(&p.Reasons) }},
)

// CompanyDuplicateQuery selects the pairs of a list: those of one company or all, with a minimum probability.
type CompanyDuplicateQuery struct {
	MinProbability *float64
	Company        *models.CompanyID
}

// ListCompanyDuplicates returns a page of the pairs of companies that are likely one, the most probable first. Invalid if minProbability
// is out of range.
func (s *Service) ListCompanyDuplicates(
	ctx context.Context, a page.Args, q CompanyDuplicateQuery,
) (*models.CompanyDuplicatePairConnection, error) {
	least, err := leastProbability(q.MinProbability)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, a, func(b *Batch) List[models.CompanyDuplicatePair] {
		where, args := pairsAbove(b.Account, least)
		if q.Company != nil {
			live, err := liveCompanies(b, b.Account, *q.Company)
			if err != nil {
				b.Fail(err)
			}
			where += " AND (d.first_id = ? OR d.second_id = ?)"
			args = append(args, live[0], live[0])
		}
		order := duplicatesByProbability
		order.Name = "companyDuplicates"
		return List[models.CompanyDuplicatePair]{Batch: b.Batch, Table: companyDuplicates, Where: where, Args: args, Order: order}
	})
}

// DismissCompanyDuplicate records that two companies are not one; they are not listed as a pair again. Invalid, NotFound.
func (s *Service) DismissCompanyDuplicate(ctx context.Context, in models.CompanyDuplicateDismissInput) error {
	return s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		if len(in.CompanyIDs) != 2 {
			return models.Errorf(models.Invalid, "A pair is two companies.").At("companyIds")
		}
		ids, err := liveCompanies(tx, tx.Account, in.CompanyIDs...)
		if err != nil {
			return err
		}
		if ids[0] == ids[1] {
			return models.Errorf(models.Invalid, "A pair is two companies; these are one.").At("companyIds")
		}
		locked, err := companies.List(tx, "co.account_id = ? AND co.id = ANY(?) ORDER BY co.id FOR UPDATE", tx.Account,
			store.IDs[models.CompanyID](ids))
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !slices.ContainsFunc(locked, func(c *models.Company) bool { return c.ID == id }) {
				return companyGone(tx, id, "companyIds")
			}
		}
		first, second := locked[0].ID, locked[1].ID
		if err := tx.Exec(`
			INSERT INTO company_dismissals (account_id, first_id, second_id, dismissed_at)
			VALUES (?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, tx.Account, first, second, tx.Now); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM company_duplicates WHERE account_id = ? AND first_id = ? AND second_id = ?", tx.Account, first, second)
	})
}
