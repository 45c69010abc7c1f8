package crm

import (
	"kith/internal/store"
	"kith/models"
)

// mergeLabels gives the survivor the labels of the sources or, if one of the contacts was chosen, exactly its labels. It records which of
// them the survivor did not have, and which it lost.
func mergeLabels(
	tx *Tx, id models.ContactMergeID, into *models.Contact, sources store.IDs[models.ContactID], chosen *models.ContactID,
) error {
	givers := sources
	if chosen != nil {
		givers = store.IDs[models.ContactID]{*chosen}
	}
	err := tx.Exec(`
		WITH added AS (
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT DISTINCT account_id, ?::uuid, label_id FROM contact_labels WHERE account_id = ? AND contact_id = ANY(?)
			ON CONFLICT DO NOTHING
			RETURNING label_id
		)
		UPDATE contact_merges SET labels_added = ARRAY(SELECT label_id FROM added) WHERE account_id = ? AND id = ?`,
		into.ID, tx.Account, givers, tx.Account, id)
	if err != nil {
		return err
	}
	if chosen != nil && *chosen != into.ID {
		err := tx.Exec(`
			WITH removed AS (
				DELETE FROM contact_labels x
				WHERE x.account_id = ? AND x.contact_id = ? AND NOT EXISTS (
					SELECT FROM contact_labels k WHERE k.account_id = ? AND k.contact_id = ? AND k.label_id = x.label_id)
				RETURNING x.label_id
			)
			UPDATE contact_merges SET labels_removed = ARRAY(SELECT label_id FROM removed) WHERE account_id = ? AND id = ?`,
			tx.Account, into.ID, tx.Account, *chosen, tx.Account, id)
		if err != nil {
			return err
		}
	}
	return tx.Exec("DELETE FROM contact_labels WHERE account_id = ? AND contact_id = ANY(?)", tx.Account, sources)
}
