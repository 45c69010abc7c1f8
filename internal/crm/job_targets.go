package crm

import (
	"bytes"
	"maps"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// bulkChunk is how many contacts one transaction of a job processes: it holds their locks, and a cancellation waits for it.
const bulkChunk = 500

// storeTargets stores the contacts that match a query as the targets of a job, and returns their number.
func (s *Service) storeTargets(tx *Tx, job *models.Job, q ContactQuery) (int, error) {
	l, err := s.batch(tx.sees()).compile(q)
	if err != nil {
		return 0, err
	}
	if tx.sight != nil { // the views are for statements that only read
		ids, err := store.RowsPlanned[models.ContactID](tx.sees(), "SELECT c.id FROM "+l.Table.From+" WHERE "+l.Where, l.Args...)
		if err != nil {
			return 0, err
		}
		return storeTargetIDs(tx, job, ids)
	}
	return insertTargets(tx, `SELECT c.account_id, ?::uuid, c.id FROM `+l.Table.From+` WHERE `+l.Where, append([]any{job.ID}, l.Args...))
}

func queryOf(t models.ContactTarget) ContactQuery {
	return ContactQuery{Filter: t.Filter, Segment: t.Segment}
}

// countTargets returns how many targets a job would have now.
func (s *Service) countTargets(tx *Tx, t models.ContactTarget) (int, error) {
	if t.IDs != nil {
		ids := slices.SortedFunc(slices.Values(t.IDs), func(a, b models.ContactID) int { return bytes.Compare(a.UUID[:], b.UUID[:]) })
		return len(slices.Compact(ids)), nil
	}
	l, err := s.batch(tx.sees()).compile(queryOf(t))
	if err != nil {
		return 0, err
	}
	n, err := store.RowsPlanned[int](tx.sees(), "SELECT count(*) FROM "+l.Table.From+" WHERE "+l.Where, l.Args...)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// storeTargetIDs is storeTargets for given ids.
func storeTargetIDs(tx *Tx, job *models.Job, ids []models.ContactID) (int, error) {
	return insertTargets(tx, `SELECT DISTINCT ?::bigint, ?::uuid, id FROM unnest(?::uuid[]) AS named (id)`,
		[]any{tx.Account, job.ID, store.IDs[models.ContactID](ids)})
}

func insertTargets(tx *Tx, selection string, args []any) (int, error) {
	stored, err := store.RowsPlanned[int](tx, `
		WITH stored AS (
			INSERT INTO job_targets (account_id, job_id, contact_id) `+selection+`
			RETURNING 1
		)
		SELECT count(*) FROM stored`, args...)
	if err != nil {
		return 0, err
	}
	return stored[0], nil
}

// nextTargets returns the next n target contacts of a job in the order of their ids and advances its place; last says that these are
// the last ones.
func nextTargets(tx *Tx, job *models.Job, n int) (ids []models.ContactID, last bool, err error) {
	ids, err = store.Rows[models.ContactID](tx,
		"SELECT contact_id FROM job_targets WHERE account_id = ? AND job_id = ? AND contact_id >= ? ORDER BY contact_id LIMIT ?",
		tx.Account, job.ID, typeid.Read[models.ContactID](job.Place), n+1)
	if len(ids) <= n {
		return ids, true, err
	}
	job.Place = ids[n].String()
	return ids[:n], false, err
}

// lockTargets locks the next n target contacts of a job. For changes, merged contacts are replaced by their survivors; for deletes,
// those whom deleteContacts hands something over to are locked too. Contacts that no longer exist become failures of the chunk.
func lockTargets(tx *Tx, job *models.Job, n int, deletes bool) ([]*models.Contact, chunk, error) {
	var done chunk
	ids, last, err := nextTargets(tx, job, n)
	if err != nil {
		return nil, done, err
	}
	done.last, done.processed = last, len(ids)
	live, err := resolveMerged(tx.sees(), ids)
	if err != nil {
		return nil, done, err
	}
	wanted := map[models.ContactID]bool{}
	for _, id := range ids {
		survivor, found := live[id]
		switch {
		case !found:
			done.fail(id, models.Errorf(models.NotFound, "There is no such contact."))
		case survivor != id && deletes:
			done.fail(id, models.Errorf(models.NotFound, "This contact was merged into %s; delete that one, or undo the merge.", survivor))
		default:
			wanted[survivor] = true
		}
	}
	lockThese := lockAll
	if deletes {
		lockThese = lockForDeletion
	}
	locked, err := lockThese(tx, slices.Collect(maps.Keys(wanted)))
	if err == nil && len(locked) < len(wanted) {
		err = store.ErrMoved
	}
	for _, c := range locked {
		tx.locked[c.ID] = *c
	}
	return locked, done, err
}

// skipTarget passes over the next target contact of a job, which failed for a reason.
func skipTarget(tx *Tx, job *models.Job, why models.BrokenRules) (chunk, error) {
	ids, last, err := nextTargets(tx, job, 1)
	if err != nil || len(ids) == 0 {
		return chunk{last: true}, err
	}
	return chunk{processed: 1, failures: []*models.JobFailure{{ContactID: &ids[0], Rules: why}}, last: last}, nil
}

// fail adds a contact to the failures of the chunk.
func (c *chunk) fail(id models.ContactID, why ...*models.Error) {
	f := &models.JobFailure{}
	f.Rules, _ = models.BrokenBy(models.Errors(why))
	if !id.IsZero() { // the zero id stands for a malformed one
		f.ContactID = &id
	}
	c.failures = append(c.failures, f)
}
