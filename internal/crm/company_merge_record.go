package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

// companyMerges are the records of merges of companies. Undoable follows the rules of lockCompanyUnmerge: not undone, the survivor exists,
// and no later merge into it that is not undone.
var companyMerges = store.NewView("company_merges g",
	store.Column[models.CompanyMerge]{SQL: "g.id", Field: func(m *models.CompanyMerge) any { return &m.ID }},
	store.Column[models.CompanyMerge]{SQL: "g.into_id", Field: func(m *models.CompanyMerge) any { return &m.IntoID }},
	store.Column[models.CompanyMerge]{SQL: "g.from_id", Field: func(m *models.CompanyMerge) any { return &m.FromID }},
	store.Column[models.CompanyMerge]{SQL: "g.stored", Field: func(m *models.CompanyMerge) any { return &m.Stored }},
	store.Column[models.CompanyMerge]{SQL: "cardinality(g.contacts)", Field: func(m *models.CompanyMerge) any { return &m.Contacts }},
	store.Column[models.CompanyMerge]{SQL: "(g.before->>'domain' IS DISTINCT FROM g.after->>'domain')::int",
		Field: func(m *models.CompanyMerge) any { return &m.Domains }},
	store.Column[models.CompanyMerge]{SQL: "g.actor_user_id", Field: func(m *models.CompanyMerge) any { return &m.ByUser }},
	store.Column[models.CompanyMerge]{SQL: "g.actor_token_id", Field: func(m *models.CompanyMerge) any { return &m.ByToken }},
	store.Column[models.CompanyMerge]{SQL: "g.merged_at", Field: func(m *models.CompanyMerge) any { return &m.CreatedAt }},
	store.Column[models.CompanyMerge]{SQL: "g.undone_at", Field: func(m *models.CompanyMerge) any { return &m.UndoneAt }},
	store.Column[models.CompanyMerge]{SQL: "g.undone_at IS NULL AND company_merge_is_last(g.account_id, g.into_id, g.id)",
		Field: func(m *models.CompanyMerge) any { return &m.Undoable }},
)

// CompanyMergesByID returns the merges that exist, by id.
func (b *Batch) CompanyMergesByID(ids []models.CompanyMergeID, set Columns) map[models.CompanyMergeID]*models.CompanyMerge {
	return store.ByID(b.Batch, companyMerges, ids, set)
}

func (s *Service) findCompanyMerge(ctx context.Context, id models.CompanyMergeID) (*models.CompanyMerge, error) {
	found, err := Read(ctx, s, []models.CompanyMergeID{id}, (*Batch).CompanyMergesByID)
	return found[id], err
}

var newestCompanyMerges = page.Order{Name: "company.mergedFrom", ID: "g.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "g.merged_at", Kind: page.Time, Desc: true}}}

// MergesByCompany are the merges into each company, newest first.
func (b *Batch) MergesByCompany(ids []models.CompanyID) Lists[models.CompanyID, models.CompanyMerge] {
	return Lists[models.CompanyID, models.CompanyMerge]{List: List[models.CompanyMerge]{Batch: b.Batch, Table: companyMerges,
		Where: "g.account_id = ? AND g.into_id = parent.id", Args: []any{b.Account}, Order: newestCompanyMerges}, Parents: ids}
}

// forgetCompanyMerges deletes the records of merges into a company that is being deleted, and into those that were merged into it, and
// enqueues the cleanup of their pictures and its own.
func forgetCompanyMerges(tx *Tx, company *models.Company) error {
	names, err := store.Rows[*string](tx, `
		WITH RECURSIVE gone (id) AS (
			SELECT ?::uuid
			UNION
			SELECT m.from_id FROM gone JOIN company_merges m ON m.account_id = ? AND m.into_id = gone.id AND m.undone_at IS NULL
		), forgotten AS (
			DELETE FROM company_merges m USING gone WHERE m.account_id = ? AND m.into_id = gone.id
			RETURNING m.before->>'avatar' AS before, m.after->>'avatar' AS after, m.stored->>'avatar' AS stored
		)
		SELECT DISTINCT v.name
		FROM forgotten f
		CROSS JOIN LATERAL (VALUES (f.before), (f.after), (f.stored)) v (name)
		WHERE v.name IS NOT NULL`, company.ID, tx.Account, tx.Account)
	if err != nil {
		return err
	}
	return cleanAvatars(tx, append(names, company.Avatar)...)
}
