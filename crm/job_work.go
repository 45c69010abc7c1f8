package crm

import (
	"context"

	"kith/models"
)

// work is how the jobs of one kind are done. Both functions run in a transaction that holds the job's lock, with the rights of the
// job's actor; what they store and the progress of the job commit together.
type work struct {
	perm models.Permission
	// prepare fixes what the job is about and returns how many records that are.
	prepare func(*Service, *Tx, *models.Job) (total int, err error)
	// chunk does what comes at job.Place and moves it on.
	chunk func(*Service, *Tx, *models.Job) (chunk, error)
}

// chunk is what was done of a job in one transaction.
type chunk struct {
	processed, succeeded int
	failures             []*models.JobFailure
	// last says that nothing is left.
	last bool
}

// works has the kinds that are done in chunks.
var works = map[models.JobKind]work{
	models.JobBulkUpdate:   {models.PermContactUpdate, prepareBulk, updateChunk},
	models.JobBulkDelete:   {models.PermContactDelete, prepareBulk, deleteChunk},
	models.JobStaleCleanup: {models.PermContactDelete, prepareCleanup, cleanupChunk},
}

// WorkJob does the next chunk of a job, and reports whether there is more to do. It may be called again at any time, by any node.
func (s *Service) WorkJob(ctx context.Context, args JobArgs) (more bool, err error) {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil || job == nil {
		return false, err
	}
	w := works[job.Kind]
	err = s.write(ctx, w.perm, func(tx *Tx) (err error) {
		if job, err = lock(tx, jobs, args.Job, "job"); err != nil || job.State.Ended() {
			return err
		}
		if job.State == models.JobQueued {
			return s.prepare(tx, job, w)
		}
		done, err := s.try(tx, job, w)
		if err != nil {
			return err
		}
		return saveProgress(tx, job, done)
	})
	if broken, ok := models.BrokenBy(err); err != nil && ok {
		return false, s.failJob(ctx, w.perm, args.Job, broken)
	}
	return err == nil && !job.State.Ended(), err
}

// asActor returns a job, nil when there is none, and a context with the rights of its actor.
func (s *Service) asActor(ctx context.Context, args JobArgs) (context.Context, *models.Job, error) {
	job, err := jobs.one(s.db.WithContext(ctx), "j.account_id = ? AND j.id = ?", args.Account, args.Job)
	if err != nil || job == nil {
		return ctx, nil, err
	}
	account, err := accountIn(s.db.WithContext(ctx), args.Account)
	if err != nil {
		return ctx, nil, err
	}
	return models.WithRequestID(models.WithViewer(ctx, job.Viewer(account.DefaultRegion)), job.RequestID), job, nil
}

func (s *Service) prepare(tx *Tx, job *models.Job, w work) error {
	total, err := w.prepare(s, tx, job)
	if err != nil {
		return err
	}
	job.State, job.StartedAt, job.Total = models.JobRunning, &tx.Now, &total
	return saveJob(tx, job)
}

// try does a chunk; that of a dry run is undone again, so that its outcome is exactly what would have happened.
func (s *Service) try(tx *Tx, job *models.Job, w work) (chunk, error) {
	if !job.DryRun {
		return w.chunk(s, tx, job)
	}
	var done chunk
	err := tx.undone(func() (err error) {
		done, err = w.chunk(s, tx, job)
		return err
	})
	return done, err
}

func saveProgress(tx *Tx, job *models.Job, done chunk) error {
	if err := storeFailures(tx, job, done.failures); err != nil {
		return err
	}
	job.Processed += done.processed
	job.Succeeded += done.succeeded
	job.Failed += len(done.failures)
	if done.last {
		return endJob(tx, job, models.JobSucceeded)
	}
	return saveJob(tx, job)
}

// storeFailures appends to the failures of a job.
func storeFailures(tx *Tx, job *models.Job, failures []*models.JobFailure) error {
	if len(failures) == 0 {
		return nil
	}
	rows, ids, rules := make([]*int, len(failures)), make([]*models.ContactID, len(failures)), make([]models.BrokenRules, len(failures))
	for i, f := range failures {
		rows[i], ids[i], rules[i] = f.Row, f.ContactID, f.Rules
	}
	return run(tx, []command{{`
		INSERT INTO job_failures (account_id, job_id, n, row_number, contact_id, errors)
		SELECT ?, ?, ? + f.n, f.row_number, f.contact_id, f.errors
		FROM unnest(?::int[], ?::uuid[], ?::jsonb[]) WITH ORDINALITY AS f (row_number, contact_id, errors, n)`,
		[]any{tx.Account, job.ID, job.Failed, rows, ids, rules}}})
}

// failJob ends a job that can't go on.
func (s *Service) failJob(ctx context.Context, perm models.Permission, id models.JobID, why models.BrokenRules) error {
	return s.write(ctx, models.PermView, func(tx *Tx) error {
		job, err := lock(tx, jobs, id, "job")
		if err != nil || job.State.Ended() {
			return err
		}
		if err := storeFailures(tx, job, []*models.JobFailure{{Rules: why}}); err != nil {
			return err
		}
		return endJob(tx, job, models.JobFailed)
	})
}
