package crm

import (
	"context"
	"errors"
	"time"

	"kith/internal/store"
	"kith/models"
)

const (
	// maxWatched is how many segments of an account can be watched.
	maxWatched = 50
	// watchClock is how often all contacts are looked at for a segment that depends on the time, or whose filter is not valid at present.
	watchClock = time.Minute
	// watchRest is after how many seconds an account in which nothing has happened is looked at all the same, so that touches are never
	// removed before they were seen.
	watchRest = maxGap / 3
	// watchBatch is how many contacts enter or leave segments in one transaction.
	watchBatch = 500
)

// WatchSegmentsEvery watches segments until the context ends.
func (s *Service) WatchSegmentsEvery(ctx context.Context, interval time.Duration) error {
	return every(ctx, interval, "watching segments", s.WatchSegments)
}

// WatchSegments tells by events which contacts have entered and left the watched segments of all accounts since the last time. It is called
// by the system, not by a viewer, on any number of servers at once.
func (s *Service) WatchSegments(ctx context.Context) error {
	accounts, err := s.watchedAccounts(ctx)
	for _, account := range accounts {
		if ctx.Err() != nil {
			break
		}
		err = errors.Join(err, s.watchWhile(asOperator(ctx, account))) // an account that fails keeps no other from being looked at
	}
	return err
}

// watchWhile looks at the segments of an account until there is nothing more to tell.
func (s *Service) watchWhile(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.watchAccount(ctx); err != nil {
			return err
		}
	}
	return nil
}

// watchedAccounts returns the accounts with watched segments in which something has changed, or whose segments are due.
func (s *Service) watchedAccounts(ctx context.Context) ([]int64, error) {
	return store.Rows[int64](s.system(ctx), `
		SELECT a.id
		FROM (SELECT account_id FROM segments WHERE watch UNION SELECT account_id FROM segment_watches) AS w (account_id)
		JOIN accounts a ON a.id = w.account_id
		LEFT JOIN segment_cursors c ON c.account_id = a.id
		LEFT JOIN account_seq q ON q.account_id = a.id
		WHERE c.account_id IS NULL OR c.looked_at < now() - make_interval(secs => ?)
			OR (coalesce(q.epoch, 0), coalesce(q.last_seq, 0)) <> (c.epoch, c.seq)
			OR EXISTS (
				SELECT FROM live.contact_touches t
				WHERE t.account_id = a.id AND t.xid >= pg_snapshot_xmin(c.seen::pg_snapshot)
					AND NOT pg_visible_in_snapshot(t.xid, c.seen::pg_snapshot))
			OR EXISTS (
				SELECT FROM segments s
				LEFT JOIN segment_watches w ON w.account_id = s.account_id AND w.segment_id = s.id
				WHERE s.account_id = a.id AND s.watch AND (w.version IS DISTINCT FROM s.version OR w.due_at <= ?))
			OR EXISTS (
				SELECT FROM segment_watches w
				LEFT JOIN segments s ON s.account_id = w.account_id AND s.id = w.segment_id AND s.watch
				WHERE w.account_id = a.id AND s.id IS NULL)
		ORDER BY a.id`, watchRest, models.At(s.now()))
}

// watchAccount looks at the segments of an account once, and reports whether there is more to do. Members, events and the cursor change in
// one transaction, so that each change is told once. If another server has locked the cursor, it is looking, and nothing is done.
func (s *Service) watchAccount(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, models.PermSegmentWrite, func(tx *Tx) error {
		more = false
		w, err := beginWatch(tx)
		if err != nil || w == nil {
			return err
		}
		if err := w.compile(s); err != nil {
			return err
		}
		if err := w.look(); err != nil {
			return err
		}
		if err := w.tell(); err != nil {
			return err
		}
		more = w.more
		return w.end()
	})
	return more, err
}

// mayWatch returns an error if a segment is to be watched and the account watches too many others.
func mayWatch(tx *Tx, segment *models.Segment) error {
	if !segment.Watch {
		return nil
	}
	n, err := segments.Count(tx, maxWatched, "s.account_id = ? AND s.watch AND s.id <> ?", tx.Account, segment.ID)
	if err == nil && n >= maxWatched {
		err = models.Errorf(models.Limit, "At most %d segments of an account can be watched.", maxWatched).At("watch")
	}
	return err
}
