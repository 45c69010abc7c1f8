package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// UpdateMessage changes a message. NotFound, StaleVersion, BlockedByRule if it was deleted.
func (s *Service) UpdateMessage(ctx context.Context, in models.MessageUpdateInput) (*models.Message, error) {
	return s.changeMessage(ctx, in.ID, in.ExpectedVersion, models.MessageUpdated, func(_ *Tx, m *models.Message) error { return m.Change(in) })
}

// DeleteMessage empties a message and deletes its attachments. NotFound, StaleVersion. Deleting twice changes nothing.
func (s *Service) DeleteMessage(ctx context.Context, in models.MessageDeleteInput) (*models.Message, error) {
	return s.changeMessage(ctx, in.ID, in.ExpectedVersion, models.MessageDeleted, func(tx *Tx, m *models.Message) error {
		if m.DeletedAt != nil {
			m.Version-- // nothing changes
			return nil
		}
		m.Delete(tx.Now)
		tx.Audit(models.AuditMessageDeleted, m.ID)
		return forgetContent(tx, store.IDs[models.ConversationID]{m.ConversationID}, store.IDs[models.MessageID]{m.ID})
	})
}

// changeMessage changes a message, whose conversation is locked before, and emits an event of the kind.
func (s *Service) changeMessage(
	ctx context.Context, id models.MessageID, expected *int, kind models.ContactEventType, change func(*Tx, *models.Message) error,
) (*models.Message, error) {
	var message *models.Message
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		seen, err := findMessage(tx.sees(), id)
		if err != nil {
			return err
		}
		conversation, _, err := lockConversation(tx, seen.ConversationID, "id")
		if err != nil {
			return err
		}
		if message, err = findMessage(tx.reader(), id); err != nil {
			return err
		}
		if err := models.Advance(message, expected); err != nil {
			return err
		}
		before, version := *message, message.Version
		if err := change(tx, message); err != nil || message.Version < version {
			return err
		}
		message.UpdatedAt = &tx.Now
		tx.Emit(messageEvents(kind, conversation, &before, message)...)
		return store.Save(tx, message, id)
	})
	return message, err
}

// messageEvents returns the event of a changed message; none if nothing has changed. What a deleted message was is not told.
func messageEvents(kind models.ContactEventType, v *models.Conversation, before, after *models.Message) []*models.ContactEvent {
	changes := []*models.FieldChange{}
	if kind != models.MessageDeleted {
		if changes = after.Changes(before); len(changes) == 0 {
			return nil
		}
	}
	return []*models.ContactEvent{models.NewMessageEvent(kind, v, after, changes)}
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
