package transfer

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
)

const (
	// jobTimeout is how long a turn may take.
	jobTimeout = time.Minute
	// turn is how long a job runs before it is queued again behind the jobs that wait.
	turn = 15 * time.Second
	// exportTimeout is how long an export may take; after that another node takes over the export of a crashed one.
	exportTimeout = 10 * time.Minute
)

// Work registers the worker of jobs with a queue.
func (s *Service) Work(known *river.Workers) {
	river.AddWorker(known, &watched{service: s})
	river.AddWorker(known, &remover{service: s})
	river.AddWorker(known, &attachmentCleaner{service: s})
}

// remover deletes files that no job has any more.
type remover struct {
	river.WorkerDefaults[crm.RemoveFiles]
	service *Service
}

// Work deletes the files; one that does not exist is no error.
func (r *remover) Work(ctx context.Context, job *river.Job[crm.RemoveFiles]) error {
	errs := make([]error, len(job.Args.Names))
	for i, name := range job.Args.Names {
		errs[i] = r.service.files.Delete(ctx, name)
	}
	return errors.Join(errs...)
}

// watched runs jobs, one turn at a time.
type watched struct {
	river.WorkerDefaults[crm.JobArgs]
	service *Service
}

// Work runs one turn of a job. It may be interrupted anywhere: whatever was not stored is done again.
func (w *watched) Work(ctx context.Context, job *river.Job[crm.JobArgs]) error {
	more, err := w.service.Do(ctx, job.Args, turn)
	if err == nil && more {
		err = river.JobSnooze(0)
	}
	return err
}

// Timeout gives an export, which has no turns, the time that it needs.
func (w *watched) Timeout(job *river.Job[crm.JobArgs]) time.Duration {
	if job.Args.Whole {
		return exportTimeout
	}
	return jobTimeout
}
