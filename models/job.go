package models

import (
	"database/sql/driver"
	"encoding/json"
	"strings"
)

// JobKind is what a job does.
type JobKind string

// The kinds.
const (
	JobBulkUpdate    JobKind = "BULK_UPDATE"
	JobBulkDelete    JobKind = "BULK_DELETE"
	JobStaleCleanup  JobKind = "STALE_CLEANUP"
	JobImport        JobKind = "IMPORT"
	JobExport        JobKind = "EXPORT"
	JobWebhookReplay JobKind = "WEBHOOK_REPLAY"
)

// JobState is how far a job is.
type JobState string

// The states. The last three are final.
const (
	JobQueued    JobState = "QUEUED"
	JobRunning   JobState = "RUNNING"
	JobSucceeded JobState = "SUCCEEDED"
	JobFailed    JobState = "FAILED"
	JobCancelled JobState = "CANCELLED"
)

// Ended reports whether nothing more will happen.
func (s JobState) Ended() bool { return s == JobSucceeded || s == JobFailed || s == JobCancelled }

// Job is work in the background that somebody watches.
type Job struct {
	AccountID int64
	ID        JobID
	Kind      JobKind
	State     JobState
	DryRun    bool
	// Task is what is to be done, as its kind writes it.
	Task JSON
	// Place is where the next chunk begins, as its kind writes it.
	Place     string
	Total     *int
	Processed int
	Succeeded int
	Failed    int
	// Result and FailuresFile name files that are kept for the owner of the job: what it has written, and what has failed.
	Result       *string
	FailuresFile *string
	// Role is what the actor was when the job was made, and whose rights the job has.
	Role         Role
	ActorUserID  *UserID
	ActorTokenID *APITokenID
	RequestID    string
	CreatedAt    DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt    DateTime `gorm:"autoUpdateTime:false"`
	StartedAt    *DateTime
	FinishedAt   *DateTime
}

// JobFailure is a record that a job could not do.
type JobFailure struct {
	// Row is a row of a file, 1 being the first.
	Row       *int
	ContactID *ContactID
	Rules     BrokenRules
	// Cells are those of the row as they were in the file.
	Cells StringList
}

// BrokenRules are rules that an input broke, stored as one jsonb.
type BrokenRules []InputError

// JobPayload answers the mutations that make or stop a job.
type JobPayload struct {
	Job *Job
	Failures
}

// JobCancelInput names a job to stop.
type JobCancelInput struct{ ID JobID }

// IsNode marks the type for GraphQL.
func (Job) IsNode() {}

// NewJob returns a job for a viewer that is to be done once it is stored.
func NewJob(kind JobKind, v *Viewer, now DateTime, dryRun bool, task any) (*Job, error) {
	text, err := json.Marshal(task)
	return &Job{AccountID: v.AccountID, Kind: kind, State: JobQueued, DryRun: dryRun, Task: text,
		Role: v.Role, ActorUserID: v.UserID, ActorTokenID: v.TokenID, CreatedAt: now, UpdatedAt: now}, err
}

// Viewer returns who the job acts for, with the rights of then.
func (j *Job) Viewer(region string) *Viewer {
	return &Viewer{AccountID: j.AccountID, Region: region, Role: j.Role, UserID: j.ActorUserID, TokenID: j.ActorTokenID}
}

// VisibleTo reports whether a viewer may see and stop the job: whoever asked for it, and administrators.
func (j *Job) VisibleTo(v *Viewer) bool {
	return v.Role == Administrator || v.UserID != nil && j.ActorUserID != nil && *v.UserID == *j.ActorUserID ||
		v.TokenID != nil && j.ActorTokenID != nil && *v.TokenID == *j.ActorTokenID
}

// Files names all files that are kept for the job.
func (j *Job) Files() ([]string, error) {
	var task struct{ File *string }
	if err := json.Unmarshal(j.Task, &task); err != nil {
		return nil, err
	}
	var names []string
	for _, name := range []*string{task.File, j.Result, j.FailuresFile} {
		if name != nil {
			names = append(names, *name)
		}
	}
	return names, nil
}

// End ends the job.
func (j *Job) End(state JobState, now DateTime) { j.State, j.FinishedAt = state, &now }

// Errors returns the broken rules as mutations show them.
func (f *JobFailure) Errors() []UserError {
	shown := make([]UserError, len(f.Rules))
	for i, rule := range f.Rules {
		shown[i] = rule
	}
	return shown
}

// Scan reads the stored jsonb.
func (b *BrokenRules) Scan(src any) error { return scanJSON(src, b) }

// Value stores the rules as jsonb.
func (b BrokenRules) Value() (driver.Value, error) { return valueJSON(b) }

// String tells the rules for people, one after the other.
func (b BrokenRules) String() string {
	texts := make([]string, len(b))
	for i, rule := range b {
		texts[i] = rule.Message
		if len(rule.Field) > 0 {
			texts[i] = strings.Join(rule.Field, ".") + ": " + rule.Message
		}
	}
	return strings.Join(texts, " ")
}
