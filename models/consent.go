package models

import (
	"regexp"
	"slices"
	"strings"
)

// Limits of consents.
const (
	// MaxConsentProof is the maximum number of characters of a proof.
	MaxConsentProof = 1000
	// MaxConsentPurposes is the maximum number of purposes for which an address has consents.
	MaxConsentPurposes = 20
)

// ConsentState is what is known about being contacted at an address for a purpose.
type ConsentState string

// The states; ConsentUnknown is never stored.
const (
	ConsentGranted ConsentState = "GRANTED"
	ConsentRefused ConsentState = "REFUSED"
	ConsentUnknown ConsentState = "UNKNOWN"
)

// Valid reports whether s is one of the states.
func (s ConsentState) Valid() bool {
	return slices.Contains([]ConsentState{ConsentGranted, ConsentRefused, ConsentUnknown}, s)
}

// Consent is what a person said about being contacted at an address for a purpose. It is of the address: whichever contacts have it.
type Consent struct {
	AccountID int64
	Kind      PointKind
	System    string
	Key       string
	Purpose   string
	State     ConsentState
	// Proof says where and how it was said.
	Proof   string
	GivenAt DateTime
	// ContactID is the contact for which it was told, which may be gone.
	ContactID    ContactID
	ActorUserID  *UserID
	ActorTokenID *APITokenID
	RecordedAt   DateTime
}

// PointKey returns what identifies the address.
func (c Consent) PointKey() PointKey { return PointKey{c.Kind, c.System, c.Key} }

var purposeRule = regexp.MustCompile(`\A[a-z0-9][a-z0-9._-]{0,63}\z`)

// ReadPurpose returns a purpose in the form in which it is stored. Invalid.
func ReadPurpose(purpose string) (string, error) {
	p := strings.ToLower(strings.TrimSpace(purpose))
	if !purposeRule.MatchString(p) {
		return "", Errorf(Invalid, "A purpose has 1 to 64 letters, digits, dots, _ and -, and begins with a letter or digit.").At("purpose")
	}
	return p, nil
}

// ConsentsOf are the consents of one of the addresses.
func (p *ContactPoint) ConsentsOf(all []*Consent) []*Consent {
	return slices.DeleteFunc(slices.Clone(all), func(c *Consent) bool { return c.PointKey() != p.PointKey() })
}

// MayContact reports whether the contact may be written to for a purpose at addresses with the consents: it is granted at one at least and
// refused at none.
func (c *Contact) MayContact(purpose string, consents []*Consent) bool {
	granted := false
	for _, s := range consents {
		if s.Purpose == purpose && s.State == ConsentRefused {
			return false
		}
		granted = granted || s.Purpose == purpose && s.State == ConsentGranted
	}
	return granted && !c.Blocked
}
