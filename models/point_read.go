package models

import (
	"fmt"
	"unicode/utf8"

	"kith/models/address"
	"kith/models/phone"
)

// readPoint reads an address of a kind. The error of a blank one is Required.
func readPoint(kind PointKind, value, region string) (ContactPoint, *Error) {
	p := ContactPoint{Kind: kind, Possible: true}
	blank := address.Trim(value) == ""
	switch {
	case blank:
		return p, Errorf(Required, "This must not be blank.")
	case address.Placeholder(value):
		return p, Errorf(Invalid, "%q stands for no value; leave it out instead.", address.Trim(value))
	}
	switch kind {
	case PointEmail:
		a, ok := address.Email(value)
		switch {
		case !ok && utf8.RuneCountInString(value) > MaxText:
			return p, Errorf(TooLong, "An email has at most %d characters.", MaxText)
		case !ok:
			return p, Errorf(Invalid, "An email is local@domain, without spaces and invisible characters.")
		}
		p.Value, p.Key, p.Possible = a.Value, a.Key, a.Possible
	case PointPhone:
		number := address.Trim(value)
		key, possible, ok := phone.Read(number)
		if !ok {
			return p, Errorf(Invalid, "A phone number must be E.164: %s.", phoneHint(number, region))
		}
		p.Value, p.Key, p.Possible = key, key, possible
	default:
		identifier, ok := address.Identifier(value)
		switch {
		case !ok && utf8.RuneCountInString(value) > MaxText:
			return p, Errorf(TooLong, "At most %d characters are allowed.", MaxText)
		case !ok:
			return p, Errorf(Invalid, "An identifier has no control characters and no invisible ones.")
		}
		p.Value, p.Key = identifier, identifier
	}
	return p, nil
}

// CanonicalPoint returns the key that an address is given today, by its stored value, and whether it is possible; false if it is none.
func CanonicalPoint(kind PointKind, value string) (key string, possible, ok bool) {
	p, e := readPoint(kind, value, "")
	return p.Key, p.Possible, e == nil
}

func phoneHint(number, region string) string {
	if suggestion, ok := phone.Normalize(number, region); ok {
		return fmt.Sprintf("for this one %s", suggestion)
	}
	return "such as +12125551234"
}

// ReadPointKey returns the key of an address as people write it; false if no contact can have it. Phone numbers are read in the region
// if they are not E.164.
func ReadPointKey(kind PointKind, value, system, region string) (PointKey, bool) {
	if kind == PointPhone {
		number := address.Trim(value)
		if _, _, ok := phone.Read(number); !ok {
			if normal, ok := phone.Normalize(number, region); ok {
				value = normal
			}
		}
	}
	p, e := readPoint(kind, value, region)
	return PointKey{kind, system, p.Key}, e == nil
}
