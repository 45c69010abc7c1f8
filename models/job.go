package models

import (
	"database/sql/driver"
	"encoding/json"
	"slices"
	"strings"
)

// JobKind is the kind of a job.
type JobKind string

// The kinds.
const (
	JobBulkUpdate    JobKind = "BULK_UPDATE"
	JobBulkDelete    JobKind = "BULK_DELETE"
	JobStaleCleanup  JobKind = "STALE_CLEANUP"
	JobImport        JobKind = "IMPORT"
	JobExport        JobKind = "EXPORT"
	JobWebhookReplay JobKind = "WEBHOOK_REPLAY"
	JobUndo          JobKind = "UNDO"
	JobBulkErase     JobKind = "BULK_ERASE"
	JobDataExport    JobKind = "CONTACT_DATA_EXPORT"
	JobRetention     JobKind = "RETENTION"
	JobCsatExport    JobKind = "CSAT_EXPORT"
)

// WritesFile reports whether such jobs write one file, as a whole.
func (k JobKind) WritesFile() bool { return k == JobExport || k == JobDataExport || k == JobCsatExport }

// JobState is the state of a job.
type JobState string

// The states. The last three are final.
const (
	JobQueued    JobState = "QUEUED"
	JobRunning   JobState = "RUNNING"
	JobSucceeded JobState = "SUCCEEDED"
	JobFailed    JobState = "FAILED"
	JobCancelled JobState = "CANCELLED"
)

// Ended reports whether the state is final.
func (s JobState) Ended() bool { return s == JobSucceeded || s == JobFailed || s == JobCancelled }

// Job is background work whose progress the API shows.
type Job struct {
	AccountID int64
	ID        JobID
	Kind      JobKind
	State     JobState
	DryRun    bool
	// Task is the description of the work, in the format of its kind.
	Task JSON
	// Place is where the next chunk starts, in the format of its kind.
	Place     string
	Total     *int
	Processed int
	Succeeded int
	Failed    int
	// Created, Updated and Unchanged are what became of the contacts of imports, bulk updates and undone jobs. Warnings is the number of
	// warnings.
	Created, Updated, Unchanged, Warnings int
	// UndoID is the job that takes back what this one did, nil if there is none.
	UndoID *JobID
	// Result and FailuresFile name the stored files of the job: its output and the records that failed.
	Result       *string
	FailuresFile *string
	// Role is the actor's role when the job was created; the job has its rights.
	Role         Role
	ActorUserID  *UserID
	ActorTokenID *APITokenID
	RequestID    string
	CreatedAt    DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt    DateTime `gorm:"autoUpdateTime:false"`
	StartedAt    *DateTime
	FinishedAt   *DateTime
}

// JobFailure is a record that a job failed to process.
type JobFailure struct {
	// Row is the number of a row in the file, starting at 1.
	Row       *int
	ContactID *ContactID
	Rules     BrokenRules
	// Cells are the row's cells as they were in the file.
	Cells StringList
}

// BrokenRules are broken rules of an input, stored as jsonb.
type BrokenRules []InputError

// JobPayload answers the mutations that create or cancel a job.
type JobPayload struct {
	Job *Job
	Failures
}

// JobCancelInput names a job to cancel.
type JobCancelInput struct{ ID JobID }

// JobUndoInput names a job to take back.
type JobUndoInput struct{ ID JobID }

// IsNode marks the type for GraphQL.
func (Job) IsNode() {}

// NewJob returns a job of a viewer; the job runs once it is stored.
func NewJob(kind JobKind, v *Viewer, now DateTime, dryRun bool, task any) (*Job, error) {
	text, err := json.Marshal(task)
	return &Job{AccountID: v.AccountID, Kind: kind, State: JobQueued, DryRun: dryRun, Task: text,
		Role: v.Role, ActorUserID: v.UserID, ActorTokenID: v.TokenID, CreatedAt: now, UpdatedAt: now}, err
}

// Viewer returns the viewer that the job acts for, with the role of the time when it was created.
func (j *Job) Viewer(region string) *Viewer {
	return &Viewer{AccountID: j.AccountID, Region: region, Role: j.Role, UserID: j.ActorUserID, TokenID: j.ActorTokenID}
}

// VisibleTo reports whether a viewer may see and cancel the job: its creator and administrators may.
func (j *Job) VisibleTo(v *Viewer) bool {
	return v.Role == Administrator || v.UserID != nil && j.ActorUserID != nil && *v.UserID == *j.ActorUserID ||
		v.TokenID != nil && j.ActorTokenID != nil && *v.TokenID == *j.ActorTokenID
}

// Files returns the names of all stored files of the job.
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

// Errors returns the broken rules as user errors.
func (f *JobFailure) Errors() []UserError { return f.Rules.shown() }

// Errors returns the rules as user errors.
func (b BrokenRules) Errors() []UserError { return b.shown() }

// Has reports whether one of the rules has the code.
func (b BrokenRules) Has(code Code) bool {
	return slices.ContainsFunc(b, func(e InputError) bool { return e.Code == code })
}

// Under returns the rules with a path before theirs.
func (b BrokenRules) Under(path []string) BrokenRules {
	under := slices.Clone(b)
	for i := range under {
		under[i].Field = slices.Concat(path, under[i].Field)
	}
	return under
}

func (b BrokenRules) shown() []UserError {
	shown := make([]UserError, len(b))
	for i, rule := range b {
		shown[i] = rule
	}
	return shown
}

// Scan reads the stored jsonb.
func (b *BrokenRules) Scan(src any) error { return scanJSON(src, b) }

// Value stores the rules as jsonb.
func (b BrokenRules) Value() (driver.Value, error) { return valueJSON(b) }

// String returns the messages of the rules, one after the other.
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
