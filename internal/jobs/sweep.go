package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
)

// Sweep does the periodic work for all accounts: it removes what has expired, ends lost jobs and starts what is due.
type Sweep struct{}

// Kind names the job in the queue.
func (Sweep) Kind() string { return "sweep" }

type sweeper struct {
	river.WorkerDefaults[Sweep]
	crm       *crm.Service
	retention time.Duration // of the event log
	audit     time.Duration // retention of the audit log
	others    []func(context.Context) error
}

// Work sweeps once.
func (w *sweeper) Work(ctx context.Context, _ *river.Job[Sweep]) error {
	errs := []error{w.crm.KeepEvents(ctx, w.retention), w.crm.FailLostJobs(ctx), w.crm.CleanUpNightly(ctx), w.crm.RetainNightly(ctx),
		w.crm.Sweep(ctx), w.crm.KeepAudit(ctx, w.audit)}
	for _, sweep := range w.others {
		errs = append(errs, sweep(ctx))
	}
	return errors.Join(errs...)
}

// sweepHourly runs the sweep hourly on one node, and at its start: a server that was off for long needs its partitions.
func sweepHourly() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
		return Sweep{}, &river.InsertOpts{MaxAttempts: 1}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}
