package models

import (
	"kith/models/page"
)

// ConversationListChange is what a subscription to a list of conversations sends.
type ConversationListChange interface{ IsConversationListChange() }

// ConversationListOp is one step of a patch.
type ConversationListOp interface{ IsConversationListOp() }

// ConversationListHave is a conversation that a client has already.
type ConversationListHave struct {
	ID             ConversationID
	Version        int
	LastActivityAt *DateTime
}

// ConversationListSnapshot is the whole list.
type ConversationListSnapshot struct {
	Cursor page.Cursor
	Nodes  []*Conversation
	Count  *page.Count
}

// ConversationListPatch leads from one state of the list to a later one.
type ConversationListPatch struct {
	// From is the state that the patch is for, nil for what the client said that it has.
	From   *page.Cursor
	Cursor page.Cursor
	Ops    []ConversationListOp
	Count  *page.Count
}

// ConversationListReset says that the list has to be read anew; a snapshot follows.
type ConversationListReset struct{ Reason string }

// ConversationListInsert puts a conversation after another one, or first.
type ConversationListInsert struct {
	After *ConversationID
	Node  *Conversation
}

// ConversationListMove puts a conversation of the list after another one, or first.
type ConversationListMove struct {
	ConversationID ConversationID
	After          *ConversationID
}

// ConversationListUpdate replaces a conversation in its place.
type ConversationListUpdate struct{ Node *Conversation }

// ConversationListRemove removes a conversation.
type ConversationListRemove struct {
	ConversationID ConversationID
	Reason         ConversationListReason
}

// ConversationListReason is why a conversation is in a list no longer.
type ConversationListReason string

// The reasons.
const (
	// ConversationLeftList says that it is not found any more, or that the viewer may not see it any more.
	ConversationLeftList        ConversationListReason = "LEFT"
	ConversationPushedOut       ConversationListReason = "PUSHED_OUT"
	ConversationDeletedFromList ConversationListReason = "DELETED"
)

// Valid reports whether r is one of the reasons.
func (r ConversationListReason) Valid() bool {
	return r == ConversationLeftList || r == ConversationPushedOut || r == ConversationDeletedFromList
}

// IsConversationListChange marks the type for GraphQL.
func (ConversationListSnapshot) IsConversationListChange() {}

// IsConversationListChange marks the type for GraphQL.
func (ConversationListPatch) IsConversationListChange() {}

// IsConversationListChange marks the type for GraphQL.
func (ConversationListReset) IsConversationListChange() {}

// IsConversationListOp marks the type for GraphQL.
func (ConversationListInsert) IsConversationListOp() {}

// IsConversationListOp marks the type for GraphQL.
func (ConversationListMove) IsConversationListOp() {}

// IsConversationListOp marks the type for GraphQL.
func (ConversationListUpdate) IsConversationListOp() {}

// IsConversationListOp marks the type for GraphQL.
func (ConversationListRemove) IsConversationListOp() {}
