// Package filter gives the filters of the API two forms that agree: an SQL expression, and a test of a record in memory.
//
// Everything that is set in one object must hold. An operator that is absent asks for nothing, so an empty filter holds for
// everything; an empty `or`, and an empty list of values to choose from, for nothing.
//
// NULL never equals anything. The negative operators (ne, notContains, nin, none) are the complements of the positive ones and
// so hold for NULL; isNull asks for it. `not` is the complement of what its filter finds. Blank text counts as NULL.
//
// Name, company, city and country are compared without regard to case and accents, in the first 200 bytes of the folded text;
// emails and job titles without regard to case; phone numbers without regard to spaces and punctuation; identifiers and
// country codes exactly.
//
// A custom attribute is compared only with operands of its own type. A stored value of another type, or a malformed date, makes
// every operator false, isNull too; an attribute that is not set is NULL. Text is equal exactly, as are list values, and
// is searched (contains, notContains, startsWith, endsWith) without regard to case. A date is 2026-03-01, which is its midnight
// in UTC, or an RFC 3339 instant.
package filter

import (
	"time"

	"kith/models"
)

// Options are what a filter depends on besides itself.
type Options struct {
	AccountID int64
	// Now is what durations and heartbeats are measured from.
	Now time.Time
	// Labels are ids of the account's labels by title, at least those that Titles returns. PostgreSQL knows how many records
	// have each, and plans a rare label otherwise than a frequent one. Without Labels the statement looks them up itself.
	Labels map[string]models.LabelID
}

// Contacts compiles a filter to an expression over contacts, which the statement must call c and restrict to the account.
// Invalid, with the path into the filter, for one that breaks a bound.
func Contacts(f *models.ContactFilter, o Options) (Clause, error) {
	if err := Check(f); err != nil {
		return Clause{}, err
	}
	return o.contact(f), nil
}

// Conversations compiles a filter to an expression over conversations, which the statement must call v; as Contacts.
func Conversations(f *models.ConversationFilter, o Options) (Clause, error) {
	if err := CheckConversations(f); err != nil {
		return Clause{}, err
	}
	return o.conversation(f), nil
}
