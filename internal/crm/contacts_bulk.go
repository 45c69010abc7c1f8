package crm

import (
	"context"
	"encoding/json"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// bulkTask is the stored input of a bulk job.
type bulkTask struct {
	Target models.ContactTarget  `json:"target"`
	Set    models.ContactBulkSet `json:"set,omitzero"`
	// ConfirmCount is how many contacts may be deleted.
	ConfirmCount *int `json:"confirmCount,omitzero"`
}

// BulkUpdateContacts starts a job that changes contacts as UpdateContact and the label mutations would. Errors in the set are
// returned immediately; errors of single contacts become failures of the job.
func (s *Service) BulkUpdateContacts(ctx context.Context, in models.ContactsBulkUpdateInput) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		if _, err := s.checkTarget(tx, &in.Target); err != nil {
			return err
		}
		set := in.Set
		err := checkSet(tx, &set)
		if err != nil {
			return underField(err, "set")
		}
		job, err = startJob(tx, models.JobBulkUpdate, in.DryRun, bulkTask{Target: in.Target, Set: set})
		return err
	})
	return job, err
}

// BulkDeleteContacts starts a job that deletes contacts as DeleteContact would. Required if the filter or segment of the target
// matches every contact; Invalid if another number of contacts would be deleted than was confirmed.
func (s *Service) BulkDeleteContacts(ctx context.Context, in models.ContactsBulkDeleteInput) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		var err error
		job, err = s.startDestruction(tx, models.JobBulkDelete, in.Target, in.ConfirmCount, in.DryRun)
		return err
	})
	return job, err
}

// startDestruction starts a job that deletes or erases contacts.
func (s *Service) startDestruction(
	tx *Tx, kind models.JobKind, target models.ContactTarget, confirmed *int, dryRun bool,
) (*models.Job, error) {
	everyone, err := s.checkTarget(tx, &target)
	if err != nil {
		return nil, err
	}
	if everyone {
		return nil, models.Errorf(models.Required, "The filter holds for every contact; say which ones are to be deleted.").At("target")
	}
	task := bulkTask{Target: target}
	if !dryRun {
		if err := s.confirm(tx, target, confirmed); err != nil {
			return nil, err
		}
		task.ConfirmCount = confirmed
	}
	return startJob(tx, kind, dryRun, task)
}

// confirm compares the number of contacts that a delete would process now with the one that its caller has seen.
func (s *Service) confirm(tx *Tx, target models.ContactTarget, count *int) error {
	n, err := s.countTargets(tx, target)
	if err != nil {
		return underField(err, "target")
	}
	if count == nil {
		return models.Errorf(models.Required, "Confirm how many contacts to delete: %d now.", n).At("confirmCount")
	}
	return unconfirmed(n, *count)
}

// unconfirmed is the error of a delete of another number of contacts than was confirmed, nil if they are equal.
func unconfirmed(n, confirmed int) error {
	if n == confirmed {
		return nil
	}
	return models.Errorf(models.Invalid, "%d contacts would be deleted, not %d. Look at them again, and confirm that number.",
		n, confirmed).At("confirmCount")
}

// checkTarget rejects a target that a job could not resolve, and one that names records which do not exist: without them a filter may hold
// for other contacts than it was made for. It reports whether the target matches every contact. The filter of the target gets the form in
// which it is stored.
func (s *Service) checkTarget(tx *Tx, t *models.ContactTarget) (everyone bool, err error) {
	if refused := t.Check(); refused != nil || t.IDs != nil {
		return false, orNil(refused)
	}
	f, field := t.Filter, "filter"
	if t.Segment != nil {
		field = "segment"
		if f, err = s.segmentFilter(tx.reader(), *t.Segment); err != nil {
			return false, underField(err, "target")
		}
	}
	options, err := s.filterOptions(tx, tx.Account, f)
	if err != nil {
		return false, err
	}
	clause, err := filter.Contacts(f, options)
	if err != nil {
		return false, underField(underField(err, field), "target")
	}
	stored, err := storedFilter(tx.reader(), f)
	if err != nil {
		return false, underField(underField(err, field), "target")
	}
	if t.Filter != nil {
		t.Filter = stored
	}
	return clause.HoldsAlways(), nil
}

