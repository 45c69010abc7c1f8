package crm

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"kith/internal/store"
	"kith/models"
)

// undoTask is the stored description of a job that takes back another one.
type undoTask struct {
	Job models.JobID `json:"job"`
}

// undone is what a job did to a contact: the version that it left behind and, unless it created the contact, what was there before.
type undone struct {
	version int
	labels  models.StringList
	before  *models.Contact
}

// undoneContacts are contacts as they were before a job.
var undoneContacts = store.NewView("job_changes r CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, r.before) c",
	slices.Concat([]store.Column[undone]{
		{SQL: "r.version", Field: func(u *undone) any { return &u.version }},
		{SQL: "to_jsonb(r.labels)", Field: func(u *undone) any { return &u.labels }},
	}, store.Part(contactsToChange, func(u *undone) *models.Contact {
		if u.before == nil {
			u.before = &models.Contact{}
		}
		return u.before
	}))...)

var undonePoints = points.In("job_changes r CROSS JOIN LATERAL jsonb_populate_recordset(NULL::contact_points, r.points) p")

// UndoJob starts a job that takes back what an import or a bulk update did: contacts that were not changed since are restored, those that
// it created and that nobody has touched since are deleted, the others become failures. NotFound for a job that the viewer can't see;
// BlockedByRule for one that has not ended, is of another kind or a dry run, or was undone already.
func (s *Service) UndoJob(ctx context.Context, in models.JobUndoInput) (*models.Job, error) {
	var undo *models.Job
	err := s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		job, err := lock[models.Job](tx, in.ID, "job")
		if err != nil {
			return err
		}
		if refused := job.CheckUndo(tx.Viewer); refused != nil {
			return refused
		}
		if undo, err = startJob(tx, models.JobUndo, false, undoTask{job.ID}); err != nil {
			return err
		}
		job.UndoID = &undo.ID
		return saveJob(tx, job)
	})
	return undo, err
}

func prepareUndo(_ *Service, tx *Tx, job *models.Job) (int, error) {
	var task undoTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return 0, err
	}
	return insertTargets(tx, "SELECT r.account_id, ?::uuid, r.contact_id FROM job_changes r WHERE r.account_id = ? AND r.job_id = ?",
		[]any{job.ID, tx.Account, task.Job})
}

// undoChunk takes back the changes of the next contacts. Contacts that were created are deleted first, since they may have addresses that
// others get back.
func undoChunk(_ *Service, tx *Tx, job *models.Job, n int) (chunk, error) {
	var done chunk
	var task undoTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return done, err
	}
	ids, last, err := nextTargets(tx, job, n)
	if err != nil || len(ids) == 0 {
		done.last = true
		return done, err
	}
	done.last, done.processed = last, len(ids)
	seen, err := resolveMerged(tx.sees(), ids)
	if err != nil {
		return done, err
	}
	locked, err := lockForDeletion(tx, slices.Collect(maps.Keys(seen)))
	if err != nil {
		return done, err
	}
	changes, err := changesOf(tx, task.Job, ids)
	if err != nil {
		return done, err
	}
	touched, err := touchedSince(tx, ids)
	if err != nil {
		return done, err
	}
	var gone, kept []*models.Contact
	for _, id := range ids {
		at := slices.IndexFunc(locked, func(c *models.Contact) bool { return c.ID == id })
		u := changes[id]
		switch {
		case at < 0 || u == nil:
			done.fail(id, models.Errorf(models.NotFound, "The contact was deleted or merged meanwhile."))
		case locked[at].Version != u.version:
			done.fail(id, models.Errorf(models.BlockedByRule, "The contact was changed meanwhile and stays as it is."))
		case u.before == nil && touched[id]:
			done.fail(id, models.Errorf(models.BlockedByRule, "The contact has got conversations, links or notes meanwhile and is kept."))
		case u.before == nil:
			gone = append(gone, locked[at])
		default:
			kept = append(kept, locked[at])
		}
	}
	if len(gone) > 0 {
		if err := deleteContacts(tx, gone...); err != nil {
			return done, err
		}
	}
	done.succeeded, done.updated = len(gone), len(kept)
	return done, restoreContacts(tx, task.Job, kept, changes)
}

