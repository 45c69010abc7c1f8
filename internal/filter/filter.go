// Package filter implements the filters of the API in two equivalent forms: an SQL expression, and a match of a record in memory.
//
// All conditions of one object must hold. An absent operator is no condition, so an empty filter matches everything; an empty `or`, and an
// empty list of alternatives, match nothing.
//
// NULL equals nothing. The negative operators (ne, notContains, nin, none) are the complements of the positive ones and so match NULL;
// isNull tests for it. `not` is the complement of its filter. Blank text counts as NULL.
//
// Name, middle and last name, company, city and country are compared without regard to case and accents, in the first 200 bytes of the
// folded text; emails and job titles without regard to case; phone numbers without regard to spaces and punctuation; identifiers and
// country codes exactly.
//
// A custom attribute is compared only with operands of its own type. If the stored value has another type, or is a malformed date, every
// operator is false, even isNull; an attribute that is not set is NULL. Texts and list values are compared exactly, and texts are searched
// (contains, notContains, startsWith, endsWith) ignoring case. Dates are compared as days: 2026-03-01 is that day everywhere, and an RFC
// 3339 instant, stored or as an operand, is the day that it is in the account's time zone.
//
// Durations are calendar durations in the account's time zone: a day before noon is noon, also when clocks were changed in between.
package filter

import (
	"time"

	"kith/models"
)

// Options are the context in which a filter is evaluated.
type Options struct {
	AccountID int64
	// Now is the reference time of durations and heartbeats.
	Now time.Time
	// Zone is the account's time zone, for days and calendar durations; nil is UTC. Filters for which UsesZone is false do without it.
	Zone *time.Location
	// Labels are ids of the account's labels by title, at least those that Titles returns. With the ids, PostgreSQL can plan rare labels
	// differently from frequent ones. Without Labels the statement looks them up itself.
	Labels map[string]models.LabelID
	// Companies are the survivors of merged companies by the ids of those, at least of those among the ones that Companies returns: whoever
	// names a merged company means its survivor.
	Companies map[models.CompanyID]models.CompanyID
}

// Contacts compiles a filter to an expression over contacts, which the statement must alias as c and restrict to the account. Invalid,
// with the path into the filter, if it breaks a bound.
func Contacts(f *models.ContactFilter, o Options) (Clause, error) {
	if err := Check(f); err != nil {
		return Clause{}, err
	}
	return o.contact(f), nil
}

// Conversations is Contacts for a filter of conversations, which the statement must alias as v.
func Conversations(f *models.ConversationFilter, o Options) (Clause, error) {
	if err := CheckConversations(f); err != nil {
		return Clause{}, err
	}
	return o.conversation(f), nil
}
