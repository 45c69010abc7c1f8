package crm

import (
	"context"
	"errors"

	"kith/models"
)

// DeleteContact removes a contact with everything that belongs to it. NotFound, StaleVersion.
func (s *Service) DeleteContact(ctx context.Context, in models.ContactDeleteInput) error {
	return s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		contact, err := lockContact(tx, in.ID, in.ExpectedVersion)
		if err != nil {
			return err
		}
		if contact.ID != in.ID { // the id of a merged contact must not delete the one that took it over
			return models.Errorf(models.NotFound, "This contact was merged into %s; delete that one, or undo the merge.", contact.ID).At("id")
		}
		return deleteContact(tx, contact)
	})
}

// deleteContact removes a locked contact, its children first.
func deleteContact(tx *Tx, c *models.Contact) error {
	id := c.ID
	titles, err := titlesByContact(tx, []models.ContactID{id})
	if err != nil {
		return err
	}
	tx.Emit(models.NewContactEvent(models.ContactDeleted, c, nil).With(titles[id]))
	if err := errors.Join(forgetDuplicates(tx, id), cleanDeletedAvatars(tx, id)); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM csat_responses WHERE account_id = $1 AND (contact_id = $2 OR conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = $2))`,
		`DELETE FROM messages WHERE account_id = $1 AND conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = $2)`,
		`UPDATE messages SET sender_contact_id = NULL WHERE account_id = $1 AND sender_contact_id = $2`,
		`DELETE FROM conversation_labels WHERE account_id = $1 AND conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = $2)`,
		`DELETE FROM conversations WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM contact_inboxes WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM contact_labels WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM notes WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM contact_presence WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM contact_aliases WHERE account_id = $1 AND contact_id = $2`,
		// What merges remember of the contact, and of those that were merged into it.
		`WITH RECURSIVE gone (id) AS (
			SELECT $2::uuid
			UNION
			SELECT s.contact_id
			FROM gone
			JOIN contact_merges m ON m.account_id = $1 AND m.into_id = gone.id AND m.undone_at IS NULL
			JOIN contact_merge_sources s ON s.account_id = m.account_id AND s.merge_id = m.id
		)
		DELETE FROM contact_merges m USING gone WHERE m.account_id = $1 AND m.into_id = gone.id`,
		`DELETE FROM contact_merge_sources WHERE account_id = $1 AND contact_id = $2`,
		`DELETE FROM duplicate_dismissals WHERE account_id = $1 AND (first_id = $2 OR second_id = $2)`,
		`DELETE FROM contacts WHERE account_id = $1 AND id = $2`,
	} {
		if err := tx.Exec(statement, tx.Account, id).Error; err != nil {
			return err
		}
	}
	return nil
}
