package models

import (
	"encoding/base64"
	"fmt"
	"slices"

	"kith/models/page"
	"kith/models/typeid"
)

// ContactEventType is the kind of an event: of a contact, or of a conversation, a message or a link of the contact.
type ContactEventType string

// The types. A write creates at most one event of each type for a record.
const (
	ContactCreated   ContactEventType = "CONTACT_CREATED"
	ContactUpdated   ContactEventType = "CONTACT_UPDATED"
	ContactDeleted   ContactEventType = "CONTACT_DELETED"
	ContactMerged    ContactEventType = "CONTACT_MERGED"
	ContactUnmerged  ContactEventType = "CONTACT_UNMERGED"
	ContactBlocked   ContactEventType = "CONTACT_BLOCKED"
	ContactUnblocked ContactEventType = "CONTACT_UNBLOCKED"
	ContactErased    ContactEventType = "CONTACT_ERASED"

	InboxLinked   ContactEventType = "CONTACT_INBOX_CREATED"
	InboxUnlinked ContactEventType = "CONTACT_INBOX_DELETED"

	ConversationCreated       ContactEventType = "CONVERSATION_CREATED"
	ConversationUpdated       ContactEventType = "CONVERSATION_UPDATED"
	ConversationStatusChanged ContactEventType = "CONVERSATION_STATUS_CHANGED"
	ConversationAssigned      ContactEventType = "CONVERSATION_ASSIGNED"
	ConversationDeleted       ContactEventType = "CONVERSATION_DELETED"

	MessageCreated ContactEventType = "MESSAGE_CREATED"
	MessageUpdated ContactEventType = "MESSAGE_UPDATED"
	MessageDeleted ContactEventType = "MESSAGE_DELETED"

	SegmentEntered ContactEventType = "SEGMENT_ENTERED"
	SegmentLeft    ContactEventType = "SEGMENT_LEFT"
)

// The types by what they are about. Who names no types gets those of contacts.
var (
	TypesOfContacts = []ContactEventType{ContactCreated, ContactUpdated, ContactDeleted, ContactMerged, ContactUnmerged, ContactBlocked,
		ContactUnblocked, ContactErased}
	TypesOfConversations = []ContactEventType{ConversationCreated, ConversationUpdated, ConversationStatusChanged, ConversationAssigned,
		ConversationDeleted}
	TypesOfMessages = []ContactEventType{MessageCreated, MessageUpdated, MessageDeleted}
	TypesOfLinks    = []ContactEventType{InboxLinked, InboxUnlinked}
	TypesOfSegments = []ContactEventType{SegmentEntered, SegmentLeft}
)

// eventTypes are all types.
var eventTypes = slices.Concat(TypesOfContacts, TypesOfConversations, TypesOfMessages, TypesOfLinks, TypesOfSegments)

// Valid reports whether t is one of the types.
func (t ContactEventType) Valid() bool { return slices.Contains(eventTypes, t) }

// OfContact reports whether events of the type are about the contact itself.
func (t ContactEventType) OfContact() bool { return slices.Contains(TypesOfContacts, t) }

// OfSegment reports whether events of the type tell that a contact has entered or left a segment.
func (t ContactEventType) OfSegment() bool { return slices.Contains(TypesOfSegments, t) }

// ShowsContact reports whether the snapshot of events of the type is the contact.
func (t ContactEventType) ShowsContact() bool { return t.OfContact() || t.OfSegment() }

// scopes are the scopes of which a token needs one to read events of the type.
func (t ContactEventType) scopes() []TokenScope {
	switch {
	case t.ShowsContact():
		return []TokenScope{ContactsRead}
	case slices.Contains(TypesOfLinks, t):
		return []TokenScope{ContactsRead, ConversationsRead}
	default:
		return []TokenScope{ConversationsRead}
	}
}

// Reads reports whether the scopes of the viewer's token cover events of a type.
func (v *Viewer) Reads(t ContactEventType) bool { return v.Scopes.allow(t.scopes()) }

// LacksScope is the error of a viewer whose token does not cover events of a type.
func (t ContactEventType) LacksScope() *Error {
	return Errorf(Forbidden, "The token lacks the scope %s, which %s needs.", alternatives(t.scopes()), t)
}

