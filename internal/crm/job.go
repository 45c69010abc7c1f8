package crm

import (
	"context"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// maxUnfinishedJobs limits the number of an account's unfinished jobs.
const maxUnfinishedJobs = 100

var jobs = store.NewTable[models.Job]("jobs j")

var jobFailures = store.NewView("job_failures f",
	store.Column[models.JobFailure]{SQL: "f.row_number", Field: func(f *models.JobFailure) any { return &f.Row }},
	store.Column[models.JobFailure]{SQL: "f.contact_id", Field: func(f *models.JobFailure) any { return &f.ContactID }},
	store.Column[models.JobFailure]{SQL: "f.errors", Field: func(f *models.JobFailure) any { return &f.Rules }},
	store.Column[models.JobFailure]{SQL: "f.cells", Field: func(f *models.JobFailure) any { return &f.Cells }},
)

var jobsByAge = page.Order{Name: "jobs", ID: "j.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "j.created_at", Kind: page.Time, Desc: true}}}

// jobAttempts is how often a job may fail because of a server error before it is discarded; with the delays between attempts this
// takes half a day.
const jobAttempts = 12

// JobQueue is the queue of jobs that users wait for, separate from that of short background work.
const JobQueue = "watched"

// JobArgs identify a job in the queue.
type JobArgs struct {
	Account int64        `json:"account"`
	Job     models.JobID `json:"job"`
	// Whole says that the job is not done in chunks.
	Whole bool `json:"whole,omitempty"`
}

// Kind returns the name of the job kind.
func (JobArgs) Kind() string { return "watched" }

// InsertOpts selects the queue of the job.
func (JobArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: JobQueue, MaxAttempts: jobAttempts}
}

// JobsByID returns the jobs that the viewer sees, by id.
func (s *Service) JobsByID(ctx context.Context, ids []models.JobID) (map[models.JobID]*models.Job, error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	found := store.ByID(b.Batch, jobs, ids, AllColumns)
	err = b.Send()
	for id, job := range found {
		if !job.VisibleTo(b.Viewer) {
			delete(found, id)
		}
	}
	return found, err
}

// ListJobs returns a page of the jobs that the viewer sees, newest first.
func (s *Service) ListJobs(ctx context.Context, a page.Args) (*models.JobConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Job] {
		l := List[models.Job]{Batch: b.Batch, Table: jobs, Where: "j.account_id = ?", Args: []any{b.Account}, Order: jobsByAge}
		if b.Viewer.Role != models.Administrator {
			l.Where += " AND coalesce(j.actor_user_id, j.actor_token_id) = coalesce(?::uuid, ?::uuid)"
			l.Args = append(l.Args, b.Viewer.UserID, b.Viewer.TokenID)
		}
		return l
	})
}

// JobFailuresKey selects the first failures or warnings of a job.
type JobFailuresKey struct {
	Job   models.JobID
	First int
}

// FailuresByJob returns the first failures of each job in the order in which they occurred.
func (s *Service) FailuresByJob(ctx context.Context, keys []JobFailuresKey) (map[JobFailuresKey][]*models.JobFailure, error) {
	return firstByJob(ctx, s, jobFailures, keys)
}

// firstByJob returns the first rows of a list that each job has.
func firstByJob[T any](ctx context.Context, s *Service, list store.Table[T], keys []JobFailuresKey) (map[JobFailuresKey][]*T, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	ids, firsts := make(store.IDs[models.JobID], len(keys)), make([]int, len(keys))
	for i, k := range keys {
		if _, err := page.Size(&k.First); err != nil {
			return nil, explain(err)
		}
		ids[i], firsts[i] = k.Job, k.First
	}
	found := emptyLists[JobFailuresKey, T](keys)
	var key JobFailuresKey
	alias := list.Alias()
	err = list.Each(r, func(row *T) { found[key] = append(found[key], row) }, []any{&key.Job, &key.First}, `
		SELECT child.*, parent.id, parent.size
		FROM unnest(?::uuid[], ?::int[]) AS parent (id, size)
		CROSS JOIN LATERAL (
			SELECT `+list.Selected(AllColumns)+`
			FROM `+list.From+`
			WHERE `+alias+`.account_id = ? AND `+alias+`.job_id = parent.id
			ORDER BY `+alias+`.n
			LIMIT parent.size) child`, ids, firsts, r.Account)
	return found, err
}

// CancelJob cancels a job. A chunk that is being processed is stored first. BlockedByRule if the job has ended.
func (s *Service) CancelJob(ctx context.Context, id models.JobID) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermView, func(tx *Tx) error {
		var err error
		if job, err = lock[models.Job](tx, id, "job"); err != nil {
			return err
		}
		switch {
		case !job.VisibleTo(tx.Viewer):
			return models.Errorf(models.NotFound, "There is no such job.").At("id")
		case job.State.Ended():
			return models.Errorf(models.BlockedByRule, "The job has ended.").At("id")
		}
		tx.Audit(models.AuditJobCancelled, id)
		return endJob(tx, job, models.JobCancelled)
	})
	return job, err
}

// startJob stores a job and enqueues it. Limit if the account has too many unfinished jobs.
func startJob(tx *Tx, kind models.JobKind, dryRun bool, task any) (*models.Job, error) {
	n, err := jobs.Count(tx, maxUnfinishedJobs, "j.account_id = ? AND j.finished_at IS NULL", tx.Account)
	if err != nil {
		return nil, err
	}
	if n >= maxUnfinishedJobs {
		return nil, models.Errorf(models.Limit, "%d jobs have not ended; wait for some, or cancel them.", maxUnfinishedJobs)
	}
	job, err := models.NewJob(kind, tx.Viewer, tx.Now, dryRun, task)
	if err != nil {
		return nil, err
	}
	job.ID, job.RequestID = typeid.New[models.JobID](), models.RequestIDFrom(tx.Context())
	if err := store.Create(tx, job); err != nil {
		return nil, err
	}
	tx.Audit(kind.Audit(), job.ID)
	return job, tx.Enqueue(JobArgs{Account: tx.Account, Job: job.ID, Whole: kind.WritesFile()}, nil)
}

// endJob ends a locked job and deletes what only its chunks needed.
func endJob(tx *Tx, job *models.Job, state models.JobState) error {
	job.End(state, tx.Now)
	if err := tx.Exec("DELETE FROM job_targets WHERE account_id = ? AND job_id = ?", tx.Account, job.ID); err != nil {
		return err
	}
	return saveJob(tx, job)
}

func saveJob(tx *Tx, job *models.Job) error {
	job.UpdatedAt = tx.Now
	return store.Save(tx, job, job.ID)
}
