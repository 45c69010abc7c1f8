package filter

import (
	"reflect"
	"slices"

	"kith/models"
	"kith/models/typeid"
)

// uuidOf reads the public form of an id; what is none becomes the zero id, which no row has.
func uuidOf[K ~struct{ typeid.ID[N] }, N typeid.Noun](public string) string {
	return struct{ typeid.ID[N] }(typeid.Read[K](public)).UUID.String()
}

// company reads the public form of the id of a company; that of a merged company becomes its survivor's.
func (o Options) company(public string) string {
	id := typeid.Read[models.CompanyID](public)
	if survivor, merged := o.Companies[id]; merged {
		id = survivor
	}
	return id.UUID.String()
}

// Companies returns the companies that a filter of contacts or conversations names, for Options.Companies.
func Companies(f any) (all []models.CompanyID) {
	visit(reflect.ValueOf(f), nil, func(v reflect.Value, path []string) {
		if f, ok := v.Addr().Interface().(*models.IDFilter); ok && referring[path[len(path)-1]] == models.CompanyReference {
			for _, r := range idReferences(f, models.CompanyReference, path) {
				all = append(all, typeid.Read[models.CompanyID](r.ID))
			}
		}
	})
	return all
}

// refers compiles a condition on a column with the id of another record, which read reads from its public form.
func refers(v value, f *models.IDFilter, read func(string) string) Clause {
	return references(f, func(ids []string) Clause {
		if len(ids) == 1 {
			return with(v.Clause, " = ?::uuid", read(ids[0]))
		}
		return with(v.Clause, " = ANY(?::uuid[])", texts(ids, read))
	}, v.null)
}

// references compiles the operators of an IDFilter from the two conditions that they are made of.
func references(f *models.IDFilter, among func(ids []string) Clause, null func(bool) Clause) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, among([]string{*f.Eq}))
	}
	if f.Ne != nil {
		all = append(all, not(among([]string{*f.Ne})))
	}
	if f.In != nil {
		all = append(all, among(f.In))
	}
	if f.Nin != nil {
		all = append(all, not(among(f.Nin)))
	}
	if f.IsNull != nil {
		all = append(all, null(*f.IsNull))
	}
	return and(all...)
}

// amongContacts is true for the contacts with the ids, those of merged contacts being their survivors'. The planner assumes that an array
// it cannot see is short, and so looks each id up in the index.
func (o Options) amongContacts(column string, ids []string) Clause {
	return expr(column+` = ANY(ARRAY(
		SELECT unnest(?::uuid[])
		UNION ALL
		SELECT a.contact_id FROM contact_aliases a WHERE a.account_id = ? AND a.id = ANY(?::uuid[])))`, ids, o.AccountID, ids)
}

// ofContact compiles a condition on a column with the id of a contact.
func (o Options) ofContact(name string, f *models.IDFilter) Clause {
	among := func(ids []string) Clause { return o.amongContacts(name, texts(ids, uuidOf[models.ContactID])) }
	return references(f, among, column(name).null)
}

// linkedTo compiles a condition on the inboxes that a contact is linked to.
func (o Options) linkedTo(f *models.IDFilter) Clause {
	const links = "FROM contact_inboxes ci WHERE ci.account_id = ?"
	return references(f, func(ids []string) Clause {
		if len(ids) == 1 {
			return expr("c.id IN (SELECT ci.contact_id "+links+" AND ci.inbox_id = ?::uuid)", o.AccountID, uuidOf[models.InboxID](ids[0]))
		}
		return expr("c.id IN (SELECT ci.contact_id "+links+" AND ci.inbox_id = ANY(?::uuid[]))", o.AccountID,
			texts(ids, uuidOf[models.InboxID]))
	}, func(isNull bool) Clause {
		linked := expr("EXISTS (SELECT "+links+" AND ci.contact_id = c.id)", o.AccountID)
		if isNull {
			return not(linked)
		}
		return linked
	})
}

// matchID tests the ids that a record refers to, in memory; most records have at most one.
func matchID(f *models.IDFilter, stored []string, read func(string) string) bool {
	if f == nil {
		return true
	}
	has := func(id string) bool { return slices.Contains(stored, read(id)) }
	switch {
	case f.Eq != nil && !has(*f.Eq),
		f.Ne != nil && has(*f.Ne),
		f.In != nil && !slices.ContainsFunc(f.In, has),
		slices.ContainsFunc(f.Nin, has),
		f.IsNull != nil && *f.IsNull != (len(stored) == 0):
		return false
	}
	return true
}
