package crm

import (
	"context"
	"time"

	"kith/models"
)

const (
	// DefaultEventRetention is how long events are kept unless the operator says otherwise.
	DefaultEventRetention = 400 * 24 * time.Hour
	// monthsAhead is how far ahead there are partitions, for a server that does not run for long.
	monthsAhead = 12
)

// KeepEvents makes the partitions of the months to come and drops those whose events are all older than the retention. It is run by
// the clock, for all accounts.
func (s *Service) KeepEvents(ctx context.Context, retention time.Duration) error {
	return s.system(ctx).Exec("SELECT keep_event_partitions(?, make_interval(secs => ?), ?)",
		models.At(s.now()), retention.Seconds(), monthsAhead)
}
