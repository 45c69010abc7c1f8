package crm

import (
	"context"

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
	ids := make(idArray[models.ContactID], len(found))
	for i, e := range found {
		ids[i] = e.ContactID
	}
	rows, err := query(b.DB, l.table.replan, "SELECT c.id FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?) AND NOT coalesce(("+l.where+"), false)",
		append([]any{b.Account, ids}, l.args...))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	outside := map[models.ContactID]bool{}
	for rows.Next() {
		var id models.ContactID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		outside[id] = true
	}
	var inside []*models.ContactEvent
	for _, e := range found {
		if !outside[e.ContactID] {
			inside = append(inside, e)
		}
	}
	return inside, rows.Err()
}
