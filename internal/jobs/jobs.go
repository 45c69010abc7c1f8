// Package jobs works off, with River, what use cases have enqueued and what is done periodically.
//
// A job is a row of the transaction that wants it, so it is there if and only if that transaction has committed. It runs at least
// once, on any node: a worker must do no harm when it runs again.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"kith/internal/crm"
	"kith/migrations"
)

const (
	// jobTimeout is how long a job may run; those that take longer say so themselves.
	jobTimeout = time.Minute
	// rescueTimeout is after how long a job of a node that has died is taken over.
	rescueTimeout = 2 * time.Minute
	// stopTimeout is how long running jobs may take to end when the server stops; then they are cancelled, and run again.
	stopTimeout = 10 * time.Second
	// workers is how many jobs one node runs at a time, and webhookWorkers how many deliveries beside them, which mostly wait.
	workers        = 8
	webhookWorkers = 64
	// watchers is how many jobs that people watch one node runs at a time.
	watchers = 2
)

// Options say how the work is done; the zero value is good for tests.
type Options struct {
	// EventRetention is how long the event log is kept, crm.DefaultEventRetention if zero.
	EventRetention time.Duration
	// Workers know how to do what others have left to be done.
	Workers []func(*river.Workers)
	// Sweeps are done hourly by one node, beside what crm has to sweep.
	Sweeps []func(context.Context) error
}

// Runner works off the queue.
type Runner struct{ client *river.Client[pgx.Tx] }

// New returns a runner on a migrated database.
func New(pool *pgxpool.Pool, c *crm.Service, o Options, log *slog.Logger) (*Runner, error) {
	if o.EventRetention == 0 {
		o.EventRetention = crm.DefaultEventRetention
	}
	known := river.NewWorkers()
	river.AddWorker(known, &sweeper{crm: c, retention: o.EventRetention, others: o.Sweeps})
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
	})
	return &Runner{client}, err
}

// Run works until the context ends, and lets what is running then finish.
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
