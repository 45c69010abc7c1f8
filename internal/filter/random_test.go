package filter_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"kith/internal/filter"
	"kith/models"
)

// tree returns a random filter within the bounds.
func (w *world) tree(r *rand.Rand) *models.ContactFilter {
	for {
		if f := w.branch(r, 1+r.IntN(4)); filter.Check(f) == nil {
			return f
		}
	}
}

// single returns a filter with a condition on one field.
func (w *world) single(r *rand.Rand) *models.ContactFilter {
	for {
		f := &models.ContactFilter{}
		if w.leaf(r, f); filter.Check(f) == nil {
			return f
		}
	}
}

// conversationTree returns a random filter of conversations within the bounds.
func (w *world) conversationTree(r *rand.Rand) *models.ConversationFilter {
	for {
		f := w.conversationFilter(r)
		switch r.IntN(6) {
		case 0:
			f.And = []models.ConversationFilter{*w.conversationFilter(r), *w.conversationFilter(r)}
		case 1:
			f.Or = []models.ConversationFilter{*w.conversationFilter(r), *w.conversationFilter(r)}
		case 2:
			f.Not = w.conversationFilter(r)
		}
		if filter.CheckConversations(f) == nil {
			return f
		}
	}
}

func (w *world) branch(r *rand.Rand, depth int) *models.ContactFilter {
	f := &models.ContactFilter{}
	for range 1 + r.IntN(8)/7 {
		w.leaf(r, f)
	}
	if depth == 1 || r.IntN(3) == 0 {
		return f
	}
	if r.IntN(2) == 0 {
		f = &models.ContactFilter{}
	}
	branches := make([]models.ContactFilter, r.IntN(4))
	for i := range branches {
		branches[i] = *w.branch(r, depth-1)
	}
	switch r.IntN(3) {
	case 0:
		f.And = branches
	case 1:
		f.Or = branches
	default:
		f.Not = w.branch(r, depth-1)
	}
	return f
}

