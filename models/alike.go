package models

// alikeTypes are the types whose fields show the same to all viewers of an account with the same rights, but for those of personalFields.
// What is not here is resolved for each viewer anew, such as segments, which their owners alone may see.
var alikeTypes = map[string]bool{
	"AdditionalAttributes": true, "ApiToken": true, "Attachment": true, "AttachmentConnection": true, "AttachmentEdge": true, "Bot": true,
	"Company": true, "Consent": true, "Contact": true, "ContactBlock": true, "ContactConnection": true, "ContactEdge": true,
	"ContactEvent": true, "ContactEventConnection": true, "ContactEventEdge": true, "ContactInbox": true, "ContactInboxConnection": true,
	"ContactInboxEdge": true, "ContactListInsert": true, "ContactListMove": true, "ContactListPatch": true, "ContactListRemove": true,
	"ContactListReset": true, "ContactListSnapshot": true, "ContactListUpdate": true, "ContactMerge": true, "ContactMergeConnection": true,
	"ContactMergeEdge": true, "ContactPermissions": true, "ContactPoint": true, "ContactableInbox": true, "Conversation": true,
	"ConversationConnection": true, "ConversationEdge": true, "ConversationListInsert": true, "ConversationListMove": true,
	"ConversationListPatch": true, "ConversationListRemove": true, "ConversationListReset": true, "ConversationListSnapshot": true,
	"ConversationListUpdate": true, "Count": true, "CsatResponse": true, "CsatResponseConnection": true, "CsatResponseEdge": true,
	"CsatSummary": true, "FieldChange": true, "Inbox": true, "Label": true, "LegacyId": true, "MergedSource": true, "Message": true,
	"MessageConnection": true, "MessageEdge": true, "MessageEmail": true, "MovedCounts": true, "Note": true, "NoteConnection": true,
	"NoteEdge": true, "PageInfo": true, "RecordPermissions": true, "SocialProfile": true, "Subscription": true, "Team": true, "User": true,
}

// personalFields are the fields of users that show more to the user.
var personalFields = map[string]bool{"lastSignInAt": true, "secondFactorSince": true}

// Alike reports whether a field shows the same to all viewers of an account with the same rights. Abstract types have no fields of their
// own but __typename.
func Alike(typeName, field string) bool {
	return field == "__typename" || alikeTypes[typeName] && (typeName != "User" || !personalFields[field])
}
