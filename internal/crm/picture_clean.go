package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// cleanAvatars enqueues a job that deletes those of the pictures which are no longer used.
func cleanAvatars(tx *Tx, names ...*string) error {
	work := CleanAvatars{Account: tx.Account}
	for _, name := range names {
		if name != nil {
			work.Names = append(work.Names, *name)
		}
	}
	if work.Names == nil {
		return nil
	}
	return tx.Enqueue(work, nil)
}

// cleanDeletedAvatars enqueues the cleanup of the pictures of contacts that are being deleted, and of the pictures that their merge
// records refer to.
func cleanDeletedAvatars(tx *Tx, ids store.IDs[models.ContactID]) error {
	names, err := store.Rows[*string](tx, withMerged+`
		SELECT DISTINCT v.name
		FROM gone
		LEFT JOIN contacts c ON c.account_id = ? AND c.id = gone.id
		LEFT JOIN contact_merges m ON m.account_id = ? AND m.into_id = gone.id
		LEFT JOIN contact_merge_sources s ON s.account_id = m.account_id AND s.merge_id = m.id
		CROSS JOIN LATERAL (VALUES (c.avatar), (m.before->>'avatar'), (m.after->>'avatar'), (s.stored->>'avatar')) v (name)
		WHERE v.name IS NOT NULL`, ids, tx.Account, tx.Account, tx.Account)
	if err != nil {
		return err
	}
	return cleanAvatars(tx, names...)
}

// UnusedAvatars returns those of an account's pictures that no contact and no company has and that undoing a merge could not restore. It is
// called by the system, not by a viewer.
func (s *Service) UnusedAvatars(ctx context.Context, account int64, names []string) ([]string, error) {
	return store.Rows[string](s.system(ctx), `
		SELECT asked.name
		FROM unnest(?::text[]) AS asked (name)
		WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.account_id = ? AND c.avatar = asked.name)
			AND NOT EXISTS (SELECT FROM companies co WHERE co.account_id = ? AND co.avatar = asked.name)
			AND NOT EXISTS (SELECT FROM contact_merges m WHERE m.account_id = ? AND m.before->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (SELECT FROM contact_merges m WHERE m.account_id = ? AND m.after->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (
				SELECT FROM contact_merge_sources s
				JOIN contact_merges m ON m.account_id = s.account_id AND m.id = s.merge_id
				WHERE s.account_id = ? AND s.stored->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (SELECT FROM company_merges m WHERE m.account_id = ? AND m.before->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (SELECT FROM company_merges m WHERE m.account_id = ? AND m.after->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (SELECT FROM company_merges m WHERE m.account_id = ? AND m.stored->>'avatar' = asked.name AND m.undone_at IS NULL)`,
		names, account, account, account, account, account, account, account, account)
}
