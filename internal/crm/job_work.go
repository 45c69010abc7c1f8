package crm

import (
	"context"
	"errors"

	"kith/internal/store"
	"kith/models"
)

// work defines how jobs of one kind are processed. All functions run in a transaction that holds the job's lock, with the
// permissions of the job's actor; their writes and the progress of the job are committed together.
type work struct {
	perm models.Permission
	// prepare stores the targets of the job and returns their number.
	prepare func(*Service, *Tx, *models.Job) (total int, err error)
	// chunk processes up to n records at job.Place and advances it.
	chunk func(s *Service, tx *Tx, job *models.Job, n int) (chunk, error)
	// skip passes over the record at job.Place, which failed for a reason.
	skip func(tx *Tx, job *models.Job, why models.BrokenRules) (chunk, error)
}

// chunk is the result of processing a part of a job in one transaction.
type chunk struct {
	// succeeded counts the records that are neither created, updated nor unchanged contacts.
	processed, succeeded, created, updated, unchanged int
	failures                                          []*models.JobFailure
	warnings                                          []*models.JobWarning
	// last says that the job is done.
	last bool
}

// works are the kinds of jobs that are processed in chunks.
var works = map[models.JobKind]work{
	models.JobBulkUpdate:    {models.PermContactUpdate, prepareBulk, updateChunk, skipTarget},
	models.JobBulkDelete:    {models.PermContactDelete, prepareDelete, deleteChunk, skipTarget},
	models.JobStaleCleanup:  {models.PermContactDelete, prepareCleanup, cleanupChunk, skipTarget},
	models.JobWebhookReplay: {models.PermWebhook, prepareReplay, replayChunk, skipDelivery},
	models.JobUndo:          {models.PermContactUpdate, prepareUndo, undoChunk, skipTarget},
	models.JobBulkErase:     {models.PermContactErase, prepareDelete, eraseChunk, skipTarget},
	models.JobRetention:     {models.PermContactErase, prepareRetention, retentionChunk, skipTarget},
}

// WorkJob prepares a job or processes its next chunk, and reports whether there is more to do. It may be called at any time, on any
// server. What can't be done for one record is a failure of that record; what can't be done for any fails the job.
func (s *Service) WorkJob(ctx context.Context, args JobArgs) (more bool, err error) {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil || job == nil || job.State.Ended() {
		return false, err
	}
	w := works[job.Kind]
	if job.State == models.JobQueued {
		err = s.begin(ctx, args, w)
		if lasting(ctx, err) {
			logRefusal(ctx, args, err)
			return false, s.FailJob(ctx, args, reasonOf(err))
		}
		return err == nil, err
	}
	ended, err := s.workPart(ctx, args, w, bulkChunk)
	if broken, ok := models.BrokenBy(err); err != nil && ok {
		return false, s.FailJob(ctx, args, broken)
	}
	return err == nil && !ended, err
}

// asActor returns a job, nil if it does not exist, and a context with the permissions of its actor.
func (s *Service) asActor(ctx context.Context, args JobArgs) (context.Context, *models.Job, error) {
	job, err := s.JobToWork(ctx, args)
	if err != nil || job == nil {
		return ctx, nil, err
	}
	account, err := accountIn(s.system(ctx), args.Account)
	if err != nil {
		return ctx, nil, err
	}
	viewer := job.Viewer(account.DefaultRegion)
	if viewer.Limits, err = s.limitsOf(ctx, viewer); err != nil {
		return ctx, nil, err
	}
	return models.WithRequestID(models.WithViewer(ctx, viewer), job.RequestID), job, nil
}

