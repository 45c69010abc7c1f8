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
		return deleteContacts(tx, contact)
	})
}

// deleteContacts removes locked contacts, their children first.
func deleteContacts(tx *Tx, contacts ...*models.Contact) error {
	ids := idsOf(contacts)
	titles, err := titlesByContact(tx, ids)
	if err != nil {
		return err
	}
	for _, c := range contacts {
		tx.Emit(models.NewContactEvent(models.ContactDeleted, c, nil).With(titles[c.ID]))
	}
	if err := errors.Join(forgetDuplicates(tx, ids...), cleanDeletedAvatars(tx, ids)); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM csat_responses WHERE account_id = $1 AND (contact_id = ANY($2::uuid[]) OR conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = ANY($2::uuid[])))`,
		`DELETE FROM messages WHERE account_id = $1 AND conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = ANY($2::uuid[]))`,
		`UPDATE messages SET sender_contact_id = NULL WHERE account_id = $1 AND sender_contact_id = ANY($2::uuid[])`,
		`DELETE FROM conversation_labels WHERE account_id = $1 AND conversation_id IN (
			SELECT id FROM conversations WHERE account_id = $1 AND contact_id = ANY($2::uuid[]))`,
		`DELETE FROM conversations WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM contact_inboxes WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM contact_labels WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM notes WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM contact_presence WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM contact_aliases WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		// What merges remember of the contact, and of those that were merged into it.
		`WITH RECURSIVE gone (id) AS (
			SELECT unnest($2::uuid[])
			UNION
			SELECT s.contact_id
			FROM gone
			JOIN contact_merges m ON m.account_id = $1 AND m.into_id = gone.id AND m.undone_at IS NULL
			JOIN contact_merge_sources s ON s.account_id = m.account_id AND s.merge_id = m.id
		)
		DELETE FROM contact_merges m USING gone WHERE m.account_id = $1 AND m.into_id = gone.id`,
		`DELETE FROM contact_merge_sources WHERE account_id = $1 AND contact_id = ANY($2::uuid[])`,
		`DELETE FROM duplicate_dismissals WHERE account_id = $1 AND (first_id = ANY($2::uuid[]) OR second_id = ANY($2::uuid[]))`,
		`DELETE FROM contacts WHERE account_id = $1 AND id = ANY($2::uuid[])`,
	} {
		if err := tx.Exec(statement, tx.Account, ids).Error; err != nil {
			return err
		}
	}
	return nil
}
