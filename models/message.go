package models

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
)

// MessageType is who a message is from, and to whom.
type MessageType string

// The message types.
const (
	Incoming MessageType = "INCOMING"
	Outgoing MessageType = "OUTGOING"
	Activity MessageType = "ACTIVITY"
	Template MessageType = "TEMPLATE"
)

// MessageContentType is what a message consists of besides its text; blank counts as TEXT.
type MessageContentType string

// The content types.
const (
	ContentText         MessageContentType = "TEXT"
	ContentInputText    MessageContentType = "INPUT_TEXT"
	ContentInputArea    MessageContentType = "INPUT_TEXTAREA"
	ContentInputEmail   MessageContentType = "INPUT_EMAIL"
	ContentInputSelect  MessageContentType = "INPUT_SELECT"
	ContentCards        MessageContentType = "CARDS"
	ContentForm         MessageContentType = "FORM"
	ContentArticle      MessageContentType = "ARTICLE"
	ContentEmail        MessageContentType = "EMAIL"
	ContentCsat         MessageContentType = "CSAT"
	ContentIntegrations MessageContentType = "INTEGRATION"
	ContentSticker      MessageContentType = "STICKER"
	ContentVoiceCall    MessageContentType = "VOICE_CALL"
)

// Value stores the content type.
func (t MessageContentType) Value() (driver.Value, error) {
	if t == "" {
		t = ContentText
	}
	return string(t), nil
}

// MessageStatus is how far a message has come on its way; blank counts as SENT.
type MessageStatus string

// The statuses.
const (
	MessageSent      MessageStatus = "SENT"
	MessageDelivered MessageStatus = "DELIVERED"
	MessageRead      MessageStatus = "READ"
	MessageFailed    MessageStatus = "FAILED"
)

// Value stores the status.
func (s MessageStatus) Value() (driver.Value, error) {
	if s == "" {
		s = MessageSent
	}
	return string(s), nil
}

// Message is one message of a conversation.
type Message struct {
	AccountID       int64
	ID              MessageID
	ConversationID  ConversationID
	MessageType     MessageType
	Content         string
	Private         bool
	SenderContactID *ContactID
	SenderUserID    *UserID
	SourceID        *string
	CreatedAt       DateTime `gorm:"autoCreateTime:false"`
	Version         int
	ContentType     MessageContentType
	// Attributes are what the channel or a program knows of the message; empty if nothing.
	Attributes  JSON `gorm:"column:content_attributes"`
	Status      MessageStatus
	SenderBotID *BotID
	InReplyToID *MessageID
	DeletedAt   *DateTime
	// UpdatedAt is when the message was last changed, nil if never.
	UpdatedAt *DateTime `gorm:"autoUpdateTime:false"`
}

// MessageCreateInput is a new message.
type MessageCreateInput struct {
	ConversationID    ConversationID
	Content           string
	MessageType       MessageType
	Private           bool
	SourceID          *string
	ContentType       *MessageContentType
	ContentAttributes JSON
	Status            *MessageStatus
	InReplyToID       *MessageID
	SenderBotID       *BotID
}

// MessageUpdateInput changes a message: what is not set stays.
type MessageUpdateInput struct {
	ID                MessageID
	ExpectedVersion   *int
	Content           graphql.Omittable[*string]
	ContentAttributes graphql.Omittable[JSON]
	Status            graphql.Omittable[*MessageStatus]
	SourceID          graphql.Omittable[*string]
}

// MessageDeleteInput names a message to delete.
type MessageDeleteInput struct {
	ID              MessageID
	ExpectedVersion *int
}

// MessagePayload answers the mutations of a message.
type MessagePayload struct {
	Message *Message
	Failures
}

// ContentAttributes returns what the channel or a program knows of the message.
func (m *Message) ContentAttributes() *JSON { return objectOrEmpty(m.Attributes) }

// Change applies the input to a message that was not deleted; it returns every rule that the input breaks.
func (m *Message) Change(in MessageUpdateInput) error {
	var errs Errors
	if m.DeletedAt != nil {
		errs.Add(Errorf(BlockedByRule, "The message was deleted.").At("id"))
		return errs.OrNil()
	}
	if v := filled(in.Content, "content", &errs); v != nil {
		var e *Error
		m.Content, e = needText(*v, MaxMessage)
		errs.Add(atField(e, "content"))
	}
	if v, ok := in.ContentAttributes.ValueOK(); ok {
		errs.Add(m.describe(v))
	}
	if v := filled(in.Status, "status", &errs); v != nil {
		m.Status = *v
	}
	if v, ok := in.SourceID.ValueOK(); ok {
		source, e := cleanText(v, MaxText)
		errs.Add(atField(e, "sourceId"))
		m.SourceID = orNil(source)
	}
	return errs.OrNil()
}

