package crm

import (
	"context"

	"kith/models"
)

// AllInboxes returns the inboxes of the viewer's account, by name; at most 1,000.
func (s *Service) AllInboxes(ctx context.Context) ([]*models.Inbox, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return inboxes.List(r, "i.account_id = ? ORDER BY lower(i.name), i.id LIMIT ?", r.Account, maxInboxes)
}
