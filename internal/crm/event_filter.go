package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// FilterEvents returns the events whose contact is what a filter asks for, as it is now. Events of contacts that are no longer
// there, deleted or merged into another one, are among them: whoever shows one must hear of its end. Invalid for a filter that
// breaks a bound, without events too.
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
