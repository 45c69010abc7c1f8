package crm

import (
	"context"
	"time"

	"kith/models"
)

const (
	// DefaultEventRetention is how long events are kept by default.
	DefaultEventRetention = 400 * 24 * time.Hour
	// monthsAhead is the number of future months with partitions, in case the server does not run for a while.
	monthsAhead = 12
)

// KeepEvents creates the partitions of the coming months and drops those whose events are all older than the retention. It runs
// periodically, for all accounts.
func (s *Service) KeepEvents(ctx context.Context, retention time.Duration) error {
	return s.system(ctx).Exec("SELECT keep_event_partitions(?, make_interval(secs => ?), ?)",
		models.At(s.now()), retention.Seconds(), monthsAhead)
}
