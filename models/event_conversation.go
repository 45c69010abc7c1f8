package models

import (
	"slices"

	"kith/models/typeid"
)

// TakesLabels reports whether the titles of labels are put into the event's snapshot when it is stored.
func (e *ContactEvent) TakesLabels() bool {
	return e.Labels == nil && (e.Type.ShowsContact() && e.ContactVersion > 0 || slices.Contains(TypesOfConversations, e.Type))
}

// conversationSnapshot is a conversation as events show it; its labels are added when the event is stored.
type conversationSnapshot struct {
	ID                ConversationID        `json:"id"`
	Version           int                   `json:"version"`
	DisplayID         int                   `json:"displayId"`
	ContactID         ContactID             `json:"contactId"`
	InboxID           InboxID               `json:"inboxId"`
	ContactInboxID    ContactInboxID        `json:"contactInboxId"`
	Status            ConversationStatus    `json:"status"`
	Priority          *ConversationPriority `json:"priority"`
	SnoozedUntil      *DateTime             `json:"snoozedUntil"`
	SnoozedUntilReply bool                  `json:"snoozedUntilReply"`
	AssigneeID        *UserID               `json:"assigneeId"`
	TeamID            *TeamID               `json:"teamId"`
	AssigneeBotID     *BotID                `json:"assigneeBotId"`
	WaitingSince      *DateTime             `json:"waitingSince"`
	FirstReplyAt      *DateTime             `json:"firstReplyAt"`
	CustomAttributes  JSON                  `json:"customAttributes"`
	Additional        *JSON                 `json:"additionalAttributes"`
	LastActivityAt    DateTime              `json:"lastActivityAt"`
	CreatedAt         DateTime              `json:"createdAt"`
	UpdatedAt         DateTime              `json:"updatedAt"`
}

func (c *Conversation) snapshot() JSON {
	return mustJSON(conversationSnapshot{ID: c.ID, Version: c.Version, DisplayID: c.DisplayID, ContactID: c.ContactID, InboxID: c.InboxID,
		ContactInboxID: c.ContactInboxID, Status: c.Status, Priority: c.Priority(), SnoozedUntil: c.SnoozedUntil,
		SnoozedUntilReply: c.SnoozedUntilReply, AssigneeID: c.AssigneeID, TeamID: c.TeamID, AssigneeBotID: c.AssigneeBotID,
		WaitingSince: c.WaitingSince, FirstReplyAt: c.FirstReplyAt, CustomAttributes: *objectOrEmpty(c.CustomAttributes),
		Additional: c.AdditionalAttributes(), LastActivityAt: c.LastActivityAt, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt})
}

// NewConversationEvent returns an event of a conversation that is, or was until now, as given.
func NewConversationEvent(t ContactEventType, c *Conversation, changes []*FieldChange) *ContactEvent {
	return &ContactEvent{ID: typeid.New[ContactEventID](), Type: t, ContactID: c.ContactID, InboxID: &c.InboxID, ConversationID: &c.ID,
		ContactVersion: c.Version, Changes: changes, Snapshot: c.snapshot()}
}

// messageSnapshot is a message as events show it, with what receivers need to know of its conversation.
type messageSnapshot struct {
	ID                    MessageID          `json:"id"`
	Version               int                `json:"version"`
	ConversationID        ConversationID     `json:"conversationId"`
	ConversationDisplayID int                `json:"conversationDisplayId"`
	InboxID               InboxID            `json:"inboxId"`
	MessageType           MessageType        `json:"messageType"`
	Content               string             `json:"content"`
	ContentType           MessageContentType `json:"contentType"`
	ContentAttributes     *JSON              `json:"contentAttributes"`
	Status                MessageStatus      `json:"status"`
	Private               bool               `json:"private"`
	SenderContactID       *ContactID         `json:"senderContactId"`
	SenderUserID          *UserID            `json:"senderUserId"`
	SenderBotID           *BotID             `json:"senderBotId"`
	SourceID              *string            `json:"sourceId"`
	InReplyToID           *MessageID         `json:"inReplyToId"`
	CreatedAt             DateTime           `json:"createdAt"`
	UpdatedAt             *DateTime          `json:"updatedAt"`
	DeletedAt             *DateTime          `json:"deletedAt"`
}

// NewMessageEvent returns an event of a message of a conversation.
func NewMessageEvent(t ContactEventType, c *Conversation, m *Message, changes []*FieldChange) *ContactEvent {
	kind, status := m.ContentType, m.Status
	if kind == "" {
		kind = ContentText
	}
	if status == "" {
		status = MessageSent
	}
	return &ContactEvent{ID: typeid.New[ContactEventID](), Type: t, ContactID: c.ContactID, InboxID: &c.InboxID, ConversationID: &c.ID,
		MessageID: &m.ID, ContactVersion: m.Version, Changes: changes, Snapshot: mustJSON(messageSnapshot{ID: m.ID, Version: m.Version,
			ConversationID: c.ID, ConversationDisplayID: c.DisplayID, InboxID: c.InboxID, MessageType: m.MessageType, Content: m.Content,
			ContentType: kind, ContentAttributes: m.ContentAttributes(), Status: status, Private: m.Private,
			SenderContactID: m.SenderContactID, SenderUserID: m.SenderUserID, SenderBotID: m.SenderBotID, SourceID: m.SourceID,
			InReplyToID: m.InReplyToID, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt, DeletedAt: m.DeletedAt})}
}

// linkSnapshot is a link between a contact and an inbox as events show it.
type linkSnapshot struct {
	ID           ContactInboxID `json:"id"`
	InboxID      InboxID        `json:"inboxId"`
	SourceID     string         `json:"sourceId"`
	HmacVerified bool           `json:"hmacVerified"`
	CreatedAt    DateTime       `json:"createdAt"`
}

// NewLinkEvent returns an event of a link between a contact and an inbox.
func NewLinkEvent(t ContactEventType, l *ContactInbox) *ContactEvent {
	return &ContactEvent{ID: typeid.New[ContactEventID](), Type: t, ContactID: l.ContactID, InboxID: &l.InboxID, Changes: []*FieldChange{},
		Snapshot: mustJSON(linkSnapshot{ID: l.ID, InboxID: l.InboxID, SourceID: l.SourceID, HmacVerified: l.HmacVerified,
			CreatedAt: l.CreatedAt})}
}
