package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// companyMerge is a merge of companies that is being done: the companies as they are, and the contacts that move.
type companyMerge struct {
	into, from *models.Company
	members    []*models.Contact
	// dismissed are the companies of which somebody said that from is none of them.
	dismissed store.IDs[models.CompanyID]
}

// PreviewCompanyMerge returns what MergeCompanies would do, without doing it. Blockers are the errors with which the merge would fail.
func (s *Service) PreviewCompanyMerge(ctx context.Context, in models.CompanyMergeInput) (*models.CompanyMergePreview, error) {
	preview := &models.CompanyMergePreview{Fields: []*models.CompanyMergeField{}, Moved: models.MovedFor(models.ViewerFrom(ctx), 0, 0)}
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		m, err := beginCompanyMerge(tx, in)
		if err != nil {
			return err
		}
		before := *m.into
		if err := m.into.Absorb(m.from); err != nil {
			return err
		}
		preview.Fields = models.CompanyMergeFields(&before, m.into, m.from)
		preview.Moved = models.MovedFor(tx.Viewer, len(m.members), m.into.DomainsGot(&before))
		return nil
	})
	var top error
	preview.Blockers, top = models.UserErrors(err)
	return preview, top
}

// MergeCompanies moves the contacts of a company to another one, which gets what it lacks, and ends it. It returns the survivor with the
// record of the merge. NotFound, Invalid if it is the same company, StaleVersion, Limit, TooLong.
func (s *Service) MergeCompanies(ctx context.Context, in models.CompanyMergeInput) (*models.Company, *models.CompanyMerge, error) {
	var m *companyMerge
	var id models.CompanyMergeID
	err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
		var err error
		if m, err = beginCompanyMerge(tx, in); err != nil {
			return err
		}
		id = typeid.New[models.CompanyMergeID]() // under the survivor's lock: ids of merges into it are in their order
		if err := m.record(tx, id); err != nil {
			return err
		}
		if err := m.into.Absorb(m.from); err != nil {
			return err
		}
		m.into.Version++
		m.into.UpdatedAt = tx.Now
		if err := companiesChanged(tx); err != nil {
			return err
		}
		if err := refreshDerived(tx, m.members, m.into, (*models.Contact).Changes); err != nil {
			return err
		}
		if err := m.inheritDismissals(tx, id); err != nil {
			return err
		}
		tx.Audit(models.AuditCompanyMerged, m.into.ID)
		return m.end(tx, id)
	})
	if err != nil {
		return nil, nil, err
	}
	merge, err := s.findCompanyMerge(ctx, id)
	return m.into, merge, err
}

// beginCompanyMerge locks what a merge changes, and checks the versions.
func beginCompanyMerge(tx *Tx, in models.CompanyMergeInput) (*companyMerge, error) {
	m, err := lockForCompanyMerge(tx, in)
	if err != nil {
		return nil, err
	}
	for _, expected := range []struct {
		company *models.Company
		version *int
		field   string
	}{{m.from, in.ExpectedFromVersion, "expectedFromVersion"}, {m.into, in.ExpectedVersion, "expectedVersion"}} {
		if expected.version == nil || *expected.version == expected.company.Version {
			continue
		}
		return nil, renameField(models.Advance(expected.company, expected.version), "expectedVersion", expected.field)
	}
	return m, nil
}

// lockForCompanyMerge locks the contacts that move, and then both companies and those that were said to be other ones, in the order of
// their ids. If a contact was linked or a pair dismissed in the meantime, the transaction is retried.
func lockForCompanyMerge(tx *Tx, in models.CompanyMergeInput) (*companyMerge, error) {
	live, err := liveCompanies(tx, tx.Account, in.Into, in.From)
	if err != nil {
		return nil, err
	}
	in.Into, in.From = live[0], live[1]
	if in.Into == in.From {
		return nil, models.Errorf(models.Invalid, "A company can't be merged with itself, or it was merged already.").At("from")
	}
	m := &companyMerge{}
	const ofCompany = "c.account_id = ? AND c.company_id = ?"
	if m.members, err = lockWhere(tx, contacts, ofCompany+" ORDER BY c.id FOR UPDATE", tx.Account, in.From); err != nil {
		return nil, err
	}
	if m.dismissed, err = companiesDismissedWith(tx, in.From); err != nil {
		return nil, err
	}
	locked, err := companies.List(tx, "co.account_id = ? AND co.id = ANY(?) ORDER BY co.id FOR UPDATE", tx.Account,
		append(slices.Clip(m.dismissed), in.Into, in.From))
	if err != nil {
		return nil, err
	}
	for _, c := range locked {
		switch c.ID {
		case in.Into:
			m.into = c
		case in.From:
			m.from = c
		}
	}
	switch {
	case m.into == nil:
		return nil, companyGone(tx, in.Into, "into")
	case m.from == nil:
		return nil, companyGone(tx, in.From, "from")
	}
	n, err := store.One[int](tx, "SELECT count(*) FROM contacts c WHERE "+ofCompany, tx.Account, in.From)
	if err != nil {
		return nil, err
	}
	now, err := companiesDismissedWith(tx, in.From)
	if err == nil && (n != len(m.members) ||
		slices.ContainsFunc(now, func(id models.CompanyID) bool { return !slices.Contains(m.dismissed, id) })) {
		err = store.ErrMoved
	}
	return m, err
}

// record stores both companies as they are before the merge, and what it moves.
func (m *companyMerge) record(tx *Tx, id models.CompanyMergeID) error {
	return tx.Exec(`
		INSERT INTO company_merges (account_id, id, into_id, from_id, before, after, stored, contacts, aliases, dismissed, inherited,
			actor_user_id, actor_token_id, merged_at)
		SELECT i.account_id, ?::uuid, i.id, f.id, to_jsonb(i), to_jsonb(i), to_jsonb(f), ?::uuid[],
			ARRAY(SELECT a.id FROM company_aliases a WHERE a.account_id = ? AND a.company_id = f.id ORDER BY a.id), ?::uuid[],
			'{}'::uuid[], ?::uuid, ?::uuid, ?::timestamptz
		FROM companies i
		JOIN companies f ON f.account_id = ? AND f.id = ?
		WHERE i.account_id = ? AND i.id = ?`, id, idsOf(m.members), tx.Account, m.dismissed, tx.Viewer.UserID, tx.Viewer.TokenID, tx.Now,
		tx.Account, m.from.ID, tx.Account, m.into.ID)
}

// end deletes the company that is merged, whose ids lead to the survivor from now on, and stores the survivor.
func (m *companyMerge) end(tx *Tx, id models.CompanyMergeID) error {
	if err := runAll(tx, []statement{
		{"UPDATE company_aliases SET company_id = ? WHERE account_id = ? AND company_id = ?", []any{m.into.ID, tx.Account, m.from.ID}},
		{"INSERT INTO company_aliases (account_id, id, company_id, created_at) VALUES (?, ?, ?, ?)",
			[]any{tx.Account, m.from.ID, m.into.ID, tx.Now}},
	}); err != nil {
		return err
	}
	if err := store.Delete[models.Company](tx, m.from.ID); err != nil { // first, because the survivor may get its domain
		return err
	}
	if err := store.Save(tx, m.into, m.into.ID); err != nil {
		return err
	}
	return tx.Exec(`
		UPDATE company_merges g
		SET after = (SELECT to_jsonb(co) FROM companies co WHERE co.account_id = ? AND co.id = g.into_id)
		WHERE g.account_id = ? AND g.id = ?`, tx.Account, tx.Account, id)
}