// orNil converts a nil *models.Error to a nil error; otherwise it would become a typed nil.
func orNil(refused *models.Error) error {
	if refused == nil {
		return nil
	}
	return refused
}

// checkSet normalizes a set and validates it on an empty contact.
func checkSet(tx *Tx, set *models.ContactBulkSet) error {
	if refused := set.Clean(); refused != nil {
		return refused
	}
	return tx.dryRun(func() error {
		probe := &models.Contact{CustomAttributes: models.JSON("{}"), ContactType: models.Visitor}
		if err := changeContact(tx, probe, set.Patch()); err != nil {
			return err
		}
		_, err := labelsFor(tx, set.LabelsAdd)
		return renameField(err, "labels", "labelsAdd")
	})
}

func prepareBulk(s *Service, tx *Tx, job *models.Job) (int, error) {
	task, err := bulkTaskOf(job)
	if err != nil {
		return 0, err
	}
	if task.Target.IDs != nil {
		return storeTargetIDs(tx, job, task.Target.IDs)
	}
	if _, err := s.checkTarget(tx, &task.Target); err != nil {
		return 0, err // what the filter names was deleted since
	}
	return s.storeTargets(tx, job, queryOf(task.Target))
}

// prepareDelete is prepareBulk for deletes: a job whose target has changed since it was confirmed deletes nothing.
func prepareDelete(s *Service, tx *Tx, job *models.Job) (int, error) {
	task, err := bulkTaskOf(job)
	if err != nil {
		return 0, err
	}
	n, err := prepareBulk(s, tx, job)
	if err == nil && task.ConfirmCount != nil {
		err = unconfirmed(n, *task.ConfirmCount)
	}
	return n, err
}

// updateChunk updates the contacts of the next chunk, with one statement each for locks, labels and contacts.
func updateChunk(_ *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	task, err := bulkTaskOf(job)
	if err != nil {
		return chunk{}, err
	}
	locked, done, err := lockTargets(tx, job, n, false)
	if err != nil {
		return done, err
	}
	changes := make([]*change, len(locked))
	for i, c := range locked {
		changes[i] = &change{contact: c, in: task.Set.Patch(), region: tx.Viewer.Region}
	}
	if err := changeContacts(tx, changes); err != nil {
		return done, err
	}
	var fine []labelUpdate
	for _, x := range changes {
		if len(x.broken) > 0 {
			done.fail(x.contact.ID, x.broken...)
			continue
		}
		fine = append(fine, labelUpdate{contact: x.contact, add: task.Set.LabelsAdd, remove: task.Set.LabelsRemove})
	}
	var before []*models.Contact
	for _, u := range fine {
		before = append(before, u.contact)
	}
	if err := recordChanged(tx, job, before, versionsOf(before, 1)); err != nil {
		return done, err
	}
	edits, err := updateLabelsInBulk(tx, fine)
	if _, refused := models.BrokenBy(err); err != nil && refused {
		err = ofJob{err} // a label is gone and may not be created: no contact can get it
	}
	if err != nil {
		return done, err
	}
	if err := saveContacts(tx, edits); err != nil {
		return done, err
	}
	var unchanged store.IDs[models.ContactID]
	for _, u := range fine {
		if u.contact.Version == tx.locked[u.contact.ID].Version {
			unchanged = append(unchanged, u.contact.ID)
		}
	}
	done.updated, done.unchanged = len(fine)-len(unchanged), len(unchanged)
	return done, forgetChanges(tx, job, unchanged)
}

// deleteChunk deletes the contacts of the next chunk.
func deleteChunk(_ *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	locked, done, err := lockTargets(tx, job, n, true)
	if err != nil {
		return done, err
	}
	done.succeeded = len(locked)
	return done, deleteContacts(tx, locked...)
}

func bulkTaskOf(job *models.Job) (task bulkTask, err error) {
	return task, json.Unmarshal(job.Task, &task)
}
