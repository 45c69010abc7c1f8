package crm

import (
	"errors"

	"kith/internal/store"
	"kith/models"
)

// leadLinks gives the sources the links to inboxes that were made since for addresses which go back to them, and the conversations of
// the survivor that were begun since through links which go back: their replies reach the source.
func (u *unmerge) leadLinks(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			UPDATE contact_inboxes l
			SET contact_id = p.contact_id
			FROM contact_points p, inboxes i
			WHERE l.account_id = ? AND l.contact_id = ? AND i.account_id = l.account_id AND i.id = l.inbox_id
				AND p.account_id = l.account_id AND p.contact_id = ANY(?) AND p.key = l.source_id
				AND p.kind = CASE i.channel_type WHEN 'EMAIL' THEN 'EMAIL' WHEN 'SMS' THEN 'PHONE_NUMBER' WHEN 'WHATSAPP' THEN 'PHONE_NUMBER' END`,
			tx.Account, u.survivor.ID, u.sourceIDs()),
		tx.Exec(`
			WITH led AS (
				UPDATE conversations v
				SET contact_id = l.contact_id, version = version + 1, updated_at = ?
				FROM contact_inboxes l
				WHERE v.account_id = ? AND v.contact_id = ? AND l.account_id = v.account_id AND l.id = v.contact_inbox_id
					AND l.contact_id = ANY(?) AND v.created_at >= (SELECT merged_at FROM contact_merges WHERE account_id = ? AND id = ?)
				RETURNING v.id, v.contact_id
			), rated AS (
				UPDATE csat_responses r
				SET contact_id = led.contact_id
				FROM led
				WHERE r.account_id = ? AND r.conversation_id = led.id
			)
			UPDATE messages m
			SET sender_contact_id = led.contact_id
			FROM led
			WHERE m.account_id = ? AND m.conversation_id = led.id AND m.sender_contact_id = ?`,
			tx.Now, tx.Account, u.survivor.ID, u.sourceIDs(), tx.Account, u.id, tx.Account, tx.Account, u.survivor.ID))
}

// sourceIDs are the ids of the sources.
func (u *unmerge) sourceIDs() store.IDs[models.ContactID] {
	ids := make(store.IDs[models.ContactID], len(u.sources))
	for i, s := range u.sources {
		ids[i] = s.contact.ID
	}
	return ids
}

// keepConversations reports the conversations that answer to a contact who is not theirs: they were moved to or from the survivor by
// hand, or begun before the merge, and stay where they are.
func (u *unmerge) keepConversations(tx *Tx) error {
	type kept struct {
		ID   models.ConversationID
		With models.ContactID
		Link models.ContactID
	}
	all := append(u.sourceIDs(), u.survivor.ID)
	found, err := store.Rows[kept](tx, `
		SELECT v.id, v.contact_id, l.contact_id
		FROM conversations v
		JOIN contact_inboxes l ON l.account_id = v.account_id AND l.id = v.contact_inbox_id
		WHERE v.account_id = ? AND v.contact_id = ANY(?) AND l.contact_id = ANY(?) AND l.contact_id <> v.contact_id
		ORDER BY v.id`, tx.Account, all, all)
	for _, k := range found {
		u.kept = append(u.kept, models.KeptConversation(k.ID, k.With, k.Link))
	}
	return err
}
