package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// DeleteInbox deletes an inbox with its links to contacts. NotFound; BlockedByRule while conversations go through it.
func (s *Service) DeleteInbox(ctx context.Context, id models.InboxID) error {
	return s.write(ctx, models.PermInboxWrite, func(tx *Tx) error {
		owners, err := store.Rows[models.ContactID](tx, `
			SELECT DISTINCT ci.contact_id
			FROM contact_inboxes ci
			WHERE ci.account_id = ? AND ci.inbox_id = ?`, tx.Account, id)
		if err != nil {
			return err
		}
		if _, err := lockAll(tx, owners); err != nil {
			return err
		}
		if _, err := lock[models.Inbox](tx, id, "inbox"); err != nil {
			return err
		}
		used, err := conversations.Count(tx, 1, "v.account_id = ? AND v.inbox_id = ?", tx.Account, id)
		if err != nil {
			return err
		}
		if used > 0 {
			return models.Errorf(models.BlockedByRule, "Conversations go through this inbox; delete them first.").At("id")
		}
		if err := tx.Exec("DELETE FROM contact_inboxes WHERE account_id = ? AND inbox_id = ?", tx.Account, id); err != nil {
			return err
		}
		tx.Audit(models.AuditInboxDeleted, id)
		return store.Delete[models.Inbox](tx, id)
	})
}
