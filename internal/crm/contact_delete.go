package crm

import (
	"context"
	"errors"
	"kith/internal/store"

	"kith/models"
)

// DeleteContact deletes a contact and everything that belongs to it. NotFound, StaleVersion.
func (s *Service) DeleteContact(ctx context.Context, in models.ContactDeleteInput) error {
	return s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		contact, err := lockContact(tx, in.ID, in.ExpectedVersion)
		if err != nil {
			return err
		}
		if contact.ID != in.ID { // the id of a merged contact must not delete the survivor
			return models.Errorf(models.NotFound, "This contact was merged into %s; delete that one, or undo the merge.", contact.ID).At("id")
		}
		return deleteContacts(tx, contact)
	})
}

// deleteContacts deletes locked contacts, their children first.
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
	return runAll(tx, deletions(tx.Account, ids))
}

// deletions are the statements that delete contacts and everything that belongs to them, children first.
func deletions(account int64, ids store.IDs[models.ContactID]) []statement {
	const theirs = "account_id = ? AND contact_id = ANY(?)"
	const conversations = "conversation_id IN (SELECT id FROM conversations WHERE " + theirs + ")"
	return []statement{
		{"DELETE FROM csat_responses WHERE account_id = ? AND (contact_id = ANY(?) OR " + conversations + ")", []any{account, ids, account, ids}},
		{"DELETE FROM messages WHERE account_id = ? AND " + conversations, []any{account, account, ids}},
		{"UPDATE messages SET sender_contact_id = NULL WHERE account_id = ? AND sender_contact_id = ANY(?)", []any{account, ids}},
		{"DELETE FROM conversation_labels WHERE account_id = ? AND " + conversations, []any{account, account, ids}},
		{"DELETE FROM conversations WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM contact_inboxes WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM contact_points WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM contact_labels WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM notes WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM contact_presence WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM contact_aliases WHERE " + theirs, []any{account, ids}},
		// The merge records of the contacts and of those that were merged into them.
		{withMerged + "DELETE FROM contact_merges m USING gone WHERE m.account_id = ? AND m.into_id = gone.id", []any{ids, account, account}},
		{"DELETE FROM contact_merge_sources WHERE " + theirs, []any{account, ids}},
		{"DELETE FROM duplicate_dismissals WHERE account_id = ? AND (first_id = ANY(?) OR second_id = ANY(?))", []any{account, ids, ids}},
		{"DELETE FROM contacts WHERE account_id = ? AND id = ANY(?)", []any{account, ids}},
	}
}
