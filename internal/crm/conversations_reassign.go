package crm

import (
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// The conversations that a user works on, all but the resolved ones, and those of a team.
const (
	ofAssignee = "account_id = ? AND assignee_id = ? AND status <> 'RESOLVED'"
	ofTeam     = "account_id = ? AND team_id = ?"
)

// lockContactsOf locks the contacts of the conversations of a user or a team and returns them. It is called before the user or the team is
// locked, because everyone who assigns a conversation locks its contact first.
func lockContactsOf[K typeid.Key](tx *Tx, of string, id K) ([]models.ContactID, error) {
	return store.Rows[models.ContactID](tx, `
		SELECT id
		FROM contacts
		WHERE account_id = ? AND id = ANY (ARRAY (SELECT contact_id FROM conversations WHERE `+of+`))
		ORDER BY id
		FOR UPDATE`, tx.Account, tx.Account, id)
}

// changeConversationsOf changes the user or team of the conversations of a locked one, with contacts that are locked, and returns how many:
// the column, and the same in each conversation, whose event is emitted. If there are others meanwhile, the transaction is run again.
func changeConversationsOf[K typeid.Key](
	tx *Tx, of string, id K, contacts []models.ContactID, column string, to any, set func(*models.Conversation),
) (int, error) {
	given := []any{tx.Account, id, store.IDs[models.ContactID](contacts)}
	changed, err := conversations.List(tx, of+" AND contact_id = ANY(?) ORDER BY v.id", given...)
	if err != nil {
		return 0, err
	}
	n, err := tx.Affected("UPDATE conversations SET "+column+" = ?::uuid, version = version + 1, updated_at = ? WHERE "+of+
		" AND contact_id = ANY(?)", slices.Concat([]any{to, tx.Now}, given)...)
	if err != nil {
		return 0, err
	}
	for _, v := range changed {
		before := *v
		set(v)
		v.Version, v.UpdatedAt = v.Version+1, tx.Now
		tx.Emit(models.ConversationChangeEvents(&before, v)...)
	}
	left, err := store.One[bool](tx, "SELECT EXISTS (SELECT FROM conversations WHERE "+of+")", tx.Account, id)
	if err == nil && left {
		err = store.ErrMoved
	}
	return int(n), err
}
