package models

import "kith/models/page"

// Pages of the nouns that have lists.
type (
	ContactConnection       = page.Connection[*Contact]
	ContactEdge             = page.Edge[*Contact]
	ConversationConnection  = page.Connection[*Conversation]
	ConversationEdge        = page.Edge[*Conversation]
	MessageConnection       = page.Connection[*Message]
	MessageEdge             = page.Edge[*Message]
	NoteConnection          = page.Connection[*Note]
	NoteEdge                = page.Edge[*Note]
	CsatResponseConnection  = page.Connection[*CsatResponse]
	CompanyConnection       = page.Connection[*Company]
	CompanyEdge             = page.Edge[*Company]
	DuplicatePairConnection = page.Connection[*DuplicatePair]
	DuplicatePairEdge       = page.Edge[*DuplicatePair]
	CsatResponseEdge        = page.Edge[*CsatResponse]
	ContactEventConnection  = page.Connection[*ContactEvent]
	ContactEventEdge        = page.Edge[*ContactEvent]
	LabelConnection         = page.Connection[*Label]
	LabelEdge               = page.Edge[*Label]
	ContactInboxConnection  = page.Connection[*ContactInbox]
	ContactInboxEdge        = page.Edge[*ContactInbox]
	ContactMergeConnection  = page.Connection[*ContactMerge]
	ContactMergeEdge        = page.Edge[*ContactMerge]
	InboxConnection         = page.Connection[*Inbox]
	InboxEdge               = page.Edge[*Inbox]
	SegmentConnection       = page.Connection[*Segment]
	SegmentEdge             = page.Edge[*Segment]
	UserConnection          = page.Connection[*User]
	UserEdge                = page.Edge[*User]
	ApiTokenConnection      = page.Connection[*APIToken]
	ApiTokenEdge            = page.Edge[*APIToken]
	JobConnection           = page.Connection[*Job]
	JobEdge                 = page.Edge[*Job]
)
