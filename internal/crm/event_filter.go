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
	inside, err := store.RowsPlanned[models.ContactID](b,
		"SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) AND ("+l.Where+")",
		append([]any{b.Account, ids}, l.Args...)...)
	if err != nil {
		return nil, err
	}
	looksAt := ContactWindow{uses: filter.UsesOf(f)}
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
func (w *ContactWindow) mayLose(e *models.ContactEvent) bool {
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
