package crm

import (
	"context"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

var messages = table[models.Message]{
	from: "messages m",
	columns: `m.account_id, m.id, m.conversation_id, m.message_type, m.content, m.private,
		m.sender_contact_id, m.sender_user_id, m.source_id, m.created_at`,
	fields: func(m *models.Message) []any {
		return []any{&m.AccountID, &m.ID, &m.ConversationID, &m.MessageType, &m.Content, &m.Private,
			&m.SenderContactID, &m.SenderUserID, &m.SourceID, &m.CreatedAt}
	},
}

const (
	messagesOfConversation = "m.account_id = ? AND m.conversation_id = parent.id"
	messagesOfContact      = "m.account_id = ? AND m.sender_contact_id = parent.id"
)

func messageOrder(list string, desc bool) page.Order {
	return page.Order{Name: list, ID: "m.id", Keys: []page.Key{{Name: "CREATED_AT", Expr: "m.created_at", Kind: page.Time, Desc: desc}}}
}

// MessagesByID returns the messages that exist, by id.
func (s *Service) MessagesByID(ctx context.Context, ids []models.MessageID) (map[models.MessageID]*models.Message, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, messages, ids, func(m *models.Message) models.MessageID { return m.ID })
}

// MessagesByConversation returns a page of each conversation's messages, oldest first.
func (s *Service) MessagesByConversation(ctx context.Context, ids []models.ConversationID, a page.Args) (map[models.ConversationID]*models.MessageConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return pagesOf(r, messages, messageOrder("conversation.messages", false), a, ids, messagesOfConversation, r.Account)
}

// CountMessagesByConversation counts each conversation's messages up to limit+1.
func (s *Service) CountMessagesByConversation(ctx context.Context, ids []models.ConversationID, limit int) (map[models.ConversationID]int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return countsOf(r, messages.from, limit, ids, messagesOfConversation, r.Account)
}

// MessagesByContact returns a page of the messages that each contact sent, newest first.
func (s *Service) MessagesByContact(ctx context.Context, ids []models.ContactID, a page.Args) (map[models.ContactID]*models.MessageConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return pagesOf(r, messages, messageOrder("contact.messages", true), a, ids, messagesOfContact, r.Account)
}

// CountMessagesByContact counts the messages that each contact sent up to limit+1.
func (s *Service) CountMessagesByContact(ctx context.Context, ids []models.ContactID, limit int) (map[models.ContactID]int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return countsOf(r, messages.from, limit, ids, messagesOfContact, r.Account)
}

// LastMessageByConversation returns the newest message of each conversation that has one.
func (s *Service) LastMessageByConversation(ctx context.Context, ids []models.ConversationID) (map[models.ConversationID]*models.Message, error) {
	first := 1
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	pages, err := pagesOf(r, messages, messageOrder("lastMessage", true), page.Args{First: &first}, ids, messagesOfConversation, r.Account)
	last := make(map[models.ConversationID]*models.Message, len(ids))
	for id, p := range pages {
		if len(p.Edges) > 0 {
			last[id] = p.Edges[0].Node
		}
	}
	return last, err
}

// CreateMessage adds a message to a conversation. One from the contact reopens a resolved or snoozed conversation, unless
// the contact is blocked, and moves the contact's last activity.
func (s *Service) CreateMessage(ctx context.Context, in models.MessageCreateInput) (*models.Message, error) {
	var message *models.Message
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		conversation, contact, err := lockConversation(tx, in.ConversationID, "conversationId")
		if err != nil {
			return err
		}
		message = &models.Message{AccountID: tx.Account, ID: typeid.New[models.MessageID](), ConversationID: conversation.ID, CreatedAt: tx.Now}
		if err := message.Apply(in); err != nil {
			return err
		}
		switch in.MessageType {
		case models.Incoming:
			message.SenderContactID = &contact.ID
		case models.Outgoing:
			message.SenderUserID = tx.Viewer.UserID
		}
		if err := tx.Create(message).Error; err != nil {
			return err
		}
		if in.MessageType == models.Incoming {
			if err := touchContact(tx, contact); err != nil {
				return err
			}
		}
		return touchConversation(tx, conversation, in.MessageType == models.Incoming && !contact.Blocked)
	})
	return message, err
}

// touchContact moves the last activity of a locked contact, at most once a minute. It is no change of the contact: version
// and update time stay.
func touchContact(tx *Tx, c *models.Contact) error {
	if c.LastActivityAt != nil && tx.Now.Sub(c.LastActivityAt.Time) < models.ActivityInterval {
		return nil
	}
	return tx.Exec("UPDATE contacts SET last_activity_at = ? WHERE account_id = ? AND id = ?", tx.Now, tx.Account, c.ID).Error
}

// touchConversation moves the last activity of a locked conversation and reopens it if it should and is put aside.
func touchConversation(tx *Tx, v *models.Conversation, reopen bool) error {
	if reopen && (v.Status == models.Resolved || v.Status == models.Snoozed) {
		return tx.Exec(`
			UPDATE conversations
			SET status = ?, snoozed_until = NULL, version = version + 1, last_activity_at = ?, updated_at = ?
			WHERE account_id = ? AND id = ?`, models.Open, tx.Now, tx.Now, tx.Account, v.ID).Error
	}
	return tx.Exec("UPDATE conversations SET last_activity_at = ? WHERE account_id = ? AND id = ?", tx.Now, tx.Account, v.ID).Error
}
