package models

import "slices"

// ContactSearchField is a part of a contact that searches look through.
type ContactSearchField string

// The parts, in the order of the API.
const (
	SearchedName       ContactSearchField = "NAME"
	SearchedMiddleName ContactSearchField = "MIDDLE_NAME"
	SearchedLastName   ContactSearchField = "LAST_NAME"
	SearchedEmail      ContactSearchField = "EMAIL"
	SearchedPhone      ContactSearchField = "PHONE_NUMBER"
	SearchedIdentifier ContactSearchField = "IDENTIFIER"
	SearchedCompany    ContactSearchField = "COMPANY"
)

// MatchedOn returns the parts of the contact in which a search, or a word of it, is found; none if the search does not find the contact.
// points are all its addresses and company is its company, nil without one. Invalid for a search that is too short or too long.
func (c *Contact) MatchedOn(search string, points []*ContactPoint, company *Company) ([]ContactSearchField, error) {
	parsed, refused := ParseSearch(search)
	if refused != nil {
		return nil, refused
	}
	whole := *c
	whole.Points = make([]ContactPoint, len(points))
	for i, p := range points {
		whole.Points[i] = *p
	}
	employer := deref(c.AdditionalAttributes.CompanyName)
	if company != nil {
		employer = company.Name
	}
	fields := []ContactSearchField{}
	if _, ok := parsed.Match(whole.searched(employer)); !ok {
		return fields, nil
	}
	add := func(field ContactSearchField, part Contact, company string) {
		if !slices.Contains(fields, field) && parsed.touches(part.searched(company)) {
			fields = append(fields, field)
		}
	}
	none := []ContactPoint{}
	add(SearchedName, Contact{Name: c.Name, Points: none}, "")
	add(SearchedMiddleName, Contact{Name: c.MiddleName, Points: none}, "")
	add(SearchedLastName, Contact{Name: c.LastName, Points: none}, "")
	for i, kind := range pointKinds {
		field := []ContactSearchField{SearchedEmail, SearchedPhone, SearchedIdentifier}[i]
		for _, p := range whole.Points {
			if p.Kind == kind {
				add(field, Contact{Points: []ContactPoint{p}}, "")
			}
		}
	}
	add(SearchedCompany, Contact{Points: none}, employer)
	return fields, nil
}

// touches reports whether the search or one of its terms is found in a text.
func (s *Search) touches(text SearchText) bool {
	f := foundIn(text)
	if s.Start != nil {
		return f.exactly(*s.Start)
	}
	for _, terms := range append(s.Joined[:len(s.Joined):len(s.Joined)], s.Terms) {
		for _, t := range terms {
			if _, ok := f.term(t); ok {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.Whole, f.contains)
}
