package crm

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kith/internal/store"
	"kith/models"
)

const (
	// jobRetention is how long jobs are kept after their end, and jobFileRetention their files.
	jobRetention     = 90 * 24 * time.Hour
	jobFileRetention = 7 * 24 * time.Hour
	// orphanAge is the age at which files without a job are deleted. Younger files mostly belong to a job, so few are left to check.
	orphanAge = 2 * jobFileRetention
	// sweepBatch is how many jobs are deleted at a time: one may have a million failures.
	sweepBatch = 10
	// lostBatch is how many discarded jobs are read from the queue at a time.
	lostBatch = 100
)

// sweepJobs deletes jobs whose retention is over, with their failures. A job whose files still exist is kept until they are
// deleted.
func (s *Service) sweepJobs(ctx context.Context) error {
	for {
		swept, err := s.system(ctx).Affected(`
			DELETE FROM jobs WHERE (account_id, id) IN (
				SELECT j.account_id, j.id FROM jobs j WHERE j.finished_at < ? AND NOT `+jobHasFiles+` LIMIT ?
			)`, models.At(s.now().Add(-jobRetention)), sweepBatch)
		if err != nil || swept < sweepBatch {
			return err
		}
	}
}

const jobHasFiles = "(j.result IS NOT NULL OR j.failures_file IS NOT NULL OR j.task->>'file' IS NOT NULL)"

// SweepJobFiles deletes the files of jobs whose file retention is over. It runs periodically, for all accounts.
func (s *Service) SweepJobFiles(ctx context.Context, remove func(ctx context.Context, name string) error) error {
	for {
		old, err := jobs.List(s.system(ctx), "j.finished_at < ? AND "+jobHasFiles+" ORDER BY j.finished_at LIMIT ?",
			models.At(s.now().Add(-jobFileRetention)), sweepBatch)
		if err != nil || len(old) == 0 {
			return err
		}
		for _, job := range old {
			if err := s.removeFiles(ctx, job, remove); err != nil {
				return err
			}
		}
	}
}

func (s *Service) removeFiles(ctx context.Context, job *models.Job, remove func(ctx context.Context, name string) error) error {
	names, err := job.Files()
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := remove(ctx, name); err != nil {
			return err
		}
	}
	return s.system(ctx).Exec("UPDATE jobs SET result = NULL, failures_file = NULL, task = task - 'file' WHERE account_id = ? AND id = ?",
		job.AccountID, job.ID)
}

// SweepOrphans deletes files that no job refers to, because a server stopped while it wrote them or before it stored the reference.
// old returns files that have not been written since an instant. It runs periodically, for all accounts.
func (s *Service) SweepOrphans(
	ctx context.Context, old func(ctx context.Context, since time.Time) ([]string, error),
	remove func(ctx context.Context, name string) error,
) error {
	names, err := old(ctx, s.now().Add(-orphanAge))
	if err != nil || len(names) == 0 {
		return err
	}
	orphans, err := store.Rows[string](s.system(ctx), `
		SELECT unnest(?::text[])
		EXCEPT
		SELECT v.name
		FROM jobs j
		CROSS JOIN LATERAL (VALUES (j.result), (j.failures_file), (CASE WHEN j.kind = ? THEN j.task->>'file' END)) v (name)`,
		names, models.JobImport)
	errs := []error{err}
	for _, name := range orphans {
		errs = append(errs, remove(ctx, name))
	}
	return errors.Join(errs...)
}

// FailLostJobs fails jobs that the queue has discarded because their worker failed, or its server stopped, too often. It runs
// periodically, for all accounts.
func (s *Service) FailLostJobs(ctx context.Context) error {
	given := river.NewJobListParams().Kinds(JobArgs{}.Kind()).States(rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByID, river.SortOrderAsc).First(lostBatch)
	for {
		found, err := s.db.Queue().JobList(ctx, given)
		if err != nil {
			return err
		}
		errs := make([]error, len(found.Jobs))
		for i, row := range found.Jobs {
			errs[i] = s.failLost(ctx, row.EncodedArgs)
		}
		if err := errors.Join(errs...); err != nil || len(found.Jobs) < lostBatch {
			return err
		}
		given = given.After(found.LastCursor)
	}
}

// failLost fails an unfinished job and enqueues it again, so that a worker writes its file of failures and cleans up.
func (s *Service) failLost(ctx context.Context, encoded []byte) error {
	var args JobArgs
	if err := json.Unmarshal(encoded, &args); err != nil {
		return err
	}
	job, err := s.JobToWork(ctx, args)
	if err != nil || job == nil || job.State.Ended() {
		return err
	}
	return s.write(asOperator(ctx, args.Account), models.PermView, func(tx *Tx) error {
		failed, err := failJob(tx, args.Job, lostRule)
		if err != nil || !failed {
			return err
		}
		return tx.Enqueue(args, nil)
	})
}

// lostRule is the error that the owner of a lost job gets; the server's log has the details.
var lostRule = models.BrokenRules{{Code: models.Limit,
	Message: "The server failed at this too often and has given up. Ask for it again; if it fails again, tell whoever runs the server."}}
