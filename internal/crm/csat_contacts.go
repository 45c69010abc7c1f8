package crm

import (
	"kith/models"
	"kith/models/typeid"
)

// withLiveContacts returns a filter of ratings in which the ids of contacts that were merged into others are those of the others.
func withLiveContacts(r reader, f *models.CsatFilter) (*models.CsatFilter, error) {
	var asked []models.ContactID
	mapContacts(f, func(id string) string {
		if contact := typeid.Read[models.ContactID](id); !contact.IsZero() {
			asked = append(asked, contact)
		}
		return id
	})
	if len(asked) == 0 {
		return f, nil
	}
	live, err := resolveMerged(r, asked)
	if err != nil {
		return nil, err
	}
	return mapContacts(f, func(id string) string {
		if contact, found := live[typeid.Read[models.ContactID](id)]; found {
			return contact.String()
		}
		return id
	}), nil
}

// mapContacts returns a copy of a filter with other ids of contacts.
func mapContacts(f *models.CsatFilter, to func(string) string) *models.CsatFilter {
	if f == nil {
		return nil
	}
	mapped := *f
	mapped.Not = mapContacts(f.Not, to)
	mapped.And, mapped.Or = mapEach(f.And, to), mapEach(f.Or, to)
	if f.ContactID != nil {
		ids := *f.ContactID
		for _, id := range []**string{&ids.Eq, &ids.Ne} {
			if *id != nil {
				other := to(**id)
				*id = &other
			}
		}
		for _, list := range []*[]string{&ids.In, &ids.Nin} {
			others := make([]string, len(*list))
			for i, id := range *list {
				others[i] = to(id)
			}
			if *list != nil {
				*list = others
			}
		}
		mapped.ContactID = &ids
	}
	return &mapped
}

func mapEach(all []models.CsatFilter, to func(string) string) []models.CsatFilter {
	if all == nil {
		return nil
	}
	mapped := make([]models.CsatFilter, len(all))
	for i := range all {
		mapped[i] = *mapContacts(&all[i], to)
	}
	return mapped
}
