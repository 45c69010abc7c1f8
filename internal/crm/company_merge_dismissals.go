package crm

import (
	"kith/internal/store"
	"kith/models"
)

// companiesDismissedWith returns the companies of which somebody said that a company is none of them.
func companiesDismissedWith(tx *Tx, id models.CompanyID) (store.IDs[models.CompanyID], error) {
	return store.Rows[models.CompanyID](tx, `
		SELECT CASE WHEN d.first_id = asked.id THEN d.second_id ELSE d.first_id END
		FROM company_dismissals d, (SELECT ?::uuid AS id) asked
		WHERE d.account_id = ? AND (d.first_id = asked.id OR d.second_id = asked.id)`, id, tx.Account)
}

// inheritDismissals copies the dismissals of the company that is merged to the survivor, records which are new, and ends pairs that are
// dismissed thereby.
func (m *companyMerge) inheritDismissals(tx *Tx, id models.CompanyMergeID) error {
	return runAll(tx, []statement{
		{`WITH said AS (
				INSERT INTO company_dismissals (account_id, first_id, second_id, dismissed_at)
				SELECT d.account_id, least(o.other, o.into_id), greatest(o.other, o.into_id), d.dismissed_at
				FROM (SELECT ?::uuid AS id, ?::uuid AS into_id) asked
				JOIN company_dismissals d ON d.account_id = ? AND (d.first_id = asked.id OR d.second_id = asked.id)
				CROSS JOIN LATERAL (
					SELECT asked.into_id, CASE WHEN d.first_id = asked.id THEN d.second_id ELSE d.first_id END AS other) o
				WHERE o.other <> o.into_id
				ON CONFLICT DO NOTHING
				RETURNING first_id, second_id
			)
			UPDATE company_merges g
			SET inherited = ARRAY(SELECT CASE WHEN first_id = g.into_id THEN second_id ELSE first_id END FROM said)
			WHERE g.account_id = ? AND g.id = ?`, []any{m.from.ID, m.into.ID, tx.Account, tx.Account, id}},
		{`DELETE FROM company_duplicates d
			USING company_dismissals n
			WHERE d.account_id = ? AND (d.first_id = ? OR d.second_id = ?)
				AND (n.account_id, n.first_id, n.second_id) = (d.account_id, d.first_id, d.second_id)`,
			[]any{tx.Account, m.into.ID, m.into.ID}},
	})
}

// restoreDismissals takes from the survivor what was said of the restored company alone, and gives that back to it, as far as the other
// companies exist. The dismissal of the two themselves is one of them.
func (u *companyUnmerge) restoreDismissals(tx *Tx) error {
	return runAll(tx, []statement{
		{`DELETE FROM company_dismissals d
			USING (SELECT g.into_id, unnest(g.inherited) AS other FROM company_merges g WHERE g.account_id = ? AND g.id = ?) o
			WHERE d.account_id = ? AND d.first_id = least(o.other, o.into_id) AND d.second_id = greatest(o.other, o.into_id)`,
			[]any{tx.Account, u.id, tx.Account}},
		{`INSERT INTO company_dismissals (account_id, first_id, second_id, dismissed_at)
			SELECT o.account_id, least(o.other, o.from_id), greatest(o.other, o.from_id), ?::timestamptz
			FROM (SELECT g.account_id, g.from_id, unnest(g.dismissed) AS other FROM company_merges g WHERE g.account_id = ? AND g.id = ?) o
			JOIN companies co ON co.account_id = ? AND co.id = o.other
			ON CONFLICT DO NOTHING`, []any{tx.Now, tx.Account, u.id, tx.Account}},
	})
}
