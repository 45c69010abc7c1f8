package models

// ContactMatchKey is a key that finds one contact.
type ContactMatchKey string

// The keys.
const (
	MatchEmail       ContactMatchKey = "EMAIL"
	MatchPhoneNumber ContactMatchKey = "PHONE_NUMBER"
	MatchIdentifier  ContactMatchKey = "IDENTIFIER"
	MatchSource      ContactMatchKey = "SOURCE"
)

// ContactUpsertInput is a contact to find or create.
type ContactUpsertInput struct {
	Match   ContactMatchKey
	Contact ContactCreateInput
	// Nulls are the fields of Contact that were given as null: a contact that exists has them cleared. A creation can't tell them from absent.
	Nulls []string
}

// ContactUpsertPayload answers contactUpsert.
type ContactUpsertPayload struct {
	Contact *Contact
	Created bool
	Failures
}

// ContactBlockInput names a contact to block.
type ContactBlockInput struct {
	ID                       ContactID
	Reason                   *string
	ResolveOpenConversations bool
	ExpectedVersion          *int
}

// ContactBlockPayload answers contactBlock.
type ContactBlockPayload struct {
	Contact               *Contact
	ResolvedConversations int
	Failures
}

// ContactUnblockInput names a contact to unblock.
type ContactUnblockInput struct {
	ID              ContactID
	ExpectedVersion *int
}

// ContactUnblockPayload answers contactUnblock.
type ContactUnblockPayload struct {
	Contact *Contact
	Failures
}

// ContactLabelsInput names the labels to add to a contact, to remove from it, or to replace its labels with.
type ContactLabelsInput struct {
	ID     ContactID
	Labels []string
}

// ContactLabelsPayload answers the mutations of a contact's labels.
type ContactLabelsPayload struct {
	Contact *Contact
	Failures
}

// ContactPresenceInput is a heartbeat of a contact.
type ContactPresenceInput struct {
	ID           ContactID
	Availability Availability
}

// ContactPresencePayload answers contactPresence.
type ContactPresencePayload struct {
	Contact *Contact
	Failures
}

// CleanReason trims the reason of a block.
func CleanReason(reason *string) (*string, *Error) {
	s, e := cleanText(reason, MaxDescription)
	return orNil(s), atField(e, "reason")
}

// Kind returns the kind of address that the key matches by.
func (k ContactMatchKey) Kind() PointKind { return PointKind(k) }

// Field returns the name of the field that the key matches by.
func (k ContactMatchKey) Field() string { return singularFields[k.Kind()] }

// Fields returns the names of the fields that give addresses which the key matches by.
func (k ContactMatchKey) Fields() []string { return []string{k.Field(), pluralFields[k.Kind()]} }

// MatchKey returns the address that an upsert matches by: the contact's preferred one or, if that has no value, the first of the list.
// Nil if the contact has none.
func (c *Contact) MatchKey(match ContactMatchKey) *PointKey {
	for _, p := range c.PointsOf(match.Kind()) {
		if !p.Shared {
			key := p.PointKey()
			return &key
		}
	}
	return nil
}
