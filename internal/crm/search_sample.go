package crm

import (
	"context"
	"kith/internal/store"
	"log/slog"
	"time"

	"kith/models"
)

// SampleSearches reads how frequent trigrams are in the search texts of all accounts, from the sample of PostgreSQL's ANALYZE. It
// makes searches cheaper. It runs periodically, in every server.
func (s *Service) SampleSearches(ctx context.Context) error {
	texts, err := store.Rows[string](s.system(ctx), `
		SELECT unnest(histogram_bounds::text::text[] || most_common_vals::text::text[])
		FROM pg_stats
		WHERE schemaname = current_schema() AND tablename = 'contacts' AND attname = 'search'`)
	if err != nil {
		return err
	}
	trigrams := models.NewTrigrams(texts)
	s.trigrams.Store(&trigrams)
	return nil
}

// SampleSearchesEvery samples until the context ends.
func (s *Service) SampleSearchesEvery(ctx context.Context, interval time.Duration) error {
	return every(ctx, interval, "sample of search texts", s.SampleSearches)
}

// every runs a function immediately and then periodically, until the context ends.
func every(ctx context.Context, interval time.Duration, what string, do func(context.Context) error) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, what+" failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
