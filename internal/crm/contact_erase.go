package crm

import (
	"context"
	"slices"

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

// erasure is what is known about contacts that are being erased, and what was removed so far.
type erasure struct {
	s        *Service
	tx       *Tx
	job      *models.Job // that erases them, if any
	contacts []*models.Contact
	// ids are the contacts, gone also those that were merged into them.
	ids, gone store.IDs[models.ContactID]
	// since is when the first of them became known.
	since models.DateTime
	// keys are their addresses, values what may name them in filters, in lower case, digits their phone numbers without other characters.
	keys            []models.PointKey
	values, digits  []string
	counts          map[models.ErasedPlace]int
	segmentsDeleted []models.SegmentID
	segmentsChanged []models.SegmentID
}

// erase removes everything about contacts that lockForDeletion has locked after beginErasure.
func (s *Service) erase(tx *Tx, job *models.Job, contacts ...*models.Contact) (*erasure, error) {
	e := &erasure{s: s, tx: tx, job: job, contacts: contacts, ids: idsOf(contacts), counts: map[models.ErasedPlace]int{},
		segmentsDeleted: []models.SegmentID{}, segmentsChanged: []models.SegmentID{}}
	if err := e.look(); err != nil {
		return nil, err
	}
	n, err := s.suppress(tx, e.keys)
	if err != nil {
		return nil, err
	}
	e.counts[models.ErasedSuppressions] = n
	for _, step := range []func() error{e.fromJobs, e.fromSegments, e.fromModel, e.fromLog, e.fromElsewhere, e.fromQueue, e.rows} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	e.counts[models.ErasedContacts] = len(contacts)
	e.counts[models.ErasedMergedContacts] = len(e.gone) - len(e.ids)
	removed := models.AuditDetails(models.ErasedCounts(e.counts))
	for _, c := range contacts {
		event := models.NewContactEvent(models.ContactErased, c, nil).With(nil)
		event.Snapshot = c.Tombstone()
		tx.Emit(event)
		tx.auditWith(models.AuditContactErased, c.ID, models.AuditDetails(map[string]any{"removed": models.ErasedCounts(e.counts)}))
		tx.Defer(`
			INSERT INTO erasures (account_id, id, contact_id, removed, actor_user_id, actor_token_id, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, tx.Account, typeid.New[models.AuditEventID](), c.ID, removed, tx.Viewer.UserID, tx.Viewer.TokenID, tx.Now)
	}
	return e, nil
}

// look finds out under which ids, addresses and names the contacts were known, and since when.
func (e *erasure) look() error {
	var err error
	if e.gone, err = store.Rows[models.ContactID](e.tx, withMerged+"SELECT id FROM gone", e.ids, e.tx.Account); err != nil {
		return err
	}
	rows, err := store.Rows[struct {
		Kind, System, Value, Key string
		Shared                   bool
	}](e.tx, withMerged+`, recorded AS (
			SELECT m.points FROM gone JOIN contact_merges m ON m.account_id = ? AND m.into_id = gone.id
			UNION ALL
			SELECT s.points FROM gone JOIN contact_merge_sources s ON s.account_id = ? AND s.contact_id = gone.id
		)
		SELECT p.kind, p.system, p.value, p.key, p.shared
		FROM gone JOIN contact_points p ON p.account_id = ? AND p.contact_id = gone.id
		UNION
		SELECT p ->> 'kind', p ->> 'system', p ->> 'value', p ->> 'key', (p ->> 'shared')::boolean
		FROM recorded
		CROSS JOIN LATERAL jsonb_array_elements(recorded.points) p
		WHERE NOT EXISTS (
			SELECT FROM contact_points o
			WHERE o.account_id = ? AND o.kind = p ->> 'kind' AND o.system = p ->> 'system' AND o.key = p ->> 'key' AND o.contact_id <> ALL(?))`,
		e.ids, e.tx.Account, e.tx.Account, e.tx.Account, e.tx.Account, e.tx.Account, e.gone)
	if err != nil {
		return err
	}
	for _, row := range rows {
		e.named(row.Value, row.Key)
		if !row.Shared {
			e.keys = append(e.keys, models.PointKey{Kind: models.PointKind(row.Kind), System: row.System, Key: row.Key})
		}
		if models.PointKind(row.Kind) == models.PointPhone {
			e.digits = append(e.digits, digitsOf(row.Key))
		}
	}
	for _, c := range e.contacts {
		e.named(c.FullNames()...)
	}
	slices.Sort(e.values)
	e.values = slices.Compact(e.values)
	known, err := store.One[models.DateTime](e.tx, withMerged+`
		SELECT min(x.at) FROM (
			SELECT c.created_at AS at FROM contacts c WHERE c.account_id = ? AND c.id = ANY(?)
			UNION ALL
			SELECT (s.stored ->> 'created_at')::timestamptz
			FROM gone JOIN contact_merge_sources s ON s.account_id = ? AND s.contact_id = gone.id) x`,
		e.ids, e.tx.Account, e.tx.Account, e.ids, e.tx.Account)
	e.since = known
	return err
}
