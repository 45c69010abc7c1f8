package models

import (
	"math"
	"strings"
)

// Scores of duplicates.
const (
	// LikelyDuplicate is the lowest score at which two contacts are likely the same person.
	LikelyDuplicate = 0.7
	// LeastDuplicate is the lowest score that is stored.
	LeastDuplicate = 0.6
)

// DuplicatePair is a pair of contacts that may be the same person.
type DuplicatePair struct {
	First, Second ContactID
	Likeness
}

// Likeness is how similar two contacts are, from 0 to 1, and why.
type Likeness struct {
	Score   float64
	Reasons []DuplicateReason
}

// DuplicateReasons are reasons, stored as jsonb.
type DuplicateReasons []DuplicateReason

// Scan reads the stored jsonb.
func (r *DuplicateReasons) Scan(src any) error { return scanJSON(src, r) }

// DuplicateReason is one thing that two contacts have in common, with the score that it would give by itself.
type DuplicateReason struct {
	Field DuplicateReasonField `json:"field"`
	Kind  DuplicateReasonKind  `json:"kind"`
	Score float64              `json:"score"`
}

// DuplicateReasonField is what two contacts are compared by.
type DuplicateReasonField string

// The fields.
const (
	DuplicateEmail       DuplicateReasonField = "EMAIL"
	DuplicatePhoneNumber DuplicateReasonField = "PHONE_NUMBER"
	DuplicateIdentifier  DuplicateReasonField = "IDENTIFIER"
	DuplicateName        DuplicateReasonField = "NAME"
	DuplicateCompany     DuplicateReasonField = "COMPANY"
)

// DuplicateReasonKind is how two values are similar.
type DuplicateReasonKind string

// DuplicateDismissInput names two contacts that are different people.
type DuplicateDismissInput struct{ ContactIDs []ContactID }

// DuplicateDismissPayload answers duplicateDismiss.
type DuplicateDismissPayload struct {
	Dismissed bool
	Failures
}

// DuplicateSubject holds the values of a contact that are compared to find duplicates.
type DuplicateSubject struct {
	ID ContactID
	// Name is the whole name: first, middle and last.
	Name                     string
	Email, Phone, Identifier string
	// Company is the key of the company's name.
	Company string
}

// DuplicateSubject returns the values of the contact that are compared to find duplicates.
func (c *Contact) DuplicateSubject() DuplicateSubject {
	return DuplicateSubject{ID: c.ID, Name: strings.Join([]string{c.Name, c.MiddleName, c.LastName}, " "),
		Email: deref(c.Email), Phone: deref(c.PhoneNumber), Identifier: deref(c.Identifier), Company: deref(c.Keys.CompanyKey)}
}

// DuplicateTraits is a parsed subject: each value in the form in which it is compared.
type DuplicateTraits struct {
	ID         ContactID
	email      mailbox
	phone      line
	identifier string
	name       fullName
	company    string
}

// Traits parses the subject.
func (s DuplicateSubject) Traits() DuplicateTraits {
	return DuplicateTraits{ID: s.ID, email: readMailbox(s.Email), phone: readLine(s.Phone), identifier: readIdentifier(s.Identifier),
		name: readName(s.Name), company: s.Company}
}

// readIdentifier removes case and spaces.
func readIdentifier(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }

const (
	sameIdentifier = 0.9
	sameCompany    = 0.35
	// otherName is the factor applied to a common address when both contacts have full names that are not alike: families and offices share
	// phone lines and mailboxes.
	otherName = 0.72
	// otherAddress is the factor applied to similar names when the contacts have a different email, phone number or identifier; if two of
	// these three differ, the score is at most otherAddresses.
	otherAddress   = 0.92
	otherAddresses = 0.5
	// otherGeneration is the factor applied when one contact is a junior and the other is not.
	otherGeneration = 0.5
)

// Likeness compares two contacts.
//
// Each of email, phone number, identifier and name gives at most one reason; the company only supports other reasons. Reasons count as
// independent: the score is the probability that at least one of them is right, 1 - Π(1 - score). Evidence against a match is applied
// afterwards. Names that are not alike weaken a common address (email, phone number or identifier). One different address weakens a match
// by name alone, and two keep it low, because different people of the same name look like that. Parents and children of the same name
// (Jr.) are kept apart.
func (t DuplicateTraits) Likeness(o DuplicateTraits) Likeness {
	var l Likeness
	add := func(field DuplicateReasonField, kind DuplicateReasonKind, score float64) bool {
		if score > 0 {
			l.Reasons = append(l.Reasons, DuplicateReason{Field: field, Kind: kind, Score: score})
		}
		return score > 0
	}
	named := t.name.like(o.name)
	addressed, differing := false, 0
	address := func(field DuplicateReasonField, both bool, kind DuplicateReasonKind, score float64) {
		if add(field, kind, score) {
			addressed = true
		} else if both {
			differing++
		}
	}
	kind, score := t.email.like(o.email, t.name, o.name)
	address(DuplicateEmail, t.email.known() && o.email.known(), kind, score)
	kind, score = t.phone.like(o.phone)
	address(DuplicatePhoneNumber, t.phone.number != "" && o.phone.number != "", kind, score)
	score = 0
	if t.identifier != "" && t.identifier == o.identifier {
		score = sameIdentifier
	}
	address(DuplicateIdentifier, t.identifier != "" && o.identifier != "", "NORMALIZED", score)
	add(DuplicateName, named.kind, named.score)
	if len(l.Reasons) == 0 {
		return Likeness{}
	}
	if t.company != "" && t.company == o.company {
		add(DuplicateCompany, "SAME", sameCompany)
	}
	unlike := 1.0
	for _, r := range l.Reasons {
		unlike *= 1 - r.Score
	}
	l.Score = 1 - unlike
	switch {
	case addressed && named.contradicts:
		l.Score *= otherName
	case !addressed && differing == 1:
		l.Score *= otherAddress
	case !addressed && differing > 1:
		l.Score = min(l.Score, otherAddresses)
	}
	if t.name.generation != o.name.generation && named.kind != "" {
		l.Score *= otherGeneration
	}
	l.Score = math.Round(l.Score*1000) / 1000
	return l
}

// Compare returns the likeness of two contacts.
func Compare(a, b DuplicateSubject) Likeness { return a.Traits().Likeness(b.Traits()) }
