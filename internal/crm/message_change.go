package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// UpdateMessage changes a message. NotFound, StaleVersion, BlockedByRule if it was deleted.
func (s *Service) UpdateMessage(ctx context.Context, in models.MessageUpdateInput) (*models.Message, error) {
	return s.changeMessage(ctx, in.ID, in.ExpectedVersion, func(_ *Tx, m *models.Message) error { return m.Change(in) })
}

// DeleteMessage empties a message and deletes its attachments. NotFound, StaleVersion. Deleting twice changes nothing.
func (s *Service) DeleteMessage(ctx context.Context, in models.MessageDeleteInput) (*models.Message, error) {
	return s.changeMessage(ctx, in.ID, in.ExpectedVersion, func(tx *Tx, m *models.Message) error {
		if m.DeletedAt != nil {
			m.Version-- // nothing changes
			return nil
		}
		m.Delete(tx.Now)
		tx.Audit(models.AuditMessageDeleted, m.ID)
		return tx.Exec("DELETE FROM attachments WHERE account_id = ? AND message_id = ?", tx.Account, m.ID)
	})
}

// changeMessage changes a message, whose conversation is locked before.
func (s *Service) changeMessage(
	ctx context.Context, id models.MessageID, expected *int, change func(*Tx, *models.Message) error,
) (*models.Message, error) {
	var message *models.Message
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		seen, err := findMessage(tx.sees(), id)
		if err != nil {
			return err
		}
		if _, _, err := lockConversation(tx, seen.ConversationID, "id"); err != nil {
			return err
		}
		if message, err = findMessage(tx.reader(), id); err != nil {
			return err
		}
		if err := models.Advance(message, expected); err != nil {
			return err
		}
		version := message.Version
		if err := change(tx, message); err != nil || message.Version < version {
			return err
		}
		message.UpdatedAt = &tx.Now
		return store.Save(tx, message, id)
	})
	return message, err
}

func findMessage(r reader, id models.MessageID) (*models.Message, error) {
	found, err := messages.First(r, "m.account_id = ? AND m.id = ?", r.Account, id)
	if err == nil && found == nil {
		err = models.Errorf(models.NotFound, "There is no such message.").At("id")
	}
	return found, err
}

// checkMessage checks what a new message refers to: the message that it answers, and the bot that sent it.
func checkMessage(tx *Tx, in models.MessageCreateInput) error {
	if in.InReplyToID != nil {
		found, err := messages.First(tx, "m.account_id = ? AND m.id = ? AND m.conversation_id = ?", tx.Account, *in.InReplyToID,
			in.ConversationID)
		if err != nil {
			return err
		}
		if found == nil {
			return models.Errorf(models.NotFound, "The conversation has no such message.").At("inReplyToId")
		}
	}
	if in.SenderBotID == nil {
		return nil
	}
	if in.MessageType == models.Incoming {
		return models.Errorf(models.Invalid, "A message from the contact has no bot that sent it.").At("senderBotId")
	}
	found, err := bots.First(tx, "b.account_id = ? AND b.id = ?", tx.Account, *in.SenderBotID)
	if err == nil && found == nil {
		err = models.Errorf(models.NotFound, "There is no such bot.").At("senderBotId")
	}
	return err
}
