package models

import "github.com/99designs/gqlgen/graphql"

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
	Label           graphql.Omittable[*string]
	Preferred       graphql.Omittable[*bool]
	Shared          graphql.Omittable[*bool]
	Verified        graphql.Omittable[*bool]
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
