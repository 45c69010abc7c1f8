package crm

import (
	"kith/internal/store"
	"kith/models"
)

// forgetMessages removes what the events of messages say of them: whoever deletes a message wants its text to be gone.
func forgetMessages(tx *Tx, which string, args ...any) error {
	return tx.Exec(`
		UPDATE contact_events e
		SET changes = '[]', snapshot = jsonb_set('{"deleted": true}', '{id}', coalesce(e.snapshot -> 'id', 'null'))
		WHERE e.account_id = ? AND e.message_id IS NOT NULL AND e.snapshot -> 'erased' IS NULL AND `+which,
		append([]any{tx.Account}, args...)...)
}

// forgetContent removes what there is of messages of conversations beside their rows: their text in the event log, and their attachments
// with the files.
func forgetContent(tx *Tx, in store.IDs[models.ConversationID], messages store.IDs[models.MessageID]) error {
	if err := forgetMessages(tx, "e.conversation_id = ANY(?) AND e.message_id = ANY(?)", in, messages); err != nil {
		return err
	}
	if _, err := removeFiles(tx, "at.message_id = ANY(?)", messages); err != nil {
		return err
	}
	return tx.Exec("DELETE FROM attachments WHERE account_id = ? AND message_id = ANY(?)", tx.Account, messages)
}
