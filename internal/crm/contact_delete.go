package crm

import (
	"context"
	"errors"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// DeleteContact deletes a contact and everything that belongs to it. NotFound, StaleVersion; BlockedByRule for one who is not to be deleted
// while online, and is.
func (s *Service) DeleteContact(ctx context.Context, in models.ContactDeleteInput) error {
	return s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		if _, err := lockForDeletion(tx, []models.ContactID{in.ID}); err != nil {
			return err
		}
		contact, err := lockContact(tx, in.ID, in.ExpectedVersion) // which looks for the survivor if there is none
		if err != nil {
			return err
		}
		if contact.ID != in.ID { // the id of a merged contact must not delete the survivor
			return models.Errorf(models.NotFound, "This contact was merged into %s; delete that one, or undo the merge.", contact.ID).At("id")
		}
		if in.UnlessOnline {
			if err := refuseOnline(tx, in.ID); err != nil {
				return err
			}
		}
		tx.Audit(models.AuditContactDeleted, in.ID)
		return deleteContacts(tx, contact)
	})
}

// usedElsewhere selects the links of contacts that conversations of other contacts use, each with the contact that spoke last. Its
// parameters are the account and the ids, twice.
const usedElsewhere = `
	SELECT DISTINCT ON (ci.id) ci.id, v.contact_id
	FROM contact_inboxes ci
	JOIN conversations v ON v.account_id = ci.account_id AND v.contact_inbox_id = ci.id
	WHERE ci.account_id = ? AND ci.contact_id = ANY(?) AND v.contact_id <> ALL(?::uuid[])
	ORDER BY ci.id, v.last_activity_at DESC, v.id`

// lockForDeletion locks contacts and those whom handOverLinks will give their links to, in the order of their ids, and returns
// those of the former that exist.
func lockForDeletion(tx *Tx, ids []models.ContactID) ([]*models.Contact, error) {
	gone := store.IDs[models.ContactID](ids)
	heirs, err := store.Rows[models.ContactID](tx, "SELECT DISTINCT used.contact_id FROM ("+usedElsewhere+") used", tx.Account, gone, gone)
	if err != nil {
		return nil, err
	}
	locked, err := lockAll(tx, slices.Concat(ids, heirs))
	if err != nil {
		return nil, err
	}
	for _, c := range locked {
		tx.locked[c.ID] = *c
	}
	return slices.DeleteFunc(locked, func(c *models.Contact) bool { return !slices.Contains(ids, c.ID) }), nil
}

// handOverLinks gives links of contacts that are about to be deleted to the contacts whose conversations use them: a conversation
// that was moved keeps the address that its replies are sent to. Nobody has verified that the address is theirs.
func handOverLinks(tx *Tx, ids store.IDs[models.ContactID]) error {
	heirs, err := store.Rows[models.ContactID](tx, `
		UPDATE contact_inboxes l
		SET contact_id = used.contact_id, hmac_verified = FALSE
		FROM (`+usedElsewhere+`) used
		WHERE l.account_id = ? AND l.id = used.id
		RETURNING l.contact_id`, tx.Account, ids, ids, tx.Account)
	for _, id := range heirs {
		if _, ok := tx.locked[id]; !ok {
			return store.ErrMoved // the conversation was moved to it after the others were locked
		}
	}
	return err
}

// deleteContacts deletes contacts that lockForDeletion has locked, their children first.
func deleteContacts(tx *Tx, contacts ...*models.Contact) error {
	ids := idsOf(contacts)
	titles, err := titlesByContact(tx, ids)
	if err != nil {
		return err
	}
	for _, c := range contacts {
		tx.Emit(models.NewContactEvent(models.ContactDeleted, c, nil).With(titles[c.ID]))
	}
	if _, err := removeFilesOf(tx, ids); err != nil {
		return err
	}
	if err := errors.Join(forgetDuplicates(tx, ids...), cleanDeletedAvatars(tx, ids)); err != nil {
		return err
	}
	if err := handOverLinks(tx, ids); err != nil {
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
		// Two transactions can each delete one contact of a dismissed pair, so these are locked in one order.
		{withMerged + `, doomed AS (
			SELECT n.first_id, n.second_id
			FROM duplicate_dismissals n
			WHERE n.account_id = ? AND (n.first_id = ANY(ARRAY(SELECT id FROM gone)) OR n.second_id = ANY(ARRAY(SELECT id FROM gone)))
			ORDER BY n.first_id, n.second_id
			FOR UPDATE
		)
		DELETE FROM duplicate_dismissals n
		USING doomed
		WHERE n.account_id = ? AND (n.first_id, n.second_id) = (doomed.first_id, doomed.second_id)`,
			[]any{ids, account, account, account}},
		// The merge records of the contacts and of those that were merged into them.
		{withMerged + "DELETE FROM contact_merges m USING gone WHERE m.account_id = ? AND m.into_id = gone.id", []any{ids, account, account}},
		{"DELETE FROM contact_merge_sources WHERE " + theirs, []any{account, ids}},
		{"UPDATE job_changes SET before = NULL, points = '[]', labels = '{}' WHERE " + theirs + " AND before IS NOT NULL", []any{account, ids}},
		{"DELETE FROM contacts WHERE account_id = ? AND id = ANY(?)", []any{account, ids}},
	}
}
