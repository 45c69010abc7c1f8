package filter

import "kith/models"

func (o Options) contact(f *models.ContactFilter) Clause {
	if f == nil {
		return expr(always)
	}
	all := []Clause{joins(f.And, f.Or, f.Not, o.contact)}
	if f.IDs != nil {
		all = append(all, o.amongContacts("c.id", texts(f.IDs, func(id models.ContactID) string { return id.UUID.String() })))
	}
	for _, t := range textFields {
		all = append(all, text{value: column(t.column), folding: t.folding, searched: t.searched}.matches(t.of(f)))
	}
	for _, a := range addressFields {
		all = append(all, a.matches(a.of(f), o.AccountID))
	}
	all = append(all,
		contactType(f.ContactType),
		o.state(f),
		o.when(f.CreatedAt, column("c.created_at")),
		o.when(f.UpdatedAt, column("c.updated_at")),
		o.when(f.LastActivityAt, column("c.last_activity_at")),
		o.labels(f.Labels, labelsOfContact))
	all = append(all, refers(column("c.company_id"), f.CompanyID, o.company), o.linkedTo(f.InboxID))
	for i := range f.CustomAttributes {
		all = append(all, o.attribute(&f.CustomAttributes[i]))
	}
	return and(append(all,
		o.conversations(f.Conversations),
		number{value: column("c.csat_average")}.matches(f.CsatAverage))...)
}

func contactType(f *models.ContactTypeFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, expr("c.contact_type = ?", string(*f.Eq)))
	}
	if f.Ne != nil {
		all = append(all, expr("c.contact_type <> ?", string(*f.Ne)))
	}
	if f.In != nil {
		all = append(all, isOneOf("c.contact_type", f.In))
	}
	if f.Nin != nil {
		all = append(all, not(isOneOf("c.contact_type", f.Nin)))
	}
	return and(all...)
}

// state compiles a condition on a single value.
func (o Options) state(f *models.ContactFilter) Clause {
	var all []Clause
	if f.Blocked != nil {
		all = append(all, expr("c.blocked = ?", *f.Blocked))
	}
	if f.Availability != nil {
		all = append(all, o.isAvailable(*f.Availability))
	}
	if f.Resolved != nil && *f.Resolved == models.ResolvedIdentified {
		all = append(all, not(expr(anonymous)))
	}
	if f.Resolved != nil && *f.Resolved == models.ResolvedLeads {
		all = append(all, expr("c.contact_type = 'LEAD'"))
	}
	if f.StaleSince != nil {
		all = append(all, expr(anonymous), expr("c.created_at < ?", f.StaleSince.Time), expr(`NOT EXISTS (
			SELECT FROM conversations v
			WHERE v.account_id = ? AND v.contact_id = c.id)`, o.AccountID))
	}
	return and(all...)
}

const anonymous = "(c.email IS NULL AND c.phone_number IS NULL AND c.identifier IS NULL)"

// isAvailable follows models.Presence.At: a contact without a valid heartbeat is offline.
func (o Options) isAvailable(a models.Availability) Clause {
	if a == models.Offline {
		return not(or(o.isAvailable(models.Online), o.isAvailable(models.Busy)))
	}
	return expr(`c.id IN (
		SELECT p.contact_id
		FROM contact_presence p
		WHERE p.account_id = ? AND p.availability = ? AND p.seen_at > ?)`, o.AccountID, string(a), o.now().Add(-models.PresenceLifetime))
}