// describe sets what the channel or a program knows of the message: an object, or null for nothing.
func (m *Message) describe(attributes JSON) *Error {
	if attributes.isNull() {
		m.Attributes = nil
		return nil
	}
	if attributes[0] != '{' {
		return Errorf(Invalid, "This must be a JSON object.").At("contentAttributes")
	}
	if bytes.Contains(attributes, []byte(`\u0000`)) {
		return Errorf(Invalid, "A NUL character can't be stored.").At("contentAttributes")
	}
	m.Attributes = attributes
	return nil
}

// Delete empties the message; that there was one stays.
func (m *Message) Delete(now DateTime) {
	m.Content, m.Attributes, m.DeletedAt, m.UpdatedAt = "", nil, &now, &now
}

// objectOrEmpty is a stored JSON object, an empty one if there is none.
func objectOrEmpty(stored JSON) *JSON {
	if stored.isNull() {
		stored = JSON("{}")
	}
	return &stored
}

// MessageEmail is what an email says besides its text.
type MessageEmail struct {
	Subject           *string
	From, To, Cc, Bcc []string
	ReplyTo           []string
	MessageID         *string
	html              string
}

// storedEmail is the email of a message in its attributes: beside what was received stands whom a reply goes to.
type storedEmail struct {
	Email *struct {
		Subject   *string         `json:"subject"`
		From      json.RawMessage `json:"from"`
		To        json.RawMessage `json:"to"`
		Cc        json.RawMessage `json:"cc"`
		Bcc       json.RawMessage `json:"bcc"`
		ReplyTo   json.RawMessage `json:"reply_to"`
		MessageID *string         `json:"message_id"`
		HTML      struct {
			Full  string `json:"full"`
			Reply string `json:"reply"`
		} `json:"html_content"`
	} `json:"email"`
	To  json.RawMessage `json:"to_emails"`
	Cc  json.RawMessage `json:"cc_emails"`
	Bcc json.RawMessage `json:"bcc_emails"`
}

// Email returns what the message's attributes say of an email, nil if it is none.
func (m *Message) Email() *MessageEmail {
	var stored storedEmail
	if json.Unmarshal(*m.ContentAttributes(), &stored) != nil {
		return nil
	}
	to, cc, bcc := addressList(stored.To), addressList(stored.Cc), addressList(stored.Bcc)
	if stored.Email == nil {
		if len(to)+len(cc)+len(bcc) == 0 {
			return nil
		}
		return &MessageEmail{From: []string{}, To: to, Cc: cc, Bcc: bcc, ReplyTo: []string{}}
	}
	e := stored.Email
	return &MessageEmail{Subject: e.Subject, From: addressList(e.From), To: append(addressList(e.To), to...),
		Cc: append(addressList(e.Cc), cc...), Bcc: append(addressList(e.Bcc), bcc...), ReplyTo: addressList(e.ReplyTo),
		MessageID: e.MessageID, html: firstOf(e.HTML.Full, e.HTML.Reply)}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// addressList reads one address or a list of them.
func addressList(raw json.RawMessage) []string {
	list := []string{}
	if json.Unmarshal(raw, &list) == nil && list != nil {
		return list
	}
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	return []string{}
}

// Attachment is a file of a message.
type Attachment struct {
	AccountID   int64
	ID          AttachmentID
	MessageID   MessageID
	FileType    string
	Name        string
	ContentType string
	ByteSize    int64
	ExternalURL *string
	// FileKey is the name under which the file is stored here; nil if another system has it.
	FileKey   *string
	Details   JSON
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
}

// Meta returns what else is known of the file.
func (a *Attachment) Meta() *JSON { return objectOrEmpty(a.Details) }

// Bot is a program that takes part in conversations.
type Bot struct {
	AccountID   int64
	ID          BotID
	Version     int
	Name        string
	Description string
	CreatedAt   DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt   DateTime `gorm:"autoUpdateTime:false"`
}

// LegacyID is the id of a record in another system.
type LegacyID struct {
	System string
	ID     string `gorm:"column:legacy_id"`
}

// LegacyNoun is a kind of records that have ids of another system.
type LegacyNoun string

// The kinds.
const (
	LegacyUser         LegacyNoun = "USER"
	LegacyBot          LegacyNoun = "BOT"
	LegacyLabel        LegacyNoun = "LABEL"
	LegacyCompany      LegacyNoun = "COMPANY"
	LegacyInbox        LegacyNoun = "INBOX"
	LegacyContact      LegacyNoun = "CONTACT"
	LegacyConversation LegacyNoun = "CONVERSATION"
	LegacyMessage      LegacyNoun = "MESSAGE"
	LegacyNote         LegacyNoun = "NOTE"
)

// LegacyKey names a record by its id in another system.
type LegacyKey struct {
	Noun   LegacyNoun
	System string
	ID     string
}

// IsNode marks the type for GraphQL.
func (Message) IsNode() {}

// IsNode marks the type for GraphQL.
func (Attachment) IsNode() {}

// IsNode marks the type for GraphQL.
func (Bot) IsNode() {}

// IsMessageSender marks the type for GraphQL.
func (Bot) IsMessageSender() {}
