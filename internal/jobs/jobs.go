// Package jobs runs the work that use cases have enqueued, and periodic work, with River.
//
// A job is a row written in the transaction that requests it, so it exists if and only if that transaction commits. It runs at least once,
// on any node: workers must be idempotent.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"kith/internal/crm"
	"kith/internal/trace"
	"kith/migrations"
)

const (
	// jobTimeout is how long a job may run unless its worker sets another timeout.
	jobTimeout = time.Minute
	// rescueTimeout is when a job of a crashed node is taken over.
	rescueTimeout = 2 * time.Minute
	// stopTimeout is how long running jobs may take to end when the server stops; then they are cancelled, and run again later.
	stopTimeout = 10 * time.Second
	// workers is how many jobs one node runs at a time, webhookWorkers how many deliveries in addition, which mostly wait.
	workers        = 8
	webhookWorkers = 64
	// watchers is how many jobs with progress one node runs at a time.
	watchers = 2
)

// Options configure a runner; the zero value suits tests.
type Options struct {
	// EventRetention is how long the event log is kept, crm.DefaultEventRetention if zero.
	EventRetention time.Duration
	// AuditRetention is how long the audit log is kept, crm.DefaultAuditRetention if zero.
	AuditRetention time.Duration
	// Workers register the workers of other packages.
	Workers []func(*river.Workers)
	// Sweeps run hourly on one node, in addition to the sweep of crm.
	Sweeps []func(context.Context) error
	// Tracer records each job; nil for none.
	Tracer *trace.Tracer
	// Metrics is where metrics of jobs are registered; nil for nowhere.
	Metrics prometheus.Registerer
}

// Runner runs the queue.
type Runner struct{ client *river.Client[pgx.Tx] }

// New returns a runner on a migrated database.
func New(pool *pgxpool.Pool, c *crm.Service, o Options, log *slog.Logger) (*Runner, error) {
	if o.EventRetention == 0 {
		o.EventRetention = crm.DefaultEventRetention
	}
	if o.AuditRetention == 0 {
		o.AuditRetention = crm.DefaultAuditRetention
	}
	known := river.NewWorkers()
	river.AddWorker(known, &sweeper{crm: c, retention: o.EventRetention, audit: o.AuditRetention, others: o.Sweeps})
	for _, work := range o.Workers {
		work(known)
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: migrations.RiverSchema,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}, crm.WebhookQueue: {MaxWorkers: webhookWorkers},
			crm.JobQueue: {MaxWorkers: watchers}},
		Workers:              known,
		PeriodicJobs:         []*river.PeriodicJob{sweepHourly()},
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueTimeout,
		Logger:               log,
		Middleware:           []rivertype.Middleware{&observer{tracer: o.Tracer, metrics: newMetrics(o.Metrics)}},
	})
	return &Runner{client}, err
}

// Run works until the context ends, and then lets running jobs finish.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := r.client.Stop(patient)
	if errors.Is(err, context.DeadlineExceeded) {
		err = r.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}
