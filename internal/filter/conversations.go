package filter

import (
	"slices"

	"kith/models"
)

// conversations compiles the conditions on a contact's conversations.
func (o Options) conversations(f *models.ConversationsFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Some != nil {
		c := o.conversation(f.Some)
		all = append(all, expr(`c.id IN (
			SELECT v.contact_id
			FROM conversations v
			WHERE v.account_id = ? AND `+c.SQL+`)`, slices.Concat([]any{o.AccountID}, c.Args)...))
	}
	if f.Every != nil {
		all = append(all, o.hasNone(not(o.conversation(f.Every))))
	}
	if f.None != nil {
		all = append(all, o.hasNone(o.conversation(f.None)))
	}
	count := column(`(
		SELECT count(*)
		FROM conversations v
		WHERE v.account_id = ? AND v.contact_id = c.id)`)
	count.Args = []any{o.AccountID}
	return and(append(all, number{value: count}.matches(f.Count))...)
}

func (o Options) hasNone(c Clause) Clause {
	return expr(`NOT EXISTS (
		SELECT FROM conversations v
		WHERE v.account_id = ? AND v.contact_id = c.id AND `+c.SQL+`)`, slices.Concat([]any{o.AccountID}, c.Args)...)
}

func (o Options) conversation(f *models.ConversationFilter) Clause {
	if f == nil {
		return expr(always)
	}
	return and(
		joins(f.And, f.Or, f.Not, o.conversation),
		status(f.Status),
		refers(column("v.inbox_id"), f.InboxID, uuidOf[models.InboxID]),
		refers(column("v.assignee_id"), f.AssigneeID, uuidOf[models.UserID]),
		refers(column("v.team_id"), f.TeamID, uuidOf[models.TeamID]),
		priority(f.Priority),
		o.labels(f.Labels, labelsOfConversation),
		o.when(f.CreatedAt, column("v.created_at")),
		o.when(f.LastActivityAt, column("v.last_activity_at")),
		refers(column("v.contact_id"), f.ContactID, uuidOf[models.ContactID]),
		o.ofCompany(f.CompanyID),
		number{value: column("v.display_id")}.matches(f.DisplayID),
		o.when(f.WaitingSince, column("v.waiting_since")))
}

// ofCompany compiles a condition on the company of a conversation's contact.
func (o Options) ofCompany(f *models.IDFilter) Clause {
	if f == nil {
		return expr(always)
	}
	c := refers(column("o.company_id"), f, o.company)
	return expr(`v.contact_id IN (
		SELECT o.id
		FROM contacts o
		WHERE o.account_id = ? AND `+c.SQL+`)`, slices.Concat([]any{o.AccountID}, c.Args)...)
}

// joins compiles the filters that a filter joins.
func joins[F any](all, some []F, none *F, compile func(*F) Clause) Clause {
	var clauses []Clause
	for i := range all {
		clauses = append(clauses, compile(&all[i]))
	}
	if some != nil {
		branches := make([]Clause, len(some))
		for i := range some {
			branches[i] = compile(&some[i])
		}
		clauses = append(clauses, or(branches...))
	}
	if none != nil {
		clauses = append(clauses, not(compile(none)))
	}
	return and(clauses...)
}

func status(f *models.ConversationStatusFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, expr("v.status = ?", string(*f.Eq)))
	}
	if f.Ne != nil {
		all = append(all, expr("v.status <> ?", string(*f.Ne)))
	}
	if f.In != nil {
		all = append(all, isOneOf("v.status", f.In))
	}
	if f.Nin != nil {
		all = append(all, not(isOneOf("v.status", f.Nin)))
	}
	return and(all...)
}

// priority compiles a condition on a priority, which is NULL if there is none.
func priority(f *models.ConversationPriorityFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, hasPriority(*f.Eq))
	}
	if f.Ne != nil {
		all = append(all, not(hasPriority(*f.Ne)))
	}
	if f.In != nil {
		all = append(all, hasPriority(f.In...))
	}
	if f.Nin != nil {
		all = append(all, not(hasPriority(f.Nin...)))
	}
	if f.IsNull != nil {
		none := hasPriority(models.NoPriority)
		if !*f.IsNull {
			none = not(none)
		}
		all = append(all, none)
	}
	return and(all...)
}

// hasPriority compiles a list of priorities; their Value method knows how they are stored.
func hasPriority(choice ...models.ConversationPriority) Clause {
	all := make([]Clause, len(choice))
	for i, p := range choice {
		all[i] = expr("v.priority = ?", p)
	}
	return or(all...)
}