// limitsOf returns the limits that a user's role has now; nil for everyone else.
func (s *Service) limitsOf(ctx context.Context, v *models.Viewer) (*models.Limits, error) {
	if v.UserID == nil {
		return nil, nil
	}
	found, err := store.Rows[*models.Limits](s.system(ctx), "SELECT "+models.LimitsOf+`
		FROM users u`+models.LimitsFrom+`
		WHERE u.account_id = ? AND u.id = ?`, v.AccountID, *v.UserID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// begin prepares a job that waits.
func (s *Service) begin(ctx context.Context, args JobArgs, w work) error {
	return s.write(ctx, w.perm, func(tx *Tx) error {
		job, err := lock[models.Job](tx, args.Job, "job")
		if err != nil || job.State != models.JobQueued {
			return err
		}
		total, err := w.prepare(s, tx, job)
		if err != nil {
			return err
		}
		job.State, job.StartedAt, job.Total = models.JobRunning, &tx.Now, &total
		return saveJob(tx, job)
	})
}

func saveProgress(tx *Tx, job *models.Job, done chunk) error {
	if err := storeFailures(tx, job, done.failures); err != nil {
		return err
	}
	if err := storeWarnings(tx, job, done.warnings); err != nil {
		return err
	}
	job.Processed += done.processed
	job.Created += done.created
	job.Updated += done.updated
	job.Unchanged += done.unchanged
	job.Succeeded += done.succeeded + done.created + done.updated + done.unchanged
	job.Failed += len(done.failures)
	if done.last {
		return endJob(tx, job, models.JobSucceeded)
	}
	return saveJob(tx, job)
}

// storeFailures appends failures to a job.
func storeFailures(tx *Tx, job *models.Job, failures []*models.JobFailure) error {
	if len(failures) == 0 {
		return nil
	}
	rows, ids := make([]*int, len(failures)), make([]*models.ContactID, len(failures))
	rules, cells := make([]models.BrokenRules, len(failures)), make([]models.StringList, len(failures))
	for i, f := range failures {
		rows[i], ids[i], rules[i], cells[i] = f.Row, f.ContactID, f.Rules, f.Cells
		if f.Rules.Has(models.Suppressed) {
			cells[i] = nil // they are about a person who was erased
		}
	}
	return tx.Exec(`
		INSERT INTO job_failures (account_id, job_id, n, row_number, contact_id, errors, cells)
		SELECT ?::bigint, ?::uuid, ?::bigint + f.n, f.row_number, f.contact_id, f.errors, f.cells
		FROM unnest(?::int[], ?::uuid[], ?::jsonb[], ?::jsonb[]) WITH ORDINALITY AS f (row_number, contact_id, errors, cells, n)`,
		tx.Account, job.ID, job.Failed, rows, ids, rules, cells)
}

// FailJob fails a job that can't continue.
func (s *Service) FailJob(ctx context.Context, args JobArgs, why models.BrokenRules) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	return s.write(ctx, models.PermView, func(tx *Tx) error {
		_, err := failJob(tx, args.Job, why)
		return err
	})
}

// failJob fails a job unless it has ended, and reports whether it did.
func failJob(tx *Tx, id models.JobID, why models.BrokenRules) (bool, error) {
	job, err := lock[models.Job](tx, id, "job")
	if err != nil || job.State.Ended() {
		return false, err
	}
	if err := storeFailures(tx, job, []*models.JobFailure{{Rules: why}}); err != nil {
		return false, err
	}
	return true, endJob(tx, job, models.JobFailed)
}

// JobToWork returns a job regardless of its owner, nil if it does not exist. It is called by the system, not by a viewer.
func (s *Service) JobToWork(ctx context.Context, args JobArgs) (*models.Job, error) {
	return jobs.First(s.system(ctx), "j.account_id = ? AND j.id = ?", args.Account, args.Job)
}

// ReadFailures calls some with all failures of a job in order, in batches. It is called by the system, not by a viewer.
func (s *Service) ReadFailures(ctx context.Context, args JobArgs, some func([]*models.JobFailure) error) error {
	for after := 0; ; after += exportBatch {
		found, err := jobFailures.List(s.system(ctx), "f.account_id = ? AND f.job_id = ? AND f.n > ? AND f.n <= ? ORDER BY f.n",
			args.Account, args.Job, after, after+exportBatch)
		if err != nil || len(found) == 0 {
			return err
		}
		if err := some(found); err != nil {
			return err
		}
	}
}

// KeepFailuresFile stores the name of the file with the failures of an ended job.
func (s *Service) KeepFailuresFile(ctx context.Context, args JobArgs, file string) error {
	return s.system(ctx).Exec("UPDATE jobs SET failures_file = ? WHERE account_id = ? AND id = ?", file, args.Account, args.Job)
}

// ErrJobEnded means that the job has ended, for example because it was cancelled, while it was being processed.
var ErrJobEnded = errors.New("crm: the job has ended")

// moveJob updates a job whose work is not done in a transaction; ErrJobEnded if it was cancelled.
func (s *Service) moveJob(ctx context.Context, args JobArgs, move func(*models.Job)) error {
	return s.write(ctx, models.PermView, func(tx *Tx) error {
		job, err := lock[models.Job](tx, args.Job, "job")
		if err != nil {
			return err
		}
		if job.State.Ended() {
			return ErrJobEnded
		}
		if job.StartedAt == nil {
			job.State, job.StartedAt = models.JobRunning, &tx.Now
		}
		move(job)
		if job.State.Ended() {
			return endJob(tx, job, job.State)
		}
		return saveJob(tx, job)
	})
}
