package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// EraseContact removes everything that is kept about a person and returns the receipt: how much was removed where. NotFound, StaleVersion,
// and Required without a version unless it is a dry run, which removes nothing. BlockedByRule while a job runs whose task names the person.
func (s *Service) EraseContact(ctx context.Context, in models.ContactEraseInput) (*models.ContactErasure, error) {
	var receipt *models.ContactErasure
	err := s.writeVerified(ctx, models.PermContactErase, func(tx *Tx) error {
		if !in.DryRun && in.ExpectedVersion == nil {
			return models.Errorf(models.Required, "Confirm with the version of the contact that you have seen.").At("expectedVersion")
		}
		if err := beginErasure(tx); err != nil {
			return err
		}
		if _, err := lockForDeletion(tx, []models.ContactID{in.ID}); err != nil {
			return err
		}
		contact, err := lockContact(tx, in.ID, nil)
		if err != nil {
			return err
		}
		if contact.ID != in.ID {
			return models.Errorf(models.NotFound, "This contact was merged into %s; erase that one, or undo the merge.", contact.ID).At("id")
		}
		if in.ExpectedVersion != nil && *in.ExpectedVersion != contact.Version {
			return &models.Error{Code: models.StaleVersion, Field: []string{"expectedVersion"}, Contact: contact,
				Message: "The contact has changed meanwhile; look at it, and confirm with its current version."}
		}
		var e *erasure
		erase := func() (err error) {
			e, err = s.erase(tx, nil, contact)
			return err
		}
		if in.DryRun {
			err = tx.dryRun(erase)
		} else {
			err = erase()
		}
		if err != nil {
			return err
		}
		receipt = &models.ContactErasure{ContactID: contact.ID, Version: contact.Version, DryRun: in.DryRun,
			Removed: models.ErasedCounts(e.counts), SegmentsDeleted: e.segmentsDeleted, SegmentsChanged: e.segmentsChanged}
		return nil
	})
	return receipt, err
}

// BulkEraseContacts starts a job that erases contacts as EraseContact would, with the errors of BulkDeleteContacts.
func (s *Service) BulkEraseContacts(ctx context.Context, in models.ContactsBulkEraseInput) (*models.Job, error) {
	var job *models.Job
	err := s.writeVerified(ctx, models.PermContactErase, func(tx *Tx) error {
		var err error
		job, err = s.startDestruction(tx, models.JobBulkErase, in.Target, in.ConfirmCount, in.DryRun)
		return err
	})
	return job, err
}

// eraseChunk erases the contacts of the next chunk. The filter of the job, which may name them, goes with the first chunk: the targets are
// fixed by then.
func eraseChunk(s *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	if err := beginErasure(tx); err != nil {
		return chunk{}, err
	}
	locked, done, err := lockTargets(tx, job, n, true)
	if err != nil {
		return done, err
	}
	done.succeeded = len(locked)
	if len(locked) > 0 {
		if _, err := s.erase(tx, job, locked...); err != nil {
			return done, err
		}
	}
	job.Task = models.JSON("{}")
	return done, nil
}

// beginErasure has erasures of an account run one after the other, and none while a scan for duplicates or the end of an export runs. It
// is the first lock of a transaction.
func beginErasure(tx *Tx) error {
	if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('erasures', ?))", tx.Account); err != nil {
		return err
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('duplicates', ?))", tx.Account)
}

// noErasureSince refuses to keep what was read before an erasure, such as an export whose snapshot may have the person.
func noErasureSince(tx *Tx, since *models.DateTime) error {
	if err := tx.Exec("SELECT pg_advisory_xact_lock_shared(hashtextextended('erasures', ?))", tx.Account); err != nil {
		return err
	}
	n, err := store.One[int](tx, "SELECT count(*) FROM (SELECT FROM erasures WHERE account_id = ? AND created_at >= ?::timestamptz LIMIT 1) x",
		tx.Account, since)
	if err == nil && n > 0 {
		err = models.Errorf(models.BlockedByRule, "A contact was erased while the file was written, and may be in it; start the export again.")
	}
	return err
}

// erase removes everything about contacts that lockForDeletion has locked after beginErasure.
func (s *Service) erase(tx *Tx, job *models.Job, contacts ...*models.Contact) (*erasure, error) {
	e := s.newErasure(tx, job, contacts)
	if err := e.look(); err != nil {
		return nil, err
	}
	n, err := s.suppress(tx, e.keys)
	if err != nil {
		return nil, err
	}
	e.counts[models.ErasedSuppressions] = n
	if err := e.remove(e.fromJobs, e.fromSegments, e.fromRoles, e.fromConsents); err != nil {
		return nil, err
	}
	removed := models.AuditDetails(models.ErasedCounts(e.counts))
	for _, c := range contacts {
		tx.Defer(`
			INSERT INTO erasures (account_id, id, contact_id, removed, actor_user_id, actor_token_id, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, tx.Account, typeid.New[models.AuditEventID](), c.ID, removed, tx.Viewer.UserID, tx.Viewer.TokenID, tx.Now)
	}
	return e, nil
}

// expire is erase for contacts whose time is over, who have asked for nothing: they may come back, so no address is suppressed, and what
// they refused holds. What users wrote with their names stays (filters of segments, roles and jobs), and so do files of jobs and failed
// rows, which end by themselves.
func (s *Service) expire(tx *Tx, contacts ...*models.Contact) error {
	e := s.newErasure(tx, nil, contacts)
	if err := e.look(); err != nil {
		return err
	}
	return e.remove()
}

func (s *Service) newErasure(tx *Tx, job *models.Job, contacts []*models.Contact) *erasure {
	return &erasure{s: s, tx: tx, job: job, contacts: contacts, ids: idsOf(contacts), counts: map[models.ErasedPlace]int{},
		segmentsDeleted: []models.SegmentID{}, segmentsChanged: []models.SegmentID{}}
}

// remove removes the contacts from the given places and from all that are about them, and tells of it.
func (e *erasure) remove(places ...func() error) error {
	for _, step := range append(places, e.fromModel, e.fromLog, e.fromElsewhere, e.fromQueue, e.rows) {
		if err := step(); err != nil {
			return err
		}
	}
	e.counts[models.ErasedContacts] = len(e.contacts)
	e.counts[models.ErasedMergedContacts] = len(e.gone) - len(e.ids)
	for _, c := range e.contacts {
		event := models.NewContactEvent(models.ContactErased, c, nil).With(nil)
		event.Snapshot = c.Tombstone()
		e.tx.Emit(event)
		e.tx.auditWith(models.AuditContactErased, c.ID, models.AuditDetails(map[string]any{"removed": models.ErasedCounts(e.counts)}))
	}
	return nil
}
