package crm

import (
	"context"
	"slices"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// FilterEvents returns the events whose contact matches a filter now, and those by which a contact may have left: those by which
// contacts were deleted, merged or restored, and those after which a contact does not match that changed something the filter looks at.
// Clients which show such a contact can remove it. Each says whether its contact matches. Invalid if the filter exceeds a limit, even
// without events.
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
	inside, err := store.RowsPlanned[models.ContactID](b,
		"SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) AND ("+l.Where+")",
		append([]any{b.Account, ids}, l.Args...)...)
	if err != nil {
		return nil, err
	}
	looksAt := Window{uses: filter.UsesOf(f)}
	var told []*models.ContactEvent
	for _, e := range found {
		matches := slices.Contains(inside, e.ContactID)
		if matches || looksAt.mayLose(e) {
			copied := *e // other subscribers have the same one
			copied.Matches = &matches
			told = append(told, &copied)
		}
	}
	return told, nil
}

// mayLose reports whether a contact that does not match after an event may have matched before.
func (w *Window) mayLose(e *models.ContactEvent) bool {
	switch e.Type {
	case models.ContactCreated:
		return false
	case models.ContactUpdated:
		return w.changes(e)
	case models.ContactBlocked, models.ContactUnblocked:
		return w.usesAny([]string{"blocked", "updatedAt"})
	}
	return true
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
