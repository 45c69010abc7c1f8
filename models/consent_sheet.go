package models

import (
	"fmt"
	"slices"
	"strings"
)

// consentPrefix begins the names of columns of consents, consents.PURPOSE.
const consentPrefix = "consents."

// consentPurpose returns the purpose of a column of consents.
func consentPurpose(column string) (purpose string, ok bool) {
	name, found := strings.CutPrefix(column, consentPrefix)
	if !found {
		return "", false
	}
	purpose, err := ReadPurpose(name)
	return purpose, err == nil
}

// ConsentColumns are the columns of the purposes.
func ConsentColumns(purposes []string) []string {
	columns := make([]string, len(purposes))
	for i, purpose := range purposes {
		columns[i] = consentPrefix + purpose
	}
	return columns
}

// HasConsentColumns reports whether one of the columns is one of consents.
func HasConsentColumns(columns []string) bool {
	return slices.ContainsFunc(columns, func(column string) bool { return strings.HasPrefix(column, consentPrefix) })
}

// ConsentFor is what is known of a contact whose addresses have the consents: ConsentRefused if one refuses, ConsentGranted if one grants
// and none refuses, blank if nothing is known.
func ConsentFor(purpose string, consents []*Consent) (state ConsentState) {
	for _, s := range consents {
		if s.Purpose == purpose && state != ConsentRefused {
			state = s.State
		}
	}
	return state
}

// rowConsent is what a row tells about a purpose.
type rowConsent struct {
	purpose string
	state   ConsentState
	column  *ImportColumn
}

// readConsent reads a cell of a column of consents; UNKNOWN says nothing. Invalid.
func (r *ImportRow) readConsent(purpose, cell string) {
	state := ConsentState(strings.ToUpper(strings.TrimSpace(cell)))
	switch {
	case !state.Valid():
		r.Broken.Add(Errorf(Invalid, "This is GRANTED, REFUSED, or UNKNOWN, which says nothing.").At(r.column.Name))
	case state != ConsentUnknown:
		r.consents = append(r.consents, rowConsent{purpose, state, r.column})
	}
}

// TellsConsents reports whether the row tells consents.
func (r *ImportRow) TellsConsents() bool { return len(r.consents) > 0 }

// ToldConsent is a consent that is to be stored for an address, in the place of another one, which may be nil.
type ToldConsent struct {
	Point        *ContactPoint
	Before, Told *Consent
}

// ToldOf returns what the row tells about the addresses that its contact has after it, and puts it among the known consents. A refusal
// holds at all of them; a grant at those of which nothing is known, so that it loosens nothing, and the row says so.
func (r *ImportRow) ToldOf(c *Contact, known map[PointKey][]*Consent, now DateTime) (told []ToldConsent) {
	for _, given := range r.consents {
		refused, full := 0, 0
		points := c.points()
		for i := range points {
			key := points[i].PointKey()
			consent := &Consent{Kind: key.Kind, System: key.System, Key: key.Key, Purpose: given.purpose, State: given.state,
				Proof: r.consentProof(), GivenAt: now, RecordedAt: now}
			at := slices.IndexFunc(known[key], func(s *Consent) bool { return s.Purpose == given.purpose })
			switch {
			case at < 0 && len(known[key]) >= MaxConsentPurposes:
				full++
			case at < 0:
				known[key] = append(known[key], consent)
				told = append(told, ToldConsent{Point: &points[i], Told: consent})
			case known[key][at].State == given.state:
			case given.state == ConsentRefused:
				told = append(told, ToldConsent{&points[i], known[key][at], consent})
				known[key][at] = consent
			default:
				refused++
			}
		}
		switch {
		case len(points) == 0:
			r.warn(given.column, "A consent is of an address, and the contact has none.")
		case full > 0:
			r.warn(given.column, "An address has consents for at most %d purposes.", MaxConsentPurposes)
		case refused > 0:
			r.warn(given.column, "It was refused before, which an import does not change.")
		}
	}
	return told
}

func (r *ImportRow) consentProof() string {
	return fmt.Sprintf("Import of %s, row %d.", cutRunes(r.task.Filename, MaxName), r.Number)
}

// Addresses returns the keys of all addresses of the row.
func (r *ImportRow) Addresses() []PointKey {
	keys := slices.Clone(r.keys)
	for _, p := range r.points {
		keys = append(keys, p.key)
	}
	return keys
}
