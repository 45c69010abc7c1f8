package models

import (
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// ConversationStatus is where a conversation stands.
type ConversationStatus string

// The statuses.
const (
	Open     ConversationStatus = "OPEN"
	Pending  ConversationStatus = "PENDING"
	Snoozed  ConversationStatus = "SNOOZED"
	Resolved ConversationStatus = "RESOLVED"
)

// ConversationPriority is how urgent a conversation is; it is stored as a number from 0, none, to 4.
type ConversationPriority string

// The priorities.
const (
	NoPriority ConversationPriority = ""
	Low        ConversationPriority = "LOW"
	Medium     ConversationPriority = "MEDIUM"
	High       ConversationPriority = "HIGH"
	Urgent     ConversationPriority = "URGENT"
)

var priorities = []ConversationPriority{NoPriority, Low, Medium, High, Urgent}

// Scan reads the stored number.
func (p *ConversationPriority) Scan(src any) error {
	n, ok := src.(int64)
	if !ok || n < 0 || n >= int64(len(priorities)) {
		return fmt.Errorf("models: %v is not a priority", src)
	}
	*p = priorities[n]
	return nil
}

// Value stores the priority as a number.
func (p ConversationPriority) Value() (driver.Value, error) {
	return int64(slices.Index(priorities, p)), nil
}

// Conversation is a thread of messages with one contact through one inbox.
type Conversation struct {
	AccountID        int64
	ID               ConversationID
	Version          int
	DisplayID        int
	ContactID        ContactID
	InboxID          InboxID
	ContactInboxID   ContactInboxID
	AssigneeID       *UserID
	TeamID           *TeamID
	Status           ConversationStatus
	Urgency          ConversationPriority `gorm:"column:priority"`
	SnoozedUntil     *DateTime
	CustomAttributes JSON
	LastActivityAt   DateTime
	// SnoozedUntilReply is whether the conversation is put aside until the next message of the contact rather than until an instant.
	SnoozedUntilReply bool
	// WaitingSince is since when the contact waits for an answer, FirstReplyAt when the first answer was given.
	WaitingSince *DateTime
	FirstReplyAt *DateTime
	// AssigneeBotID is the bot that works on it; never set together with AssigneeID.
	AssigneeBotID *BotID
	// MoreAttributes is what programs know of the conversation, such as the page on which it began; empty if nothing.
	MoreAttributes JSON     `gorm:"column:additional_attributes"`
	CreatedAt      DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt      DateTime `gorm:"autoUpdateTime:false"`
}

// Priority returns the conversation's priority, nil if it is not set.
func (c *Conversation) Priority() *ConversationPriority {
	if c.Urgency == NoPriority {
		return nil
	}
	return &c.Urgency
}

// ConversationOrderField is what conversations can be sorted by.
type ConversationOrderField string

// The fields.
const (
	ConversationByActivity ConversationOrderField = "LAST_ACTIVITY_AT"
	ConversationByCreation ConversationOrderField = "CREATED_AT"
	ConversationByPriority ConversationOrderField = "PRIORITY"
	ConversationByWaiting  ConversationOrderField = "WAITING_SINCE"
)

// ConversationOrder is the sort key of a list of conversations.
type ConversationOrder struct {
	Field     ConversationOrderField
	Direction Direction
}

// ConversationCreateInput is a new conversation.
type ConversationCreateInput struct {
	ContactID        ContactID
	InboxID          InboxID
	ContactInboxID   *ContactInboxID
	Status           *ConversationStatus
	Priority         *ConversationPriority
	AssigneeID       *UserID
	TeamID           *TeamID
	Labels           []string
	CustomAttributes JSON
}

// ConversationBy finds a conversation: by its id, or by its number within the account.
type ConversationBy struct {
	ID        *ConversationID
	DisplayID *int
}

// ConversationUpdateInput changes a conversation: what is not set stays, what is set to nil is cleared.
type ConversationUpdateInput struct {
	ID              ConversationID
	ExpectedVersion *int
	Status          graphql.Omittable[*ConversationStatus]
	SnoozedUntil    graphql.Omittable[*DateTime]
	// SnoozedUntilReply puts the conversation aside until the next message of the contact.
	SnoozedUntilReply graphql.Omittable[*bool]
	Priority          graphql.Omittable[*ConversationPriority]
	AssigneeID        graphql.Omittable[*UserID]
	TeamID            graphql.Omittable[*TeamID]
	Labels            graphql.Omittable[[]string]
	CustomAttributes  graphql.Omittable[JSON]
	ContactID         graphql.Omittable[*ContactID]
	// ReplaceCustomAttributes removes the custom attributes that CustomAttributes does not have.
	ReplaceCustomAttributes bool
}

// Change applies the input's own values; it returns every rule that the input breaks. The caller changes assignee, team, labels and
// contact, which are records of their own.
func (c *Conversation) Change(in ConversationUpdateInput, now DateTime) error {
	var errs Errors
	if v := filled(in.Status, "status", &errs); v != nil {
		c.Status = *v
	}
	filled(in.ContactID, "contactId", &errs)
	if v, ok := in.SnoozedUntil.ValueOK(); ok {
		c.SnoozedUntil = v
		if v != nil && !v.After(now.Time) {
			errs.Add(Errorf(Invalid, "A conversation can only be put aside until an instant to come.").At("snoozedUntil"))
		}
		if v != nil && c.Status != Snoozed {
			errs.Add(Errorf(Invalid, "Only a SNOOZED conversation has an instant until which it is put aside.").At("snoozedUntil"))
		}
	}
	c.snoozeUntilReply(in, &errs)
	switch {
	case c.Status != Snoozed:
		c.SnoozedUntil, c.SnoozedUntilReply = nil, false
	case c.SnoozedUntil == nil && !c.SnoozedUntilReply:
		errs.Add(Errorf(Required, "A SNOOZED conversation needs an instant until which it is put aside, or snoozedUntilReply.").
			At("snoozedUntil"))
	}
	if c.Status == Resolved {
		c.WaitingSince = nil
	}
	if v, ok := in.Priority.ValueOK(); ok {
		c.Urgency = NoPriority
		if v != nil {
			c.Urgency = *v
		}
	}
	if v, ok := in.CustomAttributes.ValueOK(); ok {
		patched, e := ChangeAttributes(c.CustomAttributes, v, in.ReplaceCustomAttributes)
		errs.Add(e)
		c.CustomAttributes = patched
	}
	return errs.OrNil()
}

// snoozeUntilReply applies the one of the two ends of a pause that the input names; the other one ends with it.
func (c *Conversation) snoozeUntilReply(in ConversationUpdateInput, errs *Errors) {
	if until, ok := in.SnoozedUntil.ValueOK(); ok && until != nil {
		c.SnoozedUntilReply = false
	}
	v, ok := in.SnoozedUntilReply.ValueOK()
	if !ok {
		return
	}
	c.SnoozedUntilReply = v != nil && *v
	switch {
	case !c.SnoozedUntilReply:
	case c.Status != Snoozed:
		errs.Add(Errorf(Invalid, "Only a SNOOZED conversation is put aside until the next message.").At("snoozedUntilReply"))
	case in.SnoozedUntil.Value() != nil:
		errs.Add(Errorf(Invalid, "A conversation is put aside until an instant or until the next message, not both.").At("snoozedUntilReply"))
	default:
		c.SnoozedUntil = nil
	}
}

// Answer notes what a new message means for how long the contact has been waiting: its own message begins to wait, one that it gets ends
// that. Private messages and those about the conversation mean nothing.
func (c *Conversation) Answer(m *Message) {
	switch {
	case m.MessageType == Incoming && c.WaitingSince == nil:
		c.WaitingSince = &m.CreatedAt
	case m.MessageType == Outgoing && !m.Private:
		c.WaitingSince = nil
		if c.FirstReplyAt == nil && m.SenderBotID == nil {
			c.FirstReplyAt = &m.CreatedAt
		}
	}
}

// AdditionalAttributes returns what programs know of the conversation.
func (c *Conversation) AdditionalAttributes() *JSON { return objectOrEmpty(c.MoreAttributes) }

// ConversationDeleteInput names a conversation to delete.
type ConversationDeleteInput struct {
	ID              ConversationID
	ExpectedVersion *int
}

// ConversationDeletePayload answers conversationDelete.
type ConversationDeletePayload struct {
	DeletedID *ConversationID
	Failures
}

// ConversationPayload answers the mutations of a conversation.
type ConversationPayload struct {
	Conversation *Conversation
	Failures
}

// IsNode marks the type for GraphQL.
func (Conversation) IsNode() {}
