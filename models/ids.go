package models

import (
	"io"

	"kith/models/typeid"
)

// Nouns of the system, each with the prefix of its public ids.
type (
	AccountNoun                   struct{}
	UserNoun                      struct{}
	APITokenNoun                  struct{}
	ContactNoun                   struct{}
	InboxNoun                     struct{}
	ContactInboxNoun              struct{}
	ContactPointNoun              struct{}
	ConversationNoun              struct{}
	MessageNoun                   struct{}
	RecordNoun                    struct{}
	AttachmentNoun                struct{}
	BotNoun                       struct{}
	LabelNoun                     struct{}
	NoteNoun                      struct{}
	CsatResponseNoun              struct{}
	ContactMergeNoun              struct{}
	CompanyNoun                   struct{}
	CompanyMergeNoun              struct{}
	SegmentNoun                   struct{}
	CustomAttributeDefinitionNoun struct{}
	ContactEventNoun              struct{}
	JobNoun                       struct{}
	WebhookEndpointNoun           struct{}
	WebhookDeliveryNoun           struct{}
	AuditEventNoun                struct{}
	SessionNoun                   struct{}
	TeamNoun                      struct{}
	RoleNoun                      struct{}
)

func (AccountNoun) Prefix() string      { return "account" }
func (UserNoun) Prefix() string         { return "user" }
func (APITokenNoun) Prefix() string     { return "token" }
func (ContactNoun) Prefix() string      { return "contact" }
func (InboxNoun) Prefix() string        { return "inbox" }
func (ContactInboxNoun) Prefix() string { return "contactinbox" }
func (ContactPointNoun) Prefix() string { return "point" }
func (ConversationNoun) Prefix() string { return "conversation" }
func (MessageNoun) Prefix() string      { return "message" }

// Prefix is in no public id: a RecordID stands for the ids of all nouns.
func (RecordNoun) Prefix() string { return "record" }

func (AttachmentNoun) Prefix() string   { return "attachment" }
func (BotNoun) Prefix() string          { return "bot" }
func (LabelNoun) Prefix() string        { return "label" }
func (NoteNoun) Prefix() string         { return "note" }
func (CsatResponseNoun) Prefix() string { return "csat" }
func (CompanyNoun) Prefix() string      { return "company" }

func (CustomAttributeDefinitionNoun) Prefix() string { return "attribute" }

func (SegmentNoun) Prefix() string { return "segment" }

func (ContactMergeNoun) Prefix() string { return "merge" }
func (CompanyMergeNoun) Prefix() string { return "companymerge" }

func (ContactEventNoun) Prefix() string    { return "event" }
func (JobNoun) Prefix() string             { return "job" }
func (WebhookEndpointNoun) Prefix() string { return "webhook" }
func (WebhookDeliveryNoun) Prefix() string { return "delivery" }
func (AuditEventNoun) Prefix() string      { return "audit" }
func (SessionNoun) Prefix() string         { return "session" }
func (TeamNoun) Prefix() string            { return "team" }
func (RoleNoun) Prefix() string            { return "role" }

// Ids have one type per noun, so that the compiler keeps them apart.
type (
	AccountID      struct{ typeid.ID[AccountNoun] }
	UserID         struct{ typeid.ID[UserNoun] }
	APITokenID     struct{ typeid.ID[APITokenNoun] }
	ContactID      struct{ typeid.ID[ContactNoun] }
	InboxID        struct{ typeid.ID[InboxNoun] }
	ContactInboxID struct{ typeid.ID[ContactInboxNoun] }
	ContactPointID struct{ typeid.ID[ContactPointNoun] }
	ConversationID struct{ typeid.ID[ConversationNoun] }
	MessageID      struct{ typeid.ID[MessageNoun] }
	// RecordID is the id of a record whose noun does not matter.
	RecordID                    struct{ typeid.ID[RecordNoun] }
	AttachmentID                struct{ typeid.ID[AttachmentNoun] }
	BotID                       struct{ typeid.ID[BotNoun] }
	LabelID                     struct{ typeid.ID[LabelNoun] }
	NoteID                      struct{ typeid.ID[NoteNoun] }
	CsatResponseID              struct{ typeid.ID[CsatResponseNoun] }
	CustomAttributeDefinitionID struct {
		typeid.ID[CustomAttributeDefinitionNoun]
	}
	SegmentID      struct{ typeid.ID[SegmentNoun] }
	ContactMergeID struct{ typeid.ID[ContactMergeNoun] }
	CompanyID      struct{ typeid.ID[CompanyNoun] }
	CompanyMergeID struct{ typeid.ID[CompanyMergeNoun] }

	ContactEventID    struct{ typeid.ID[ContactEventNoun] }
	JobID             struct{ typeid.ID[JobNoun] }
	WebhookEndpointID struct{ typeid.ID[WebhookEndpointNoun] }
	WebhookDeliveryID struct{ typeid.ID[WebhookDeliveryNoun] }
	AuditEventID      struct{ typeid.ID[AuditEventNoun] }
	SessionID         struct{ typeid.ID[SessionNoun] }
	TeamID            struct{ typeid.ID[TeamNoun] }
	RoleID            struct{ typeid.ID[RoleNoun] }
)

// gqlgen looks for these methods on the types themselves and does not see embedded ones.

// MarshalGQL writes the public id.
func (id AccountID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *AccountID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id UserID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *UserID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id APITokenID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *APITokenID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ContactID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ContactID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id InboxID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *InboxID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ContactInboxID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ContactInboxID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ContactPointID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ContactPointID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ConversationID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ConversationID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id MessageID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *MessageID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id AttachmentID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *AttachmentID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id BotID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *BotID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id LabelID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *LabelID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id NoteID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *NoteID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id CsatResponseID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *CsatResponseID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id CompanyID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *CompanyID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id CustomAttributeDefinitionID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *CustomAttributeDefinitionID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id SegmentID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *SegmentID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ContactMergeID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ContactMergeID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id CompanyMergeID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *CompanyMergeID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id ContactEventID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *ContactEventID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id JobID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *JobID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id WebhookEndpointID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *WebhookEndpointID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id WebhookDeliveryID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *WebhookDeliveryID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id AuditEventID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *AuditEventID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id SessionID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *SessionID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id TeamID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *TeamID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }

// MarshalGQL writes the public id.
func (id RoleID) MarshalGQL(w io.Writer) { id.ID.MarshalGQL(w) }

// UnmarshalGQL reads a public id; what is none becomes the zero id, which finds nothing.
func (id *RoleID) UnmarshalGQL(v any) error { return id.ID.UnmarshalGQL(v) }
