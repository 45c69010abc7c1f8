package crm

import (
	"cmp"
	"context"
	"slices"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/models"
)

// maxMatches is how many contacts DuplicatesOf returns.
const maxMatches = 10

// DuplicatesOf returns the contacts that are probably the person of a draft, the most probable first. Invalid if the draft has no value or
// an address that is none.
func (s *Service) DuplicatesOf(
	ctx context.Context, draft models.DuplicateDraft, minProbability *float64,
) ([]*models.DuplicateMatch, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	least, err := leastProbability(minProbability)
	if err != nil {
		return nil, err
	}
	addresses, attributes, err := draft.Read()
	if err != nil {
		return nil, err
	}
	model, err := modelToRead(r)
	if err != nil {
		return nil, err
	}
	subject := subjectOf(draft, addresses, attributes)
	traits := model.Read(subject)
	holders := map[int64][]models.ContactID{}
	err = eachHolder(r, r.Account, traits.Blocks(), func(key int64, id models.ContactID) { holders[key] = append(holders[key], id) })
	if err != nil {
		return nil, err
	}
	var ids store.IDs[models.ContactID]
	seen := map[models.ContactID]bool{}
	for _, some := range holders {
		for _, id := range some {
			if len(some) <= identity.MaxHolders && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	others, err := readSubjects(r, r.Account, ids, model.Attributes)
	var found []*models.DuplicateMatch
	for id, other := range others {
		if p, reasons := model.Compare(traits, model.Read(*other)); p >= least {
			found = append(found, &models.DuplicateMatch{ContactID: id, Probability: p, Reasons: reasonsOf(reasons())})
		}
	}
	slices.SortFunc(found, func(a, b *models.DuplicateMatch) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), pair{a.ContactID}.compare(pair{b.ContactID}))
	})
	return found[:min(len(found), maxMatches)], err
}

// modelToRead returns the model of the viewer's account, or what is assumed before anything was learned.
func modelToRead(r reader) (*identity.Model, error) {
	l, err := modelOf(r, r.Account)
	if err != nil {
		return nil, err
	}
	if l != nil {
		return l.Model, nil
	}
	attributes, err := evidenceOf(r, r.Account)
	return identity.Prior(0, attributes...), err
}

func subjectOf(d models.DuplicateDraft, addresses []models.ContactPoint, attributes map[string]string) identity.Subject {
	text := func(v *string) string {
		if v == nil {
			return ""
		}
		return *v
	}
	s := identity.Subject{Name: text(d.Name), MiddleName: text(d.MiddleName), LastName: text(d.LastName), Company: text(d.CompanyName),
		City: text(d.City), Country: text(d.CountryCode), Attributes: attributes}
	for _, p := range addresses {
		addAddress(&s, p.Kind, p.Key)
	}
	return s
}