// ContactEvent is one entry of an account's log: what happened to a contact, and the contact at that time; or what happened to one of its
// conversations, messages and links, and that record at that time.
type ContactEvent struct {
	ID ContactEventID
	// Position is the event's place in the log; it is not set until the event is stored.
	Position  LogPosition
	Type      ContactEventType
	ContactID ContactID
	// InboxID is the inbox of the conversation, the message or the link that the event is about; nil for events of the contact itself.
	InboxID *InboxID
	// ConversationID is the conversation that the event, or its message, is about; nil for others.
	ConversationID *ConversationID
	// MessageID is the message that the event is about; nil for others.
	MessageID *MessageID
	// SegmentID is the segment that the contact has entered or left; nil for others.
	SegmentID *SegmentID
	// ContactVersion is the version of the record that the event is about; 0 for links, which have none.
	ContactVersion int
	// MergedFrom are the contacts that were merged into this one, or restored from it.
	MergedFrom []ContactID
	// MergedInto is the contact that this one was merged into, or restored from.
	MergedInto *ContactID
	ByUser     *UserID
	ByToken    *APITokenID
	RequestID  string
	Changes    []*FieldChange
	// Snapshot is the record that the event is about right after the event, or right before it if the event ended the record.
	Snapshot JSON
	// Labels are the titles stored in the snapshot; nil means those that the contact or conversation has when the event is stored.
	Labels     []string
	OccurredAt DateTime
	// Matches says whether the contact matches the filter for which the event is sent; nil without one.
	Matches *bool
}

// FieldChange is a changed value; null means no value.
type FieldChange struct {
	Field string `json:"field"`
	From  JSON   `json:"from"`
	To    JSON   `json:"to"`
}

// FieldChanges are the changes of one event, stored as one jsonb.
type FieldChanges []*FieldChange

// Scan reads the stored jsonb.
func (f *FieldChanges) Scan(src any) error { return scanJSON(src, f) }

// NewContactEvent returns an event of a contact that is, or was until now, as given.
func NewContactEvent(t ContactEventType, c *Contact, changes []*FieldChange) *ContactEvent {
	return &ContactEvent{ID: typeid.New[ContactEventID](), Type: t, ContactID: c.ID, ContactVersion: c.Version, Changes: changes,
		Snapshot: c.Snapshot()}
}

// With sets the titles of the labels that the contact had, and returns the event.
func (e *ContactEvent) With(labels []string) *ContactEvent {
	e.Labels = orEmpty(labels)
	return e
}

// Stored returns the snapshot as it is stored, with the labels if they are known.
func (e *ContactEvent) Stored() JSON {
	if e.Labels == nil {
		return e.Snapshot
	}
	return slices.Concat(e.Snapshot[:len(e.Snapshot)-1], JSON(`,"labels":`), mustJSON(e.Labels), JSON("}"))
}

// Cursor returns the event's position as a cursor for clients.
func (e *ContactEvent) Cursor() page.Cursor { return e.Position.Cursor() }

// IsNode marks the type for GraphQL.
func (ContactEvent) IsNode() {}

// LogPosition is a position in an account's log: right after the event with the number Seq; 0 is the beginning.
type LogPosition struct {
	Account int64
	// Epoch distinguishes this log from an earlier one of the account, such as that of a database which was replaced by a backup.
	Epoch int64
	Seq   int64
}

const positionFormat = "event %d %d %d"

// Cursor returns the position as an opaque cursor.
func (p LogPosition) Cursor() page.Cursor {
	return page.Cursor(base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, positionFormat, p.Account, p.Epoch, p.Seq)))
}

// ReadLogPosition parses a cursor. Invalid at after if it is malformed or belongs to another account.
func ReadLogPosition(account int64, c page.Cursor) (LogPosition, error) {
	var p LogPosition
	text, err := base64.RawURLEncoding.DecodeString(string(c))
	if err == nil {
		_, err = fmt.Sscanf(string(text), positionFormat, &p.Account, &p.Epoch, &p.Seq)
	}
	if err != nil || p.Account != account || p.Seq < 0 || p.Cursor() != c {
		return p, Errorf(Invalid, "This is no cursor of the event log; take one from an event.").At("after")
	}
	return p, nil
}

// LogEnds are the bounds of an account's log: its events are those after First, up to and including Last.
type LogEnds struct {
	Epoch, First, Last int64
}

// Check returns CursorExpired, with the oldest position that can be read, if the log can no longer be read from p on.
func (l LogEnds) Check(p LogPosition) error {
	oldest := LogPosition{Account: p.Account, Epoch: l.Epoch, Seq: l.First}
	switch {
	case p.Seq > 0 && p.Epoch != l.Epoch, p.Seq > l.Last:
		return expired(oldest,
			"The cursor is of another log than the one that is kept here; read your contacts anew and go on from the cursor in this error.")
	case p.Seq < l.First:
		return expired(oldest,
			"The events after the cursor are not kept any more; read your contacts anew and go on from the cursor in this error.")
	}
	return nil
}

func expired(oldest LogPosition, message string) *Error {
	cursor := oldest.Cursor()
	return &Error{Code: CursorExpired, Message: message, Field: []string{"after"}, Cursor: &cursor}
}