// leaf adds a condition on one field.
func (w *world) leaf(r *rand.Rand, f *models.ContactFilter) {
	record := pick(r, w.records)
	c := record.Contact
	switch r.IntN(29) {
	case 0:
		f.IDs = append(slices.Clip(record.MergedIDs), c.ID, pick(r, w.records).Contact.ID, models.ContactID{})[:r.IntN(4)]
	case 1:
		f.Name = text(r, c.Name)
	case 2:
		f.Email = text(r, someAddress(r, c, models.PointEmail))
	case 3:
		f.PhoneNumber = text(r, deref(c.PhoneNumber))
		if r.IntN(2) == 0 && len(deref(c.PhoneNumber)) > 6 {
			number := *c.PhoneNumber
			f.PhoneNumber = text(r, number[:2]+" ("+number[2:5]+") "+number[5:8]+"-"+number[8:])
		}
	case 4:
		f.Identifier = text(r, someAddress(r, c, models.PointIdentifier))
	case 5:
		f.CompanyName = text(r, pick(r, []string{"Acme 100%", "MULLER & SOHNE", deref(c.AdditionalAttributes.CompanyName)}))
	case 6:
		if r.IntN(2) == 0 {
			f.Referer = text(r, deref(c.AdditionalAttributes.Referer))
		} else {
			f.JobTitle = text(r, deref(c.AdditionalAttributes.JobTitle))
		}
	case 7:
		f.City = text(r, deref(c.AdditionalAttributes.City))
	case 8:
		f.Country = text(r, deref(c.AdditionalAttributes.Country))
	case 9:
		f.CountryCode = text(r, deref(c.CountryCode))
	case 10:
		f.ContactType = contactType(r)
	case 11:
		f.Blocked = new(r.IntN(2) == 0)
	case 12:
		f.Availability = new(pick(r, []models.Availability{models.Online, models.Busy, models.Offline}))
	case 13:
		f.Resolved = new(pick(r, []models.ResolvedRule{models.ResolvedIdentified, models.ResolvedLeads}))
	case 14:
		f.StaleSince = new(when(r))
	case 15:
		f.CreatedAt = instant(r)
	case 16:
		f.UpdatedAt = instant(r)
	case 17:
		f.LastActivityAt = instant(r)
	case 18:
		f.Labels = labelled(r)
	case 19:
		ids := []string{"company_unknown"}
		for id := range w.companies {
			ids = append(ids, id.String())
		}
		slices.Sort(ids)
		f.CompanyID = reference(r, ids)
	case 20:
		f.InboxID = reference(r, publicIDs(w.inboxes))
	case 21:
		f.CsatAverage = number(r)
	case 24:
		f.MiddleName = text(r, c.MiddleName)
	case 25:
		f.LastName = text(r, c.LastName)
	case 22, 23:
		f.Conversations = w.conversations(r)
	default:
		for range 1 + r.IntN(5)/4 {
			f.CustomAttributes = append(f.CustomAttributes, custom(r))
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// operand returns what somebody might look for who wants the value: it, in another case, a part of it, or something else.
func operand(r *rand.Rand, value string) string {
	switch r.IntN(8) {
	case 0:
		return strings.ToUpper(value)
	case 1:
		return strings.ToLower(value)
	case 2:
		return pick(r, append(names, words...))
	case 3, 4:
		return value
	}
	runes := []rune(value)
	from := r.IntN(len(runes) + 1)
	to := from + r.IntN(len(runes)-from+1)
	switch r.IntN(3) {
	case 0:
		from = 0
	case 1:
		to = len(runes)
	}
	return string(runes[from:to])
}

func text(r *rand.Rand, value string) *models.StringFilter {
	f := &models.StringFilter{}
	for range 1 + r.IntN(6)/5 {
		given, values := operand(r, value), []string{operand(r, value), pick(r, names), operand(r, value)}[:r.IntN(4)]
		if r.IntN(8) == 0 {
			values = append(values, words[:12]...)
		}
		switch r.IntN(9) {
		case 0:
			f.Eq = &given
		case 1:
			f.Ne = &given
		case 2:
			f.In = values
		case 3:
			f.Nin = values
		case 4:
			f.Contains = &given
		case 5:
			f.NotContains = &given
		case 6:
			f.StartsWith = &given
		case 7:
			f.EndsWith = &given
		default:
			f.IsNull = new(r.IntN(2) == 0)
		}
	}
	if r.IntN(4) == 0 {
		f.IgnoreCase = new(true)
	}
	return f
}

func number(r *rand.Rand) *models.NumberFilter {
	f := &models.NumberFilter{}
	for range 1 + r.IntN(5)/4 {
		n := pick(r, numbers)
		switch r.IntN(9) {
		case 8:
			f.Nin = some(r, numbers, 5)
		case 0:
			f.Eq = &n
		case 1:
			f.Ne = &n
		case 2:
			f.Lt = &n
		case 3:
			f.Lte = &n
		case 4:
			f.Gt = &n
		case 5:
			f.Gte = &n
		case 6:
			f.In = some(r, numbers, 5)
		default:
			f.IsNull = new(r.IntN(2) == 0)
		}
	}
	return f
}

func instant(r *rand.Rand) *models.DateTimeFilter {
	f := &models.DateTimeFilter{}
	for range 1 + r.IntN(5)/4 {
		at, span := when(r), pick(r, []string{"P30D", "PT1H", "P1M", "P1Y", "P1W", "PT89S", "PT0S", "P999Y", "P1Y2M3DT4H5M6S"})
		switch r.IntN(11) {
		case 8:
			f.Ne = &at
		case 0:
			f.Eq = &at
		case 1:
			f.Lt = &at
		case 2:
			f.Lte = &at
		case 3:
			f.Gt = &at
		case 4:
			f.Gte = &at
		case 5:
			f.WithinLast = &span
		case 6:
			f.OlderThan = &span
		case 9:
			f.WithinNext = &span
		case 10:
			f.During = new(pick(r, periods))
		default:
			f.IsNull = new(r.IntN(2) == 0)
		}
	}
	return f
}

func contactType(r *rand.Rand) *models.ContactTypeFilter {
	types := []models.ContactType{models.Visitor, models.Lead, models.Customer}
	switch r.IntN(4) {
	case 3:
		return &models.ContactTypeFilter{Ne: new(pick(r, types))}
	case 0:
		return &models.ContactTypeFilter{Eq: new(pick(r, types))}
	case 1:
		return &models.ContactTypeFilter{In: some(r, types, 3)}
	default:
		return &models.ContactTypeFilter{Nin: some(r, types, 3)}
	}
}

func labelled(r *rand.Rand) *models.LabelsFilter {
	titles := some(r, append(slices.Clone(labels), "unknown", " VIP "), 3)
	switch r.IntN(4) {
	case 0:
		return &models.LabelsFilter{Any: titles}
	case 1:
		return &models.LabelsFilter{All: titles}
	case 2:
		return &models.LabelsFilter{None: titles}
	default:
		return &models.LabelsFilter{IsEmpty: new(r.IntN(2) == 0)}
	}
}

func custom(r *rand.Rand) models.CustomAttributeFilter {
	f := models.CustomAttributeFilter{Key: pick(r, keys)}
	switch r.IntN(13) {
	case 12:
		f.Boolean = &models.BooleanFilter{Ne: new(r.IntN(2) == 0)}
	case 0, 1, 2:
		f.Text = text(r, pick(r, append(slices.Clone(words), dates...)))
	case 3, 4:
		f.Number = number(r)
	case 5:
		f.Boolean = &models.BooleanFilter{Eq: new(r.IntN(2) == 0)}
	case 6:
		f.Boolean = &models.BooleanFilter{IsNull: new(r.IntN(2) == 0)}
	case 7, 8:
		f.Key, f.Date = pick(r, []string{f.Key, "since"}), day(r) // the key of the dates
	case 9:
		f.List = &models.ListFilter{Any: some(r, words, 3)}
	case 10:
		f.List = pick(r, []*models.ListFilter{{All: some(r, words, 2)}, {None: some(r, words, 3)}})
	default:
		f.IsNull = new(r.IntN(2) == 0)
	}
	return f
}

func (w *world) conversations(r *rand.Rand) *models.ConversationsFilter {
	switch r.IntN(4) {
	case 0:
		return &models.ConversationsFilter{Some: w.conversationFilter(r)}
	case 1:
		return &models.ConversationsFilter{Every: w.conversationFilter(r)}
	case 2:
		return &models.ConversationsFilter{None: w.conversationFilter(r)}
	default:
		return &models.ConversationsFilter{Count: number(r)}
	}
}

func (w *world) conversationFilter(r *rand.Rand) *models.ConversationFilter {
	f := &models.ConversationFilter{}
	for range r.IntN(3) {
		switch r.IntN(11) {
		case 0:
			f.Status = status(r)
		case 1:
			f.InboxID = reference(r, publicIDs(w.inboxes))
		case 2:
			f.AssigneeID = reference(r, publicIDs(w.users))
		case 3:
			f.Labels = labelled(r)
		case 4:
			f.Priority = priority(r)
		case 5:
			f.CreatedAt = instant(r)
		case 6:
			f.TeamID = reference(r, publicIDs(w.teams))
		case 7:
			f.DisplayID = number(r)
		case 8:
			f.WaitingSince = instant(r)
		case 9:
			f.CompanyID = reference(r, w.companyIDs())
		default:
			f.LastActivityAt = instant(r)
		}
	}
	return f
}

func status(r *rand.Rand) *models.ConversationStatusFilter {
	all := []models.ConversationStatus{models.Open, models.Pending, models.Snoozed, models.Resolved}
	switch r.IntN(4) {
	case 0:
		return &models.ConversationStatusFilter{Eq: new(pick(r, all))}
	case 1:
		return &models.ConversationStatusFilter{Ne: new(pick(r, all))}
	case 2:
		return &models.ConversationStatusFilter{Nin: some(r, all, 3)}
	default:
		return &models.ConversationStatusFilter{In: some(r, all, 3)}
	}
}

func priority(r *rand.Rand) *models.ConversationPriorityFilter {
	all := []models.ConversationPriority{models.Low, models.Medium, models.High, models.Urgent}
	switch r.IntN(5) {
	case 0:
		return &models.ConversationPriorityFilter{Eq: new(pick(r, all))}
	case 1:
		return &models.ConversationPriorityFilter{Ne: new(pick(r, all))}
	case 2:
		return &models.ConversationPriorityFilter{Nin: some(r, all, 3)}
	case 3:
		return &models.ConversationPriorityFilter{IsNull: new(r.IntN(2) == 0)}
	default:
		return &models.ConversationPriorityFilter{In: some(r, all, 3)}
	}
}
