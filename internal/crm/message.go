package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var messages = store.NewTable[models.Message]("messages m")

const (
	messagesOfConversation = "m.account_id = ? AND m.conversation_id = parent.id"
	messagesOfContact      = "m.account_id = ? AND m.sender_contact_id = parent.id"
)

func messageOrder(list string, desc bool) page.Order {
	return page.Order{Name: list, ID: "m.id", Keys: []page.Key{{Name: "CREATED_AT", Expr: "m.created_at", Kind: page.Time, Desc: desc}}}
}

// MessagesByID returns the messages that exist, by id.
func (b *Batch) MessagesByID(ids []models.MessageID, set Columns) map[models.MessageID]*models.Message {
	return store.ByID(b.Batch, messages, ids, set)
}

// MessagesByConversation are each conversation's messages, oldest first.
func (b *Batch) MessagesByConversation(ids []models.ConversationID) Lists[models.ConversationID, models.Message] {
	return Lists[models.ConversationID, models.Message]{List: List[models.Message]{Batch: b.Batch, Table: messages,
		Where: messagesOfConversation, Args: []any{b.Account}, Order: messageOrder("conversation.messages", false)}, Parents: ids}
}

// MessagesByContact are the messages that each contact sent, newest first.
func (b *Batch) MessagesByContact(ids []models.ContactID) Lists[models.ContactID, models.Message] {
	return Lists[models.ContactID, models.Message]{List: List[models.Message]{Batch: b.Batch, Table: messages,
		Where: messagesOfContact, Args: []any{b.Account}, Order: messageOrder("contact.messages", true)}, Parents: ids}
}

// LastMessageByConversation returns the newest message of each conversation that has one.
func (b *Batch) LastMessageByConversation(ids []models.ConversationID, set Columns) map[models.ConversationID]*models.Message {
	list := b.MessagesByConversation(ids)
	list.Order = messageOrder("lastMessage", true)
	first := 1
	pages := list.Pages(page.Args{First: &first}, set&^(Cursors|More))
	last := make(map[models.ConversationID]*models.Message, len(ids))
	b.After(func() {
		for id, p := range pages {
			if len(p.Edges) > 0 {
				last[id] = p.Edges[0].Node
			}
		}
	})
	return last
}

// CreateMessage adds a message to a conversation. A message from the contact reopens a resolved or snoozed conversation, unless the
// contact is blocked, and updates the contact's last activity.
func (s *Service) CreateMessage(ctx context.Context, in models.MessageCreateInput) (*models.Message, error) {
	var message *models.Message
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		conversation, contact, err := lockConversation(tx, in.ConversationID, "conversationId")
		if err != nil {
			return err
		}
		message = &models.Message{AccountID: tx.Account, ID: typeid.New[models.MessageID](), Version: 1, ConversationID: conversation.ID,
			CreatedAt: tx.Now}
		if err := message.Apply(in); err != nil {
			return err
		}
		if err := checkMessage(tx, in); err != nil {
			return err
		}
		switch {
		case in.MessageType == models.Incoming:
			message.SenderContactID = &contact.ID
		case in.SenderBotID != nil:
			message.SenderBotID = in.SenderBotID
		case in.MessageType == models.Outgoing:
			message.SenderUserID = tx.Viewer.UserID
		}
		if err := store.Create(tx, message); err != nil {
			return err
		}
		tx.Emit(models.NewMessageEvent(models.MessageCreated, conversation, message, []*models.FieldChange{}))
		if in.MessageType == models.Incoming {
			if err := touchContact(tx, contact); err != nil {
				return err
			}
		}
		return touchConversation(tx, conversation, message, contact.Blocked)
	})
	return message, err
}

// touchContact updates the last activity of a locked contact, at most once a minute. This does not change the contact's version and
// update time.
func touchContact(tx *Tx, c *models.Contact) error {
	if c.LastActivityAt != nil && tx.Now.Sub(c.LastActivityAt.Time) < models.ActivityInterval {
		return nil
	}
	return tx.Exec("UPDATE contacts SET last_activity_at = ? WHERE account_id = ? AND id = ?", tx.Now, tx.Account, c.ID)
}

// touchConversation updates the last activity of a locked conversation, and since when its contact waits. A message from a contact that
// is not blocked reopens a resolved or snoozed one.
func touchConversation(tx *Tx, v *models.Conversation, m *models.Message, blocked bool) error {
	v.Answer(m)
	if m.MessageType == models.Incoming && !blocked && (v.Status == models.Resolved || v.Status == models.Snoozed) {
		return reopen(tx, v)
	}
	return tx.Exec("UPDATE conversations SET last_activity_at = ?, waiting_since = ?, first_reply_at = ? WHERE account_id = ? AND id = ?",
		tx.Now, v.WaitingSince, v.FirstReplyAt, tx.Account, v.ID)
}

// reopen opens a locked conversation whose contact has written. It is assigned to nobody if its assignee was deactivated.
func reopen(tx *Tx, v *models.Conversation) error {
	before := *v
	assignees, err := store.Rows[*models.UserID](tx, `
		UPDATE conversations
		SET status = ?, snoozed_until = NULL, snoozed_until_reply = FALSE, version = version + 1, last_activity_at = ?, updated_at = ?,
			waiting_since = ?, first_reply_at = ?, assignee_id = (`+activeUser+`)
		WHERE account_id = ? AND id = ?
		RETURNING assignee_id`, models.Open, tx.Now, tx.Now, v.WaitingSince, v.FirstReplyAt, tx.Account, v.AssigneeID, tx.Account, v.ID)
	if err != nil {
		return err
	}
	v.Status, v.SnoozedUntil, v.SnoozedUntilReply, v.AssigneeID = models.Open, nil, false, assignees[0]
	v.Version, v.LastActivityAt, v.UpdatedAt = v.Version+1, tx.Now, tx.Now
	tx.Emit(models.ConversationChangeEvents(&before, v)...)
	return nil
}
