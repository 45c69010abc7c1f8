package filter

import (
	"slices"
	"strings"

	"kith/models"
)

// addresses are the contact's addresses of a kind as operators compare them: a condition holds if it holds for one of them. Operands of
// eq, ne, in and nin are compared in canonical form. So are parts of addresses, except that an operand with letters beyond ASCII is looked
// for in the address as it was written, because domains are in A-labels in the canonical form.
type addresses struct {
	kind models.PointKind
	folding
	of func(*models.ContactFilter) *models.StringFilter
	// column is NULL if the contact has none.
	column string
	// caseless has a filter ignore case where it would compare exactly.
	caseless bool
}

var addressFields = []addresses{
	{models.PointEmail, asEmail, func(f *models.ContactFilter) *models.StringFilter { return f.Email }, "c.email", false},
	{models.PointPhone, asPhone, func(f *models.ContactFilter) *models.StringFilter { return f.PhoneNumber }, "c.phone_number", false},
	{models.PointIdentifier, exactly, func(f *models.ContactFilter) *models.StringFilter { return f.Identifier }, "c.identifier", false},
}

// key is the canonical form of an operand that is compared with whole addresses.
func (a addresses) key(operand string) string {
	if key, ok := models.ReadPointKey(a.kind, a.whole(operand), "", ""); ok {
		return key.Key
	}
	return a.whole(operand)
}

// form is the column that a part of an address is looked for in.
func form(operand string) string {
	if isASCII(operand) {
		return "p.key"
	}
	return "p.value"
}

// like is the condition on an address that a pattern made of an operand is compared with.
func (a addresses) like(operand string) string {
	if a.caseless {
		return "lower(" + form(operand) + ") LIKE lower(?::text)"
	}
	return form(operand) + " LIKE ?::text"
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > '~' }) < 0 }

func (a addresses) matches(f *models.StringFilter, account int64) Clause {
	if f == nil {
		return expr(always)
	}
	a.caseless = a.exact && f.Caseless()
	var all []Clause
	if f.Eq != nil {
		all = append(all, a.isOneOf([]string{*f.Eq}, account))
	}
	if f.Ne != nil {
		all = append(all, not(a.isOneOf([]string{*f.Ne}, account)))
	}
	if f.In != nil {
		all = append(all, a.isOneOf(f.In, account))
	}
	if f.Nin != nil {
		all = append(all, not(a.isOneOf(f.Nin, account)))
	}
	if f.Contains != nil {
		all = append(all, a.contains(*f.Contains, account))
	}
	if f.NotContains != nil {
		all = append(all, not(a.contains(*f.NotContains, account)))
	}
	if f.StartsWith != nil {
		operand := a.whole(*f.StartsWith)
		all = append(all, a.among(a.like(operand), account, likeEscapes.Replace(operand)+"%"))
	}
	if f.EndsWith != nil {
		operand := a.part(*f.EndsWith)
		all = append(all, a.searches(operand), a.has(a.like(operand), account, "%"+likeEscapes.Replace(operand)))
	}
	if f.IsNull != nil {
		all = append(all, column(a.column).null(*f.IsNull))
	}
	return and(all...)
}

func (a addresses) isOneOf(operands []string, account int64) Clause {
	switch keys := texts(operands, a.key); {
	case len(keys) == 0:
		return expr(never)
	case a.caseless:
		return a.among("lower(p.key) = ANY(ARRAY(SELECT lower(o) FROM unnest(?::text[]) o))", account, keys)
	case len(keys) > planned:
		return a.among("p.key = ANY(ARRAY(SELECT unnest(?::text[])))", account, keys)
	default:
		return a.among("p.key = ANY(?::text[])", account, keys)
	}
}

// among is the condition for contacts with an address that is found by its index.
func (a addresses) among(condition string, account int64, arg any) Clause {
	return expr(`c.id IN (
		SELECT p.contact_id
		FROM contact_points p
		WHERE p.account_id = ? AND p.kind = '`+string(a.kind)+`' AND `+condition+`)`, account, arg)
}

// has is the condition for contacts with an address that is found among those of the contact.
func (a addresses) has(condition string, account int64, arg any) Clause {
	return expr(`EXISTS (
		SELECT FROM contact_points p
		WHERE p.account_id = ? AND p.contact_id = c.id AND p.kind = '`+string(a.kind)+`' AND `+condition+`)`, account, arg)
}

func (a addresses) contains(operand string, account int64) Clause {
	operand = a.part(operand)
	return and(a.searches(operand), a.has(a.like(operand), account, "%"+likeEscapes.Replace(operand)+"%"))
}

// searches is the condition on the search index that every contact with an address which contains the operand satisfies.
func (a addresses) searches(operand string) Clause { return text{searched: plain}.searches(operand) }

// match reports whether the addresses of a contact satisfy a filter, with the same result as the SQL.
func (a addresses) match(f *models.StringFilter, c *models.Contact) bool {
	if f == nil {
		return true
	}
	points := c.PointsOf(a.kind)
	cased := same
	if a.exact && f.Caseless() {
		cased = strings.ToLower
	}
	is := func(operand string) bool {
		key := cased(a.key(operand))
		return slices.ContainsFunc(points, func(p models.ContactPoint) bool { return cased(p.Key) == key })
	}
	some := func(operand string, holds func(text, operand string) bool) bool {
		return slices.ContainsFunc(points, func(p models.ContactPoint) bool {
			if isASCII(operand) {
				return holds(cased(p.Key), cased(operand))
			}
			return holds(cased(p.Value), cased(operand))
		})
	}
	switch {
	case f.Eq != nil && !is(*f.Eq),
		f.Ne != nil && is(*f.Ne),
		f.In != nil && !slices.ContainsFunc(f.In, is),
		f.Nin != nil && slices.ContainsFunc(f.Nin, is),
		f.Contains != nil && !some(a.part(*f.Contains), strings.Contains),
		f.NotContains != nil && some(a.part(*f.NotContains), strings.Contains),
		f.StartsWith != nil && !some(a.whole(*f.StartsWith), strings.HasPrefix),
		f.EndsWith != nil && !some(a.part(*f.EndsWith), strings.HasSuffix),
		f.IsNull != nil && *f.IsNull != (len(points) == 0):
		return false
	}
	return true
}
