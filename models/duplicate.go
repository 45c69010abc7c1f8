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
	// Name, MiddleName and LastName are compared as one; see FullName.
	Name, MiddleName, LastName string
	Email, Phone, Identifier   string
	// MoreEmails, MorePhones and MoreIdentifiers are the contact's other addresses.
	MoreEmails, MorePhones, MoreIdentifiers []string
	// Company is the key of the company's name.
	Company string
}

// DuplicateSubject returns the values of the contact that are compared to find duplicates.
func (c *Contact) DuplicateSubject() DuplicateSubject {
	s := DuplicateSubject{ID: c.ID, Name: c.Name, MiddleName: c.MiddleName, LastName: c.LastName, Company: deref(c.Keys.CompanyKey)}
	for _, p := range c.points() {
		if !p.Shared {
			s.Add(p)
		}
	}
	return s
}

// Add adds an address of the contact.
func (s *DuplicateSubject) Add(p ContactPoint) {
	one, more := &s.Email, &s.MoreEmails
	switch p.Kind {
	case PointPhone:
		one, more = &s.Phone, &s.MorePhones
	case PointIdentifier:
		one, more = &s.Identifier, &s.MoreIdentifiers
	}
	if *one == "" {
		*one = p.Key
	} else {
		*more = append(*more, p.Key)
	}
}

// DuplicateTraits is a parsed subject: each value in the form in which it is compared.
type DuplicateTraits struct {
	ID          ContactID
	emails      []mailbox
	phones      []line
	identifiers []string
	name        fullName
	company     string
}

// Traits parses the subject.
func (s DuplicateSubject) Traits() DuplicateTraits {
	t := DuplicateTraits{ID: s.ID, name: readName(FullName(s.Name, s.MiddleName, s.LastName)), company: s.Company}
	for _, email := range withFirst(s.Email, s.MoreEmails) {
		if m := readMailbox(email); m.known() {
			t.emails = append(t.emails, m)
		}
	}
	for _, number := range withFirst(s.Phone, s.MorePhones) {
		t.phones = append(t.phones, readLine(number))
	}
	for _, identifier := range withFirst(s.Identifier, s.MoreIdentifiers) {
		if folded := readIdentifier(identifier); folded != "" {
			t.identifiers = append(t.identifiers, folded)
		}
	}
	return t
}

func withFirst(first string, more []string) []string {
	if first == "" {
		return more
	}
	return append([]string{first}, more...)
}

// likest returns the comparison with the highest score among those of each of some values with each of others.
func likest[T any](a, b []T, like func(a, b T) (DuplicateReasonKind, float64)) (kind DuplicateReasonKind, score float64) {
	for _, x := range a {
		for _, y := range b {
			if k, s := like(x, y); s > score {
				kind, score = k, s
			}
		}
	}
	return kind, score
}

// readIdentifier removes case and spaces.
func readIdentifier(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }

func likeIdentifiers(a, b string) (kind DuplicateReasonKind, score float64) {
	if a == b {
		return "NORMALIZED", sameIdentifier
	}
	return "", 0
}

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
// Each of email, phone number, identifier and name gives at most one reason, that of the two addresses which are most alike; the company
// only supports other reasons. Reasons count as independent: the score is the probability that at least one of them is right,
// 1 - Π(1 - score). Evidence against a match is applied afterwards. Names that are not alike weaken a common address (email, phone
// number or identifier). One different address weakens a match by name alone, and two keep it low, because different people of the
// same name look like that. Parents and children of the same name (Jr.) are kept apart.
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
	kind, score := likest(t.emails, o.emails, func(a, b mailbox) (DuplicateReasonKind, float64) { return a.like(b, t.name, o.name) })
	address(DuplicateEmail, len(t.emails) > 0 && len(o.emails) > 0, kind, score)
	kind, score = likest(t.phones, o.phones, line.like)
	address(DuplicatePhoneNumber, len(t.phones) > 0 && len(o.phones) > 0, kind, score)
	kind, score = likest(t.identifiers, o.identifiers, likeIdentifiers)
	address(DuplicateIdentifier, len(t.identifiers) > 0 && len(o.identifiers) > 0, kind, score)
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
