package crm

import (
	"errors"

	"kith/internal/store"
	"kith/models"
)

// restoreLabels removes the labels that the survivor got from the merge, and restores those that it lost by it and those of the sources, if
// they still exist.
func (u *unmerge) restoreLabels(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_labels
			WHERE account_id = ? AND contact_id = ?
				AND label_id = ANY((SELECT labels_added FROM contact_merges WHERE account_id = ? AND id = ?)::uuid[])`,
			tx.Account, u.survivor.ID, tx.Account, u.id),
		tx.Exec(`
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT s.account_id, s.contact_id, l.id
			FROM contact_merge_sources s
			JOIN labels l ON l.account_id = s.account_id AND l.id = ANY(s.labels)
			WHERE s.account_id = ? AND s.merge_id = ?`, tx.Account, u.id),
		tx.Exec(`
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT m.account_id, m.into_id, l.id
			FROM contact_merges m
			JOIN labels l ON l.account_id = m.account_id AND l.id = ANY(m.labels_removed)
			WHERE m.account_id = ? AND m.id = ?
			ON CONFLICT DO NOTHING`, tx.Account, u.id))
}

// restoreAliases makes the sources available under their own ids again, and under those that led to them.
func (u *unmerge) restoreAliases(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_aliases a
			USING contact_merge_sources s
			WHERE s.account_id = ? AND s.merge_id = ? AND a.account_id = s.account_id AND a.id = s.contact_id AND a.contact_id = ?`,
			tx.Account, u.id, u.survivor.ID),
		tx.Exec(`
			UPDATE contact_aliases a
			SET contact_id = s.contact_id
			FROM contact_merge_sources s
			CROSS JOIN LATERAL jsonb_array_elements_text(s.aliases) o (id)
			WHERE s.account_id = ? AND s.merge_id = ? AND a.account_id = s.account_id AND a.id = o.id::uuid AND a.contact_id = ?`,
			tx.Account, u.id, u.survivor.ID))
}

// restorePresence restores the heartbeats of the contacts; a heartbeat that came later stays with the survivor.
func (u *unmerge) restorePresence(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_presence
			WHERE account_id = ? AND contact_id = ? AND seen_at IN (
				SELECT (s.presence ->> 'seen_at')::timestamptz FROM contact_merge_sources s WHERE s.account_id = ? AND s.merge_id = ?)`,
			tx.Account, u.survivor.ID, tx.Account, u.id),
		tx.Exec(`
			INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT o.account_id, o.contact_id, o.availability, o.seen_at
			FROM (SELECT presence FROM contact_merge_sources WHERE account_id = ? AND merge_id = ?
				UNION ALL SELECT presence FROM contact_merges WHERE account_id = ? AND id = ?) stored
			CROSS JOIN LATERAL jsonb_populate_record(NULL::contact_presence, stored.presence) o
			WHERE stored.presence IS NOT NULL AND o.account_id = ?
			ON CONFLICT DO NOTHING`, tx.Account, u.id, tx.Account, u.id, tx.Account))
}

// recount recomputes the rating counts of all contacts of the merge.
func (u *unmerge) recount(tx *Tx) error {
	ids := store.IDs[models.ContactID]{u.survivor.ID}
	for _, s := range u.sources {
		ids = append(ids, s.contact.ID)
	}
	return tx.Exec(`
		UPDATE contacts c
		SET csat1 = n.ones, csat2 = n.twos, csat3 = n.threes, csat4 = n.fours, csat5 = n.fives
		FROM unnest(?::uuid[]) AS asked (id)
		CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE r.rating = 1) AS ones, count(*) FILTER (WHERE r.rating = 2) AS twos,
				count(*) FILTER (WHERE r.rating = 3) AS threes, count(*) FILTER (WHERE r.rating = 4) AS fours,
				count(*) FILTER (WHERE r.rating = 5) AS fives
			FROM csat_responses r
			WHERE r.account_id = ? AND r.contact_id = asked.id) n
		WHERE c.account_id = ? AND c.id = asked.id`, ids, tx.Account, tx.Account)
}
