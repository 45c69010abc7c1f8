package crm

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/migrations"
)

// BacklogLimit is how far the jobs of a queue are counted.
const BacklogLimit = 10000

// QueueLength is how many jobs of a queue are in a state, counted to BacklogLimit.
type QueueLength struct {
	Queue, State string
	Jobs         int64
	// Seconds is how long the next of them has been due.
	Seconds float64
}

// Backlog is what the background work of all accounts has before it.
type Backlog struct {
	Queues []QueueLength
	// Undispatched is how many events have not been looked at for webhooks yet.
	Undispatched int64
}

// Backlog counts what waits, for the metrics of a server.
func (s *Service) Backlog(ctx context.Context) (b Backlog, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	b.Queues, err = store.Rows[QueueLength](s.system(ctx), `
		SELECT q.name, s.state,
			(SELECT count(*) FROM (
				SELECT 1 FROM `+migrations.RiverSchema+`.river_job j
				WHERE j.state = s.state::`+migrations.RiverSchema+`.river_job_state AND j.queue = q.name
				LIMIT ?
			) counted),
			COALESCE((
				SELECT GREATEST(extract(epoch FROM now() - j.scheduled_at), 0)
				FROM `+migrations.RiverSchema+`.river_job j
				WHERE j.state = s.state::`+migrations.RiverSchema+`.river_job_state AND j.queue = q.name
				ORDER BY j.priority, j.scheduled_at, j.id
				LIMIT 1
			), 0)::float8
		FROM unnest(?::text[]) q(name)
		CROSS JOIN (VALUES ('available'), ('running'), ('retryable'), ('scheduled')) s(state)`,
		BacklogLimit, []string{river.QueueDefault, WebhookQueue, JobQueue})
	if err != nil {
		return b, err
	}
	b.Undispatched, err = store.One[int64](s.system(ctx), `
		SELECT COALESCE(sum(s.last_seq - c.seq), 0)::bigint
		FROM webhook_cursors c
		JOIN account_seq s ON s.account_id = c.account_id
		WHERE s.last_seq > c.seq`)
	return b, err
}
