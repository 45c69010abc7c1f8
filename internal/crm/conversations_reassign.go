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

// changeConversationsOf changes the conversations of a locked user or team, with contacts that are locked, and returns how many. If there
// are others meanwhile, the transaction is run again.
func changeConversationsOf[K typeid.Key](tx *Tx, set string, args []any, of string, id K, contacts []models.ContactID) (int, error) {
	n, err := tx.Affected("UPDATE conversations SET "+set+", version = version + 1, updated_at = ? WHERE "+of+" AND contact_id = ANY(?)",
		slices.Concat(args, []any{tx.Now, tx.Account, id, store.IDs[models.ContactID](contacts)})...)
	if err != nil {
		return 0, err
	}
	left, err := store.One[bool](tx, "SELECT EXISTS (SELECT FROM conversations WHERE "+of+")", tx.Account, id)
	if err == nil && left {
		err = store.ErrMoved
	}
	return int(n), err
}
