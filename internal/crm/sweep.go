package crm

import (
	"context"

	"kith/models"
)

// Sweep deletes sessions, idempotency keys, webhook deliveries, touches of contacts and jobs whose retention is over. It runs
// periodically, for all accounts.
func (s *Service) Sweep(ctx context.Context) error {
	now := models.At(s.now())
	if err := s.system(ctx).Exec("DELETE FROM sessions WHERE expires_at < ?", now); err != nil {
		return err
	}
	if err := s.system(ctx).Exec("DELETE FROM user_links WHERE expires_at < ?", now); err != nil {
		return err
	}
	if err := s.system(ctx).Exec("DELETE FROM idempotency_keys WHERE created_at < ?", models.At(now.Add(-keyTerms.Retention))); err != nil {
		return err
	}
	err := s.system(ctx).Exec("DELETE FROM webhook_deliveries WHERE queued_at < ? AND next_attempt_at IS NULL",
		models.At(now.Add(-deliveryRetention)))
	if err != nil {
		return err
	}
	err = s.system(ctx).Exec("DELETE FROM live.contact_touches WHERE touched_at < now() - make_interval(hours => ?)", touchRetention)
	if err != nil {
		return err
	}
	return s.sweepJobs(ctx)
}
