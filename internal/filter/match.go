package filter

import (
	"math/big"
	"slices"
	"strings"

	"kith/models"
	"kith/models/typeid"
)

// Record is a contact with everything that a filter can test.
type Record struct {
	Contact *models.Contact
	// Company is the name of the linked company, blank without one.
	Company string
	// Presence is the last heartbeat, nil without one.
	Presence *models.Presence
	Labels   []string
	InboxIDs []models.InboxID
	// MergedIDs are the ids of contacts that were merged into it.
	MergedIDs     []models.ContactID
	Conversations []Conversation
}

// Conversation is a conversation with its labels.
type Conversation struct {
	*models.Conversation
	Labels []string
	// CompanyID is the company of its contact, nil if it has none.
	CompanyID *models.CompanyID
}

// ofCompany returns the conversations of the record as those of its company.
func (r *Record) ofCompany() []Conversation {
	all := slices.Clone(r.Conversations)
	for i := range all {
		all[i].CompanyID = r.Contact.CompanyID
	}
	return all
}

// Match reports whether a record satisfies a filter that Check accepts, with the same result as the SQL of Contacts.
func Match(f *models.ContactFilter, r Record, o Options) bool {
	contact := *r.Contact
	contact.Derive(r.Company)
	r.Contact = &contact
	return o.matchContact(f, &r)
}

func (o Options) matchContact(f *models.ContactFilter, r *Record) bool {
	if f == nil {
		return true
	}
	holds := func(f models.ContactFilter) bool { return o.matchContact(&f, r) }
	c := r.Contact
	switch {
	case slices.ContainsFunc(f.And, func(f models.ContactFilter) bool { return !holds(f) }),
		f.Or != nil && !slices.ContainsFunc(f.Or, holds),
		f.Not != nil && holds(*f.Not),
		f.IDs != nil && !slices.Contains(f.IDs, c.ID) && !slices.ContainsFunc(r.MergedIDs, func(id models.ContactID) bool {
			return slices.Contains(f.IDs, id)
		}),
		!matchID(f.CompanyID, idsOf(c.CompanyID), o.company),
		!matchID(f.InboxID, r.inboxes(), uuidOf[models.InboxID]),
		!matchType(f.ContactType, c.ContactType),
		!o.matchState(f, r),
		!o.matchTime(f.CreatedAt, &c.CreatedAt),
		!o.matchTime(f.UpdatedAt, &c.UpdatedAt),
		!o.matchTime(f.LastActivityAt, c.LastActivityAt),
		!o.matchLabels(f.Labels, r.Labels),
		!o.matchAttributes(f.CustomAttributes, c.CustomAttributes),
		!o.matchConversations(f.Conversations, r.ofCompany()),
		!matchNumber(f.CsatAverage, csatAverage(c.CsatCounts)):
		return false
	}
	return !slices.ContainsFunc(textFields, func(t textField) bool {
		return !t.match(t.of(f), stored(t.stored(c)), t.equal)
	}) && !slices.ContainsFunc(addressFields, func(a addresses) bool { return !a.match(a.of(f), c) })
}

