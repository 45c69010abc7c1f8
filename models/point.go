package models

import "slices"

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

// ContactPointInput is an address in the inputs of contacts.
type ContactPointInput struct {
	Value     string
	System    *string
	Label     *string
	Preferred *bool
	Shared    *bool
}

// ContactPointAddInput is a new address of a contact.
type ContactPointAddInput struct {
	ContactID       ContactID
	Kind            PointKind
	Value           string
	System          *string
	Label           *string
	Preferred       *bool
	Shared          *bool
	Verified        *bool
	ExpectedVersion *int
}

// ContactPointUpdateInput changes an address; what is nil stays.
type ContactPointUpdateInput struct {
	ContactID       ContactID
	ID              ContactPointID
	Label           *string
	Preferred       *bool
	Shared          *bool
	Verified        *bool
	ExpectedVersion *int
}

// ContactPointRemoveInput names an address to remove.
type ContactPointRemoveInput struct {
	ContactID       ContactID
	ID              ContactPointID
	ExpectedVersion *int
}

// ContactPointPayload answers the mutations of an address.
type ContactPointPayload struct {
	Contact      *Contact
	ContactPoint *ContactPoint
	Failures
}

// Check returns Invalid unless exactly one key is given, with a system at most for an identifier.
func (by ContactBy) Check() *Error {
	given := 0
	for _, is := range []bool{by.ID != nil, by.Email != nil, by.PhoneNumber != nil, by.Identifier != nil, by.Source != nil} {
		if is {
			given++
		}
	}
	if given != 1 || by.System != nil && by.Identifier == nil {
		return Errorf(Invalid,
			"Give exactly one of id, email, phoneNumber, identifier and source; system may only be given with an identifier.").At("by")
	}
	return nil
}

// PointKey returns the address that is asked for; false if no contact can have it, or none is asked for.
func (by ContactBy) PointKey(region string) (PointKey, bool) {
	switch {
	case by.Email != nil:
		return ReadPointKey(PointEmail, *by.Email, "", region)
	case by.PhoneNumber != nil:
		return ReadPointKey(PointPhone, *by.PhoneNumber, "", region)
	case by.Identifier != nil:
		system, e := cleanSystem(by.System, PointIdentifier)
		key, ok := ReadPointKey(PointIdentifier, *by.Identifier, system, region)
		return key, ok && e == nil
	}
	return PointKey{}, false
}

// points returns the addresses of the contact; of one without Points, those that its columns say.
func (c *Contact) points() []ContactPoint {
	if c.Points != nil {
		return c.Points
	}
	points := []ContactPoint{}
	for _, kind := range pointKinds {
		if value := *c.column(kind); value != nil {
			if p, e := readPoint(kind, *value, ""); e == nil {
				p.Preferred = true
				points = append(points, p)
			}
		}
	}
	return points
}

// ReadColumns sets the addresses of a contact of which only the preferred ones are known, and copies those that are known, so that
// the contact shares them with no other.
func (c *Contact) ReadColumns() { c.SetPoints(c.points()) }

// column returns where the contact keeps the preferred address of a kind.
func (c *Contact) column(kind PointKind) **string {
	switch kind {
	case PointEmail:
		return &c.Email
	case PointPhone:
		return &c.PhoneNumber
	}
	return &c.Identifier
}

// PointsOf returns the contact's addresses of a kind, the preferred one first.
func (c *Contact) PointsOf(kind PointKind) (found []ContactPoint) {
	for _, p := range c.points() {
		if p.Kind == kind {
			found = append(found, p)
		}
	}
	return found
}

// Point returns the contact's address with a key, nil if it has none.
func (c *Contact) Point(key PointKey) *ContactPoint {
	for _, p := range c.points() {
		if p.PointKey() == key {
			return &p
		}
	}
	return nil
}

// PointKeys returns what identifies the contact: its addresses that are not shared.
func (c *Contact) PointKeys() (keys []PointKey) {
	for _, p := range c.points() {
		if !p.Shared {
			keys = append(keys, p.PointKey())
		}
	}
	return keys
}

// SetPoints replaces the addresses of the contact. If none of a kind is preferred, the next one is: addresses of its own before shared
// ones, the account's identifiers before those of other systems, and then the oldest.
func (c *Contact) SetPoints(points []ContactPoint) {
	points = slices.Clone(points)
	if points == nil {
		points = []ContactPoint{}
	}
	for _, kind := range pointKinds {
		*c.column(kind) = nil
		if at := preferredAt(points, kind); at >= 0 {
			for i := range points {
				if points[i].Kind == kind {
					points[i].Preferred = i == at
				}
			}
			value := points[at].Value
			*c.column(kind) = &value
		}
	}
	slices.SortStableFunc(points, comparePoints)
	c.Points = points
}

// comparePoints sorts addresses by kind, the preferred ones first.
func comparePoints(a, b ContactPoint) int {
	if a.Kind != b.Kind {
		return slices.Index(pointKinds, a.Kind) - slices.Index(pointKinds, b.Kind)
	}
	switch {
	case a.Preferred == b.Preferred:
		return 0
	case a.Preferred:
		return -1
	}
	return 1
}

// preferredAt returns the position of the address of a kind that is, or is to become, the preferred one; -1 if there is none.
func preferredAt(points []ContactPoint, kind PointKind) int {
	best, rank := -1, 0
	for i, p := range points {
		if p.Kind != kind {
			continue
		}
		r := 1
		switch {
		case p.Preferred:
			r = 4
		case !p.Shared && p.System == "":
			r = 3
		case !p.Shared:
			r = 2
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// prefer makes one of the addresses the preferred one of its kind.
func prefer(points []ContactPoint, at int) {
	for i := range points {
		if points[i].Kind == points[at].Kind {
			points[i].Preferred = i == at
		}
	}
}

// pointAt returns the position of an address by its key, -1 if there is none.
func pointAt(points []ContactPoint, key PointKey) int {
	return slices.IndexFunc(points, func(p ContactPoint) bool { return p.PointKey() == key })
}
