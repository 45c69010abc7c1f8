package crm

import (
	"context"

	"kith/models"
)

// DeleteConversation deletes a conversation and everything that belongs to it. NotFound, StaleVersion.
func (s *Service) DeleteConversation(ctx context.Context, in models.ConversationDeleteInput) error {
	return s.write(ctx, models.PermConversationDelete, func(tx *Tx) error {
		conversation, contact, err := lockConversation(tx, in.ID, "id")
		if err != nil {
			return err
		}
		if err := models.Advance(conversation, in.ExpectedVersion); err != nil {
			return err
		}
		rating, err := csatResponses.First(tx, "r.account_id = ? AND r.conversation_id = ?", tx.Account, in.ID)
		if err != nil {
			return err
		}
		if rating != nil {
			if err := countRating(tx, contact.ID, rating.Rating, -1); err != nil {
				return err
			}
		}
		titles, err := conversationTitles(tx, in.ID)
		if err != nil {
			return err
		}
		if err := forgetMessages(tx, "e.conversation_id = ?", in.ID); err != nil {
			return err
		}
		_, err = removeFiles(tx, "at.message_id IN (SELECT m.id FROM messages m WHERE m.account_id = ? AND m.conversation_id = ?)",
			tx.Account, in.ID)
		if err != nil {
			return err
		}
		tx.Emit(models.NewConversationEvent(models.ConversationDeleted, conversation, []*models.FieldChange{}).With(titles))
		tx.Audit(models.AuditConversationDeleted, in.ID)
		const of = " WHERE account_id = ? AND conversation_id = ?"
		args := []any{tx.Account, in.ID}
		return runAll(tx, []statement{
			{"DELETE FROM csat_responses" + of, args},
			{"DELETE FROM messages" + of, args}, // with their attachments
			{"DELETE FROM conversation_labels" + of, args},
			{"DELETE FROM conversations WHERE account_id = ? AND id = ?", args},
		})
	})
}