// changesOf returns what a job did to contacts, by contact.
func changesOf(tx *Tx, job models.JobID, ids []models.ContactID) (map[models.ContactID]*undone, error) {
	const theirs = "r.account_id = ? AND r.job_id = ? AND r.contact_id = ANY(?)"
	args := []any{tx.Account, job, store.IDs[models.ContactID](ids)}
	byID := make(map[models.ContactID]*undone, len(ids))
	made, err := store.Rows[struct {
		ID      models.ContactID
		Version int
	}](tx, "SELECT r.contact_id, r.version FROM job_changes r WHERE "+theirs+" AND r.before IS NULL", args...)
	if err != nil {
		return nil, err
	}
	for _, m := range made {
		byID[m.ID] = &undone{version: m.Version}
	}
	changed, err := undoneContacts.List(tx, theirs+" AND r.before IS NOT NULL", args...)
	for _, u := range changed {
		byID[u.before.ID] = u
	}
	return byID, err
}

// touchedSince returns the contacts that have records of their own.
func touchedSince(tx *Tx, ids []models.ContactID) (map[models.ContactID]bool, error) {
	const theirs = "account_id = ? AND contact_id = ANY(?)"
	args := []any{tx.Account, store.IDs[models.ContactID](ids)}
	rows, err := store.Rows[models.ContactID](tx, "SELECT contact_id FROM conversations WHERE "+theirs+
		" UNION SELECT contact_id FROM contact_inboxes WHERE "+theirs+" UNION SELECT contact_id FROM notes WHERE "+theirs+
		" UNION SELECT into_id FROM contact_merges WHERE account_id = ? AND into_id = ANY(?) AND undone_at IS NULL",
		slices.Concat(args, args, args, args)...)
	found := make(map[models.ContactID]bool, len(rows))
	for _, id := range rows {
		found[id] = true
	}
	return found, err
}

// restoreContacts gives locked contacts what they had before a job, with their labels and addresses.
func restoreContacts(tx *Tx, job models.JobID, contacts []*models.Contact, changes map[models.ContactID]*undone) error {
	if len(contacts) == 0 {
		return nil
	}
	ids := idsOf(contacts)
	had := map[models.ContactID][]models.ContactPoint{}
	err := undonePoints.Each(tx, func(p *models.ContactPoint) { had[p.ContactID] = append(had[p.ContactID], *p) }, nil,
		"SELECT "+undonePoints.Selected(AllColumns)+" FROM "+undonePoints.From+
			" WHERE r.account_id = ? AND r.job_id = ? AND r.contact_id = ANY(?) ORDER BY "+pointOrder, tx.Account, job, ids)
	if err != nil {
		return err
	}
	now, err := titlesByContact(tx, ids)
	if err != nil {
		return err
	}
	relinked := make([]*change, len(contacts))
	labels := make([]labelUpdate, len(contacts))
	for i, c := range contacts {
		before := changes[c.ID]
		c.Restore(before.before, had[c.ID])
		relinked[i] = &change{contact: c}
		labels[i] = labelUpdate{contact: c, add: without(before.labels, now[c.ID]), remove: without(now[c.ID], before.labels)}
	}
	companies, err := companiesFor(tx, relinked)
	if err != nil {
		return err
	}
	for _, c := range contacts {
		if company := companies.of(c, false); company != nil {
			c.CompanyID = &company.ID // which is another one if it was merged meanwhile
			c.Derive(company.Name)
			continue
		}
		c.CompanyID = nil // it was deleted meanwhile
		c.Derive("")
	}
	edits, err := updateLabelsInBulk(tx, labels)
	if err != nil {
		return err
	}
	return saveContacts(tx, edits)
}

// without returns the titles that are not among others.
func without(titles, others []string) []string {
	return slices.DeleteFunc(slices.Clone(titles), func(title string) bool { return slices.Contains(others, title) })
}
