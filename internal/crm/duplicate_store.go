package crm

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

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
	sets := make([]string, 0, len(c.held))
	var kept, ids store.IDs[models.ContactID]
	var keys []int64
	for id, own := range c.held {
		if !c.present[id] {
			continue
		}
		set := make([]string, len(own))
		for i, key := range own {
			set[i] = strconv.FormatInt(key, 10)
		}
		kept, sets = append(kept, id), append(sets, "{"+strings.Join(set, ",")+"}")
		for _, key := range own {
			keys, ids = append(keys, key), append(ids, id)
		}
	}
	if err := deleteMatchKeys(tx, c.batch); err != nil {
		return err
	}
	err := tx.Exec(`
		INSERT INTO contact_match_sets (account_id, contact_id, keys)
		SELECT ?::bigint, made.id, made.keys::bigint[]
		FROM unnest(?::uuid[], ?::text[]) AS made (id, keys)`, tx.Account, kept, sets)
	if err != nil {
		return err
	}
	return tx.Exec(`
		INSERT INTO contact_match_keys (account_id, key, contact_id)
		SELECT ?::bigint, made.key, made.id
		FROM unnest(?::bigint[], ?::uuid[]) AS made (key, id)
		ORDER BY made.key`, tx.Account, keys, ids)
}

// deleteMatchKeys deletes the match keys of locked contacts. It looks each key up by itself, whatever the planner believes about the table.
func deleteMatchKeys(tx *Tx, ids store.IDs[models.ContactID]) error {
	return tx.Exec(`
		WITH gone AS (
			DELETE FROM contact_match_sets s
			WHERE s.account_id = ? AND s.contact_id = ANY(ARRAY(SELECT unnest(?::uuid[])))
			RETURNING s.contact_id, s.keys
		)
		DELETE FROM contact_match_keys d
		WHERE d.account_id = ? AND d.ctid = ANY(ARRAY(
			SELECT held.ctid
			FROM gone
			CROSS JOIN unnest(gone.keys) AS own (key)
			CROSS JOIN LATERAL (
				SELECT k.ctid
				FROM contact_match_keys k
				WHERE k.account_id = ? AND k.key = own.key AND k.contact_id = gone.contact_id
				LIMIT 1) held))`, tx.Account, ids, tx.Account, tx.Account)
}

// storePairs replaces the pairs of the batch by those that were found, without the dismissed ones. Only scans add pairs, one after
// the other, so both contacts of each pair that is deleted here are locked.
func (c *scan) storePairs(tx *Tx) error {
	var first, second store.IDs[models.ContactID]
	var probabilities []float64
	var reasons []string
	var mergeable []bool
	for p, like := range c.found {
		if !c.present[p[0]] || !c.present[p[1]] {
			continue
		}
		found := reasonsOf(like.reasons())
		why, err := json.Marshal(found)
		if err != nil {
			return err
		}
		mergeable = append(mergeable, c.rule.Allows(like.probability, found))
		first, second = append(first, p[0]), append(second, p[1])
		probabilities, reasons = append(probabilities, like.probability), append(reasons, string(why))
	}
	err := tx.Exec(`
		DELETE FROM contact_duplicates
		WHERE account_id = ? AND (first_id = ANY(?) OR second_id = ANY(?))
			AND (first_id, second_id) NOT IN (
				SELECT found.first_id, found.second_id
				FROM unnest(?::uuid[], ?::uuid[]) AS found (first_id, second_id)
				WHERE NOT EXISTS (
					SELECT FROM duplicate_dismissals n
					WHERE n.account_id = ? AND n.first_id = found.first_id AND n.second_id = found.second_id))`,
		tx.Account, c.batch, c.batch, first, second, tx.Account)
	if err != nil {
		return err
	}
	return tx.Exec(`
		INSERT INTO contact_duplicates AS d (account_id, first_id, second_id, probability, reasons, mergeable)
		SELECT ?::bigint, found.first_id, found.second_id, found.probability, found.reasons, found.mergeable
		FROM unnest(?::uuid[], ?::uuid[], ?::float8[], ?::jsonb[], ?::bool[]) AS found (first_id, second_id, probability, reasons, mergeable)
		WHERE NOT EXISTS (
			SELECT FROM duplicate_dismissals n
			WHERE n.account_id = ? AND n.first_id = found.first_id AND n.second_id = found.second_id)
		ON CONFLICT (account_id, first_id, second_id) DO UPDATE
		SET probability = EXCLUDED.probability, reasons = EXCLUDED.reasons, mergeable = EXCLUDED.mergeable
		WHERE (d.probability, d.reasons, d.mergeable) <> (EXCLUDED.probability, EXCLUDED.reasons, EXCLUDED.mergeable)`,
		tx.Account, first, second, probabilities, reasons, mergeable, tx.Account)
}

// settle deletes the queue rows that were read, and notes how far contacts were compared again; a contact that was written since then has
// another row. If all are to be compared again since the scan began, that stays.
func (c *scan) settle(tx *Tx) error {
	if err := tx.Exec("DELETE FROM duplicate_queue WHERE account_id = ? AND id = ANY(?)", tx.Account, c.rows); err != nil {
		return err
	}
	if c.model.after == nil || len(c.rows) == scanBatch {
		return tx.Exec("UPDATE duplicate_models SET compared = compared + ? WHERE account_id = ?", len(c.rows), tx.Account)
	}
	return tx.Exec(`
		UPDATE duplicate_models
		SET compared = compared + ?,
			rescan_after = CASE WHEN (rescan_after, rescan_until) = (?, ?) THEN ?::uuid ELSE rescan_after END
		WHERE account_id = ?`, len(c.rows), *c.model.after, *c.model.until, c.last, tx.Account)
}