func stored(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// match tests a stored text; blank text is NULL.
func (f folding) match(filter *models.StringFilter, stored string, equal func(stored, operand string) bool) bool {
	if filter == nil {
		return true
	}
	if filter.Caseless() {
		if f.exact || f.lower {
			f, equal = anyCase, anyCase.equal
		}
	}
	is := func(operand string) bool { return stored != "" && equal(stored, operand) }
	contains := func(operand string) bool {
		return stored != "" && strings.Contains(f.cased(stored), f.cased(f.part(operand)))
	}
	switch {
	case filter.Eq != nil && !is(*filter.Eq),
		filter.Ne != nil && is(*filter.Ne),
		filter.In != nil && !slices.ContainsFunc(filter.In, is),
		filter.Nin != nil && slices.ContainsFunc(filter.Nin, is),
		filter.Contains != nil && !contains(*filter.Contains),
		filter.NotContains != nil && contains(*filter.NotContains),
		filter.StartsWith != nil && (stored == "" || !strings.HasPrefix(f.cased(stored), f.cased(f.whole(*filter.StartsWith)))),
		filter.EndsWith != nil && (stored == "" || !strings.HasSuffix(f.cased(stored), f.cased(f.part(*filter.EndsWith)))),
		filter.IsNull != nil && *filter.IsNull != (stored == ""):
		return false
	}
	return true
}

func (f folding) equal(stored, operand string) bool {
	if f.alike != nil {
		return slices.Contains(f.forms([]string{operand}), stored)
	}
	return f.cased(stored) == f.cased(f.whole(operand))
}

// cased lower-cases as PostgreSQL does for columns without a folded form.
func (f folding) cased(s string) string {
	if f.lower {
		return strings.ToLower(s)
	}
	return s
}

func matchType(f *models.ContactTypeFilter, t models.ContactType) bool {
	return f == nil || (f.Eq == nil || *f.Eq == t) && (f.Ne == nil || *f.Ne != t) && (f.In == nil || slices.Contains(f.In, t)) &&
		!slices.Contains(f.Nin, t)
}

func (o Options) matchState(f *models.ContactFilter, r *Record) bool {
	c := r.Contact
	identified := c.Email != nil || c.PhoneNumber != nil || c.Identifier != nil
	switch {
	case f.Blocked != nil && *f.Blocked != c.Blocked,
		f.Availability != nil && *f.Availability != r.Presence.At(o.now()),
		f.Resolved != nil && *f.Resolved == models.ResolvedIdentified && !identified,
		f.Resolved != nil && *f.Resolved == models.ResolvedLeads && c.ContactType != models.Lead,
		f.StaleSince != nil && (identified || len(r.Conversations) > 0 || !c.CreatedAt.Before(f.StaleSince.Time)):
		return false
	}
	return true
}

// matchLabels tests the titles of a record's labels. Those that a filter names by their ids are looked up in Options.Labels.
func (o Options) matchLabels(f *models.LabelsFilter, labels []string) bool {
	if f == nil {
		return true
	}
	has := func(given string) bool { return slices.Contains(labels, title(given)) }
	hasNot := func(given string) bool { return !has(given) }
	hasID := func(id models.LabelID) bool {
		return slices.ContainsFunc(labels, func(title string) bool {
			own, known := o.Labels[title]
			return known && own == id
		})
	}
	hasNotID := func(id models.LabelID) bool { return !hasID(id) }
	switch {
	case (f.Any != nil || f.AnyIDs != nil) && !slices.ContainsFunc(f.Any, has) && !slices.ContainsFunc(f.AnyIDs, hasID),
		slices.ContainsFunc(f.All, hasNot), slices.ContainsFunc(f.AllIDs, hasNotID),
		slices.ContainsFunc(f.None, has), slices.ContainsFunc(f.NoneIDs, hasID),
		f.IsEmpty != nil && *f.IsEmpty != (len(labels) == 0):
		return false
	}
	return true
}

func (o Options) matchConversations(f *models.ConversationsFilter, all []Conversation) bool {
	if f == nil {
		return true
	}
	count := big.NewRat(int64(len(all)), 1)
	switch {
	case f.Some != nil && !slices.ContainsFunc(all, func(c Conversation) bool { return MatchConversation(f.Some, c, o) }),
		f.Every != nil && slices.ContainsFunc(all, func(c Conversation) bool { return !MatchConversation(f.Every, c, o) }),
		f.None != nil && slices.ContainsFunc(all, func(c Conversation) bool { return MatchConversation(f.None, c, o) }):
		return false
	}
	return matchNumber(f.Count, count)
}

// MatchConversation is Match for a filter of conversations.
func MatchConversation(f *models.ConversationFilter, c Conversation, o Options) bool {
	if f == nil {
		return true
	}
	holds := func(f models.ConversationFilter) bool { return MatchConversation(&f, c, o) }
	switch {
	case slices.ContainsFunc(f.And, func(f models.ConversationFilter) bool { return !holds(f) }),
		f.Or != nil && !slices.ContainsFunc(f.Or, holds),
		f.Not != nil && holds(*f.Not),
		!matchID(f.InboxID, []string{c.InboxID.UUID.String()}, uuidOf[models.InboxID]),
		!matchID(f.ContactID, idsOf(&c.ContactID), uuidOf[models.ContactID]),
		!matchID(f.CompanyID, idsOf(c.CompanyID), o.company),
		!matchNumber(f.DisplayID, big.NewRat(int64(c.DisplayID), 1)),
		!o.matchTime(f.WaitingSince, c.WaitingSince),
		!matchID(f.AssigneeID, idsOf(c.AssigneeID), uuidOf[models.UserID]),
		!matchID(f.TeamID, idsOf(c.TeamID), uuidOf[models.TeamID]),
		!matchStatus(f.Status, c.Status),
		!matchPriority(f.Priority, c.Urgency),
		!o.matchLabels(f.Labels, c.Labels),
		!o.matchTime(f.CreatedAt, &c.CreatedAt),
		!o.matchTime(f.LastActivityAt, &c.LastActivityAt):
		return false
	}
	return true
}

func matchStatus(f *models.ConversationStatusFilter, s models.ConversationStatus) bool {
	return f == nil || (f.Eq == nil || *f.Eq == s) && (f.Ne == nil || *f.Ne != s) && (f.In == nil || slices.Contains(f.In, s)) &&
		!slices.Contains(f.Nin, s)
}

func matchPriority(f *models.ConversationPriorityFilter, p models.ConversationPriority) bool {
	return f == nil || (f.Eq == nil || *f.Eq == p) && (f.Ne == nil || *f.Ne != p) && (f.In == nil || slices.Contains(f.In, p)) &&
		!slices.Contains(f.Nin, p) && (f.IsNull == nil || *f.IsNull == (p == ""))
}

// idsOf returns the id of a reference, nothing without one.
func idsOf[K ~struct{ typeid.ID[N] }, N typeid.Noun](id *K) []string {
	if id == nil {
		return nil
	}
	return []string{struct{ typeid.ID[N] }(*id).UUID.String()}
}

func (r *Record) inboxes() []string {
	all := make([]string, len(r.InboxIDs))
	for i, id := range r.InboxIDs {
		all[i] = id.UUID.String()
	}
	return all
}
