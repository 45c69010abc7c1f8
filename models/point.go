package models

// MaxPoints is the maximum number of addresses of a contact.
const MaxPoints = 50

// PointKind is a kind of address.
type PointKind string

// The kinds, in the order of the API.
const (
	PointEmail      PointKind = "EMAIL"
	PointPhone      PointKind = "PHONE_NUMBER"
	PointIdentifier PointKind = "IDENTIFIER"
)

var pointKinds = []PointKind{PointEmail, PointPhone, PointIdentifier}

// PointSource is where an address comes from.
type PointSource string

// The sources.
const (
	PointFromAPI      PointSource = "API"
	PointFromImport   PointSource = "IMPORT"
	PointFromMerge    PointSource = "MERGE"
	PointFromChatwoot PointSource = "CHATWOOT"
	PointFromHMAC     PointSource = "HMAC"
)

// ContactPoint is an address of a contact: an email, a phone number, or an identifier in some system.
type ContactPoint struct {
	AccountID int64
	ID        ContactPointID
	ContactID ContactID
	Kind      PointKind
	// System is the system that an identifier is from, blank for the account's own and for other kinds.
	System string
	// Value is the address as it is shown, Key the form in which addresses are compared.
	Value, Key string
	Label      string
	// Preferred is true for one address of each kind that a contact has.
	Preferred bool
	// Shared addresses belong to several people. They find contacts in filters and searches, but are no key of one contact.
	Shared bool
	// Possible is false if the address does not follow the rules of its kind.
	Possible   bool
	VerifiedAt *DateTime
	Source     PointSource
	CreatedAt  DateTime `gorm:"autoCreateTime:false"`
}

// PointKey is what identifies an address: no two contacts of an account have one, unless it is shared.
type PointKey struct {
	Kind   PointKind
	System string
	Key    string
}

// PointKey returns what identifies the address.
func (p ContactPoint) PointKey() PointKey { return PointKey{p.Kind, p.System, p.Key} }

// Field returns the name of the field of the preferred address of the kind.
func (k PointKey) Field() string { return singularFields[k.Kind] }

// PathOf returns the path of one of the contact's addresses in an input: the field of the preferred one, or the list of the others.
func (c *Contact) PathOf(key PointKey) []string {
	if p := c.Point(key); p != nil && !p.Preferred {
		return []string{pluralFields[key.Kind]}
	}
	return []string{key.Field()}
}
