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
	if f == nil && !models.ViewerFrom(ctx).Restricted() {
		return found, nil
	}
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	if b.Viewer.Restricted() {
		if found, err = visibleEvents(b, found); err != nil {
			return nil, err
		}
	}
	if f == nil {
		return found, nil
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

// visibleEvents returns the events that a viewer with limits sees, as it sees them. The feed has read them for everyone.
func visibleEvents(b *Batch, found []*models.ContactEvent) ([]*models.ContactEvent, error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids := make(store.IDs[models.ContactEventID], len(found))
	for i, e := range found {
		ids[i] = e.ID
	}
	return events.List(b, "e.account_id = ? AND e.id = ANY(?) AND e.seq BETWEEN ? AND ? ORDER BY e.seq", b.Account, ids,
		found[0].Position.Seq, found[len(found)-1].Position.Seq)
}
