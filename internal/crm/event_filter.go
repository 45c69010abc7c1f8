package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// FilterEvents returns the events whose contact matches a filter now. Events of contacts that no longer exist, because they were
// deleted or merged, are included, so that clients which show such a contact can remove it. Invalid if the filter exceeds a limit,
// even without events.
func (s *Service) FilterEvents(ctx context.Context, f *models.ContactFilter, found []*models.ContactEvent) ([]*models.ContactEvent, error) {
	if f == nil {
		return found, nil
	}
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	l, err := b.compile(ContactQuery{Filter: f})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make(store.IDs[models.ContactID], len(found))
	for i, e := range found {
		ids[i] = e.ContactID
	}
	outside, err := store.RowsPlanned[models.ContactID](b,
		"SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) AND NOT coalesce(("+l.Where+"), false)",
		append([]any{b.Account, ids}, l.Args...)...)
	if err != nil {
		return nil, err
	}
	var inside []*models.ContactEvent
	for _, e := range found {
		if !slices.Contains(outside, e.ContactID) {
			inside = append(inside, e)
		}
	}
	return inside, nil
}
