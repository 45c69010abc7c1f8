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
	var all []Clause
	if f.Status != nil {
		all = append(all, isOneOf("v.status", f.Status))
	}
	if f.InboxID != nil {
		all = append(all, expr("v.inbox_id = ?", *f.InboxID))
	}
	if f.AssigneeID != nil {
		all = append(all, expr("v.assignee_id = ?", *f.AssigneeID))
	}
	if f.Priority != nil {
		all = append(all, priority(f.Priority))
	}
	return and(append(all,
		o.labels(f.Labels, labelsOfConversation),
		o.when(f.CreatedAt, column("v.created_at")),
		o.when(f.LastActivityAt, column("v.last_activity_at")))...)
}

// priority compiles a list of priorities; their Value method knows how they are stored.
func priority(choice []models.ConversationPriority) Clause {
	all := make([]Clause, len(choice))
	for i, p := range choice {
		all[i] = expr("v.priority = ?", p)
	}
	return or(all...)
}
