package crm

import (
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
	l, err := s.batch(tx.reader()).compile(q)
	if err != nil {
		return 0, err
	}
	return insertTargets(tx, `SELECT c.account_id, ?::uuid, c.id FROM `+l.Table.From+` WHERE `+l.Where, append([]any{job.ID}, l.Args...))
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

// nextTargets returns the next target contacts of a job in the order of their ids and advances its place; last says that these are
// the last ones.
func nextTargets(tx *Tx, job *models.Job) (ids []models.ContactID, last bool, err error) {
	ids, err = store.Rows[models.ContactID](tx,
		"SELECT contact_id FROM job_targets WHERE account_id = ? AND job_id = ? AND contact_id >= ? ORDER BY contact_id LIMIT ?",
		tx.Account, job.ID, typeid.Read[models.ContactID](job.Place), bulkChunk+1)
	if len(ids) <= bulkChunk {
		return ids, true, err
	}
	job.Place = ids[bulkChunk].String()
	return ids[:bulkChunk], false, err
}

// lockTargets locks the next target contacts of a job; with follow, merged contacts are replaced by their survivors. Contacts that
// no longer exist become failures of the chunk.
func lockTargets(tx *Tx, job *models.Job, follow bool) ([]*models.Contact, chunk, error) {
	var done chunk
	ids, last, err := nextTargets(tx, job)
	if err != nil {
		return nil, done, err
	}
	done.last, done.processed = last, len(ids)
	live, err := resolveMerged(tx.reader(), ids)
	if err != nil {
		return nil, done, err
	}
	wanted := map[models.ContactID]bool{}
	for _, id := range ids {
		survivor, found := live[id]
		switch {
		case !found:
			done.fail(id, models.Errorf(models.NotFound, "There is no such contact."))
		case survivor != id && !follow:
			done.fail(id, models.Errorf(models.NotFound, "This contact was merged into %s; delete that one, or undo the merge.", survivor))
		default:
			wanted[survivor] = true
		}
	}
	locked, err := lockAll(tx, slices.Collect(maps.Keys(wanted)))
	if err == nil && len(locked) < len(wanted) {
		err = store.ErrMoved
	}
	for _, c := range locked {
		tx.locked[c.ID] = *c
	}
	return locked, done, err
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
