package filter

import (
	"reflect"

	"kith/models"
)

// Ratings compiles a filter of ratings, which the statement must alias as r and restrict to the account. Invalid as Contacts.
func Ratings(f *models.CsatFilter, o Options) (Clause, error) {
	if err := check(reflect.ValueOf(f)); err != nil {
		return Clause{}, err
	}
	return o.rating(f), nil
}

func (o Options) rating(f *models.CsatFilter) Clause {
	if f == nil {
		return expr(always)
	}
	all := []Clause{joins(f.And, f.Or, f.Not, o.rating)}
	if f.Rating != nil {
		all = append(all, expr("r.rating = ANY(?)", f.Rating))
	}
	const inbox = "(SELECT v.inbox_id FROM conversations v WHERE v.account_id = ? AND v.id = r.conversation_id)"
	through := column(inbox)
	through.Args = []any{o.AccountID}
	return and(append(all,
		refers(through, f.InboxID, uuidOf[models.InboxID]),
		refers(column("r.assigned_agent_id"), f.AgentID, uuidOf[models.UserID]),
		o.ofContact("r.contact_id", f.ContactID),
		o.when(f.CreatedAt, column("r.created_at")))...)
}

// Rateable compiles what a filter of ratings says of conversations v, rated or not: all but the conditions on the rating itself.
func Rateable(f *models.CsatFilter, o Options) (Clause, error) {
	if err := check(reflect.ValueOf(f)); err != nil {
		return Clause{}, err
	}
	return o.rateable(f.WithoutRating()), nil
}

func (o Options) rateable(f *models.CsatFilter) Clause {
	if f == nil {
		return expr(always)
	}
	return and(
		joins(f.And, f.Or, f.Not, o.rateable),
		refers(column("v.inbox_id"), f.InboxID, uuidOf[models.InboxID]),
		refers(column("v.assignee_id"), f.AgentID, uuidOf[models.UserID]),
		o.ofContact("v.contact_id", f.ContactID),
		o.when(f.CreatedAt, column("v.created_at")))
}
