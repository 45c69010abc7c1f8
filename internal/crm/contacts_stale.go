package crm

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"kith/internal/filter"
	"kith/models"
)

// staleTask is the stored input of a cleanup of contacts that were created before an instant.
type staleTask struct {
	Since models.DateTime `json:"since"`
	// ConfirmCount is how many contacts may be deleted; nil for those of every night.
	ConfirmCount *int `json:"confirmCount,omitzero"`
}

// CleanUpStaleContacts starts a job that deletes contacts older than a duration which have no email, phone number, identifier or
// conversations. Invalid for less than a day, and if another number of contacts would be deleted than was confirmed.
func (s *Service) CleanUpStaleContacts(ctx context.Context, in models.ContactsCleanupStaleInput) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		zone, err := timeZone(tx, tx.Account)
		if err != nil {
			return err
		}
		since, err := staleSince(tx.Now.In(zone), in.OlderThan, "olderThan")
		if err != nil {
			return err
		}
		task := staleTask{Since: since}
		if !in.DryRun {
			target := models.ContactTarget{Filter: &models.ContactFilter{StaleSince: &since}}
			if err := s.confirm(tx, target, in.ConfirmCount); err != nil {
				return err
			}
			task.ConfirmCount = in.ConfirmCount
		}
		job, err = startJob(tx, models.JobStaleCleanup, in.DryRun, task)
		return err
	})
	return job, err
}

// staleSince returns the instant before which contacts are stale, counted in the time zone of now; Invalid at the field if the age is
// malformed or out of range.
func staleSince(now time.Time, age, field string) (models.DateTime, error) {
	since, ok := filter.Before(now, age)
	if !ok || now.Sub(since) < 24*time.Hour {
		return models.DateTime{}, models.Errorf(models.Invalid,
			"The age is an ISO 8601 duration in whole numbers, of a day or more and below 1,000 years, such as P30D.").At(field)
	}
	return models.At(since), nil
}

func prepareCleanup(s *Service, tx *Tx, job *models.Job) (int, error) {
	task, err := staleTaskOf(job)
	if err != nil {
		return 0, err
	}
	n, err := s.storeTargets(tx, job, ContactQuery{Filter: &models.ContactFilter{StaleSince: &task.Since}})
	if err == nil && task.ConfirmCount != nil {
		err = unconfirmed(n, *task.ConfirmCount)
	}
	return n, err
}

// cleanupChunk deletes those contacts of the next chunk which are still stale once they are locked.
func cleanupChunk(s *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	task, err := staleTaskOf(job)
	if err != nil {
		return chunk{}, err
	}
	locked, done, err := lockTargets(tx, job, n, true)
	if err != nil {
		return done, err
	}
	clause, err := filter.Contacts(&models.ContactFilter{StaleSince: &task.Since}, filter.Options{AccountID: tx.Account, Now: s.now()})
	if err != nil {
		return done, err
	}
	stale, err := contacts.List(tx, "c.account_id = ? AND c.id = ANY(?) AND "+clause.SQL,
		append([]any{tx.Account, idsOf(locked)}, clause.Args...)...)
	if err := errors.Join(err, readPoints(tx, stale)); err != nil {
		return done, err
	}
	done.succeeded = len(stale)
	done.failures = nil // contacts that no longer exist need not be deleted
	return done, deleteContacts(tx, stale...)
}

func staleTaskOf(job *models.Job) (task staleTask, err error) {
	return task, json.Unmarshal(job.Task, &task)
}
