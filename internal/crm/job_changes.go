package crm

import (
	"errors"
	"strings"

	"kith/internal/store"
	"kith/models"
)

// recordCreated records the contacts that a job is about to create, so that it can be undone. It does nothing without a job.
func recordCreated(tx *Tx, job *models.Job, created []*models.Contact) error {
	if job == nil || job.DryRun || len(created) == 0 {
		return nil
	}
	return tx.Exec(`
		INSERT INTO job_changes (account_id, job_id, contact_id, version)
		SELECT ?::bigint, ?::uuid, n.id, n.version
		FROM unnest(?::uuid[], ?::int[]) AS n (id, version)`, tx.Account, job.ID, idsOf(created), versionsOf(created, 0))
}

// recordChanged records locked contacts before a job stores its changes, with the versions that they will have then. A contact that
// somebody else changed between two changes of the job keeps the version of the first, so that it will not be taken back.
func recordChanged(tx *Tx, job *models.Job, changed []*models.Contact, versions []int) error {
	if job == nil || job.DryRun || len(changed) == 0 {
		return nil
	}
	ids := idsOf(changed)
	return tx.Exec(`
		INSERT INTO job_changes AS r (account_id, job_id, contact_id, version, before, points, labels)
		SELECT c.account_id, ?::uuid, c.id, n.version, to_jsonb(c),
			coalesce((SELECT jsonb_agg(to_jsonb(p)) FROM contact_points p WHERE p.account_id = ? AND p.contact_id = c.id), '[]'),
			ARRAY (SELECT l.title FROM contact_labels x JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
				WHERE x.account_id = ? AND x.contact_id = c.id ORDER BY l.title)
		FROM contacts c
		JOIN unnest(?::uuid[], ?::int[]) AS n (id, version) ON n.id = c.id
		WHERE c.account_id = ? AND c.id = ANY (ARRAY (SELECT unnest(?::uuid[])))
		ON CONFLICT (account_id, job_id, contact_id) DO UPDATE
		SET version = excluded.version
		WHERE r.version = (excluded.before ->> 'version')::int`,
		job.ID, tx.Account, tx.Account, ids, versions, tx.Account, ids)
}

func versionsOf(contacts []*models.Contact, later int) []int {
	all := make([]int, len(contacts))
	for i, c := range contacts {
		all[i] = c.Version + later
	}
	return all
}

// forgetChanges takes back what recordChanged recorded of contacts that were not changed after all. What an earlier chunk recorded of them
// stays, with the version that they still have: two targets of a bulk update that were merged are one contact, which two chunks may reach.
func forgetChanges(tx *Tx, job *models.Job, unchanged store.IDs[models.ContactID]) error {
	if job.DryRun || len(unchanged) == 0 {
		return nil
	}
	const theirs = ` FROM contacts c
		WHERE r.account_id = ? AND r.job_id = ? AND r.contact_id = ANY(?) AND c.account_id = r.account_id AND c.id = r.contact_id AND `
	args := []any{tx.Account, job.ID, unchanged}
	return errors.Join(
		tx.Exec("UPDATE job_changes r SET version = c.version"+theirs+"r.version = c.version + 1 AND (r.before->>'version')::int < c.version",
			args...),
		tx.Exec("DELETE"+strings.Replace(theirs, "FROM contacts c", "FROM job_changes r USING contacts c", 1)+
			"(r.before->>'version')::int = c.version", args...))
}
