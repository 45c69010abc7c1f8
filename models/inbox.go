package models

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// ChannelType is a kind of channel.
type ChannelType string

// The channels whose source ids have a rule of their own.
const (
	ChannelAPI       ChannelType = "API"
	ChannelEmail     ChannelType = "EMAIL"
	ChannelWebWidget ChannelType = "WEB_WIDGET"
	ChannelWhatsApp  ChannelType = "WHATSAPP"
	ChannelSMS       ChannelType = "SMS"
)

// Inbox is a channel through which contacts write to the account.
type Inbox struct {
	AccountID         int64
	ID                InboxID
	Version           int
	Name              string
	ChannelType       ChannelType
	CsatSurveyEnabled bool
	// HmacKey is the key with which identifiers are verified: 64 hex digits.
	HmacKey   string   `gorm:"column:hmac_token"`
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// ContactInbox links a contact to an inbox, with its source id there.
type ContactInbox struct {
	AccountID    int64
	ID           ContactInboxID
	ContactID    ContactID
	InboxID      InboxID
	SourceID     string
	HmacVerified bool
	CreatedAt    DateTime `gorm:"autoCreateTime:false"`
}

// InboxCreateInput is a new inbox.
type InboxCreateInput struct {
	Name              string
	ChannelType       ChannelType
	CsatSurveyEnabled *bool
}

// InboxUpdateInput changes an inbox: what is not set stays; none of the fields can be cleared.
type InboxUpdateInput struct {
	ID                InboxID
	ExpectedVersion   *int
	Name              graphql.Omittable[*string]
	CsatSurveyEnabled graphql.Omittable[*bool]
}

// Patch returns the creation as changes to an empty inbox.
func (in InboxCreateInput) Patch() InboxUpdateInput {
	return InboxUpdateInput{Name: given(&in.Name), CsatSurveyEnabled: given(in.CsatSurveyEnabled)}
}

// ContactInboxCreateInput is a new link between a contact and an inbox.
type ContactInboxCreateInput struct {
	ContactID      ContactID
	InboxID        InboxID
	SourceID       *string
	IdentifierHash *string
}

// ContactInboxDeleteInput names a link to remove.
type ContactInboxDeleteInput struct{ ID ContactInboxID }

// ContactInboxDeletePayload answers contactInboxDelete.
type ContactInboxDeletePayload struct {
	DeletedID *ContactInboxID
	Failures
}

// InboxDeleteInput names an inbox to delete.
type InboxDeleteInput struct{ ID InboxID }

// InboxDeletePayload answers inboxDelete.
type InboxDeletePayload struct {
	DeletedID *InboxID
	Failures
}

// InboxPayload answers the mutations of an inbox.
type InboxPayload struct {
	Inbox *Inbox
	Failures
}

// ContactInboxPayload answers contactInboxCreate.
type ContactInboxPayload struct {
	ContactInbox *ContactInbox
	Failures
}

// HmacToken returns the key with which identifiers are verified to users who may manage inboxes, nil to others.
func (i *Inbox) HmacToken(ctx context.Context) *string {
	if viewer := ViewerFrom(ctx); viewer == nil || !viewer.Can(PermInboxWrite) {
		return nil
	}
	return &i.HmacKey
}

// IsNode marks the type for GraphQL.
func (Inbox) IsNode() {}

// IsNode marks the type for GraphQL.
func (ContactInbox) IsNode() {}

// SourceIDIn returns the contact's oldest source id in an inbox, nil if it has none; links must be sorted by age.
func SourceIDIn(links []*ContactInbox, inbox InboxID) *string {
	for _, link := range links {
		if link.InboxID == inbox {
			return &link.SourceID
		}
	}
	return nil
}
