package crm

import (
	"encoding/json"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// lock locks the compared contacts and those of pairs found now or before, so that they exist until the transaction ends.
func (c *scan) lock(tx *Tx) error {
	wanted := slices.Clone(c.batch)
	for p := range c.found {
		wanted = append(wanted, p[:]...)
	}
	ids, err := store.Rows[models.ContactID](tx, `
		SELECT c.id
		FROM contacts c
		WHERE c.account_id = ? AND c.id IN (
			SELECT unnest(?::uuid[])
			UNION SELECT d.first_id FROM contact_duplicates d WHERE d.account_id = ? AND d.second_id = ANY(?)
			UNION SELECT d.second_id FROM contact_duplicates d WHERE d.account_id = ? AND d.first_id = ANY(?))
		ORDER BY c.id
		FOR KEY SHARE OF c`, tx.Account, wanted, tx.Account, c.batch, tx.Account, c.batch)
	c.present = make(map[models.ContactID]bool, len(ids))
	for _, id := range ids {
		c.present[id] = true
	}
	return err
}

// storeKeys replaces the match keys of the batch.
func (c *scan) storeKeys(tx *Tx) error {
	var keys []int64
	var ids store.IDs[models.ContactID]
	for id, own := range c.held {
		for _, key := range own {
			if c.present[id] {
				keys, ids = append(keys, key), append(ids, id)
			}
		}
	}
	err := tx.Exec(`
		DELETE FROM contact_match_keys
		WHERE account_id = ? AND contact_id = ANY(?)
			AND (key, contact_id) NOT IN (SELECT key, id FROM unnest(?::bigint[], ?::uuid[]) AS kept (key, id))`,
		tx.Account, c.batch, keys, ids)
	if err != nil {
		return err
	}
	return tx.Exec(`
		INSERT INTO contact_match_keys (account_id, key, contact_id)
		SELECT ?::bigint, key, id
		FROM unnest(?::bigint[], ?::uuid[]) AS kept (key, id)
		ON CONFLICT DO NOTHING`, tx.Account, keys, ids)
}

// storePairs replaces the pairs of the batch by those that were found, without the dismissed ones. Only scans add pairs, one after
// the other, so both contacts of each pair that is deleted here are locked.
func (c *scan) storePairs(tx *Tx) error {
	var first, second store.IDs[models.ContactID]
	var scores []float64
	var reasons []string
	for p, likeness := range c.found {
		if !c.present[p[0]] || !c.present[p[1]] {
			continue
		}
		why, err := json.Marshal(likeness.Reasons)
		if err != nil {
			return err
		}
		first, second = append(first, p[0]), append(second, p[1])
		scores, reasons = append(scores, likeness.Score), append(reasons, string(why))
	}
	err := tx.Exec(`
		DELETE FROM contact_duplicates
		WHERE account_id = ? AND (first_id = ANY(?) OR second_id = ANY(?))
			AND (first_id, second_id) NOT IN (SELECT first_id, second_id FROM unnest(?::uuid[], ?::uuid[]) AS found (first_id, second_id))`,
		tx.Account, c.batch, c.batch, first, second)
	if err != nil {
		return err
	}
	return tx.Exec(`
		INSERT INTO contact_duplicates AS d (account_id, first_id, second_id, score, reasons)
		SELECT ?::bigint, found.first_id, found.second_id, found.score, found.reasons
		FROM unnest(?::uuid[], ?::uuid[], ?::float8[], ?::jsonb[]) AS found (first_id, second_id, score, reasons)
		WHERE NOT EXISTS (
			SELECT FROM duplicate_dismissals n
			WHERE n.account_id = ? AND n.first_id = found.first_id AND n.second_id = found.second_id)
		ON CONFLICT (account_id, first_id, second_id) DO UPDATE
		SET score = EXCLUDED.score, reasons = EXCLUDED.reasons
		WHERE (d.score, d.reasons) <> (EXCLUDED.score, EXCLUDED.reasons)`,
		tx.Account, first, second, scores, reasons, tx.Account)
}

// settle deletes the queue rows that were read; a contact that was written since then has another row.
func (c *scan) settle(tx *Tx) error {
	return tx.Exec("DELETE FROM duplicate_queue WHERE account_id = ? AND id = ANY(?)", tx.Account, c.rows)
}
