package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"kith/crm"
)

// Sweep removes what has expired, of all accounts.
type Sweep struct{}

// Kind names the job in the queue.
func (Sweep) Kind() string { return "sweep" }

type sweeper struct {
	river.WorkerDefaults[Sweep]
	crm       *crm.Service
	retention time.Duration
}

// Work sweeps once.
func (w *sweeper) Work(ctx context.Context, _ *river.Job[Sweep]) error {
	return errors.Join(w.crm.Sweep(ctx), w.crm.KeepEvents(ctx, w.retention))
}

// sweepHourly has one node of all sweep, and at the start too: a server that was off for long needs its partitions.
func sweepHourly() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
		return Sweep{}, &river.InsertOpts{MaxAttempts: 1}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}
