package transfer

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
)

const (
	// jobTimeout is how long a turn may take.
	jobTimeout = time.Minute
	// turn is after how long a job makes room for others that wait; it goes on behind them.
	turn = 15 * time.Second
	// exportTimeout is how long an export may take; one of a node that has died is taken over after that.
	exportTimeout = 10 * time.Minute
)

// Work lets a queue do the jobs that people watch.
func (s *Service) Work(known *river.Workers) { river.AddWorker(known, &watched{service: s}) }

// watched does the jobs that people watch, a turn at a time.
type watched struct {
	river.WorkerDefaults[crm.JobArgs]
	service *Service
}

// Work does a turn of a job. What is not stored may be broken off anywhere: it is done again.
func (w *watched) Work(ctx context.Context, job *river.Job[crm.JobArgs]) error {
	more, err := w.service.Do(ctx, job.Args, turn)
	if err == nil && more {
		err = river.JobSnooze(0)
	}
	return err
}

// Timeout leaves an export, which has no turns, the time that it needs.
func (w *watched) Timeout(job *river.Job[crm.JobArgs]) time.Duration {
	if job.Args.Whole {
		return exportTimeout
	}
	return jobTimeout
}
