package crm

import (
	"context"
	"encoding/json"

	"kith/models"
)

// MayImport returns an error if the viewer may not import contacts. It is called before a file is stored.
func (s *Service) MayImport(ctx context.Context) error {
	_, err := permitted(ctx, models.PermContactImport)
	return err
}

// AttributeKeys returns the keys of the custom attributes of contacts that are defined, at most MaxAttributes of them.
func (s *Service) AttributeKeys(ctx context.Context) ([]string, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := definitions.List(r, "d.account_id = ? AND d.model = ? ORDER BY d.key LIMIT ?", r.Account, string(models.ContactAttribute),
		models.MaxExportColumns)
	keys := make([]string, len(found))
	for i, d := range found {
		keys[i] = d.Key
	}
	return keys, err
}

// ImportContacts starts a job that imports contacts from a stored file.
func (s *Service) ImportContacts(ctx context.Context, task *models.ImportTask, dryRun bool) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactImport, func(tx *Tx) (err error) {
		job, err = startJob(tx, models.JobImport, dryRun, task)
		return err
	})
	return job, err
}

// BeginImport stores the number of rows in the file of an import, and the task with what the whole file says of its columns. ErrJobEnded
// if the job was cancelled.
func (s *Service) BeginImport(ctx context.Context, args JobArgs, total int, task *models.ImportTask) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	text, err := json.Marshal(task)
	if err != nil {
		return err
	}
	return s.moveJob(ctx, args, func(job *models.Job) { job.Total, job.Task = &total, text })
}

// ImportRows imports the rows after the first done rows in one transaction; last says that these are the last ones. It does nothing
// if these rows were already imported. ErrJobEnded if the job has ended.
func (s *Service) ImportRows(ctx context.Context, args JobArgs, done int, rows []models.ImportCells, last bool) error {
	ctx, job, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	if err := s.importRows(ctx, args, done, rows, last); err != nil || job == nil || job.DryRun {
		return err // a dry run leaves pages without rows, from which PostgreSQL would learn that the tables are empty
	}
	return s.learnSizes(ctx, contactLookups, pointLookups)
}

// importRows imports rows, all in one transaction if it can. If a row makes that fail, the rows are halved until the row is alone, which is
// tried again: a value that another contact was given in the meantime finds that contact then. If the values stay taken, the row is a
// failure.
func (s *Service) importRows(ctx context.Context, args JobArgs, done int, rows []models.ImportCells, last bool) error {
	for size := len(rows); ; size *= 2 {
		n := min(size, len(rows))
		try := func(refused models.BrokenRules) error {
			return s.tryRows(ctx, args, done, rows[:n], last && n == len(rows), refused)
		}
		err := try(nil)
		for n > 1 && ofRecord(ctx, err) {
			n /= 2
			err = try(nil)
		}
		if n == 1 && ofRecord(ctx, err) {
			err = retryLost(ctx, isTaken, func() error { return try(nil) })
			if ofRecord(ctx, err) {
				logRefusal(ctx, args, err)
				err = try(reasonOf(err))
			}
		}
		if err != nil || n == len(rows) {
			return err
		}
		size, done, rows = n, done+n, rows[n:]
	}
}

// tryRows imports rows in one transaction; with refused, it stores the only row as one that failed.
func (s *Service) tryRows(ctx context.Context, args JobArgs, done int, rows []models.ImportCells, last bool,
	refused models.BrokenRules) error {
	return s.write(ctx, models.PermContactImport, func(tx *Tx) error {
		job, err := lock[models.Job](tx, args.Job, "job")
		if err != nil {
			return err
		}
		if job.State.Ended() {
			return ErrJobEnded
		}
		if job.Processed != done {
			return nil
		}
		if refused != nil {
			number := done + 1
			failed := &models.JobFailure{Row: &number, Cells: rows[0].Cells, Rules: refused}
			return saveProgress(tx, job, chunk{processed: 1, failures: []*models.JobFailure{failed}, last: last})
		}
		did, err := s.try(tx, job, func() (chunk, error) { return importChunk(tx, job, rows) })
		if err != nil {
			return err
		}
		did.last = last
		return saveProgress(tx, job, did)
	})
}

// importChunk applies the next rows of a job in their order, each to the contact that it is about, or to a new one. The first chunk also
// tells the warnings about the file.
func importChunk(tx *Tx, job *models.Job, rows []models.ImportCells) (chunk, error) {
	task, err := models.ReadImportTask(job.Task)
	if err != nil {
		return chunk{}, err
	}
	m := newImporter(tx, task)
	m.job = job
	if job.Processed == 0 {
		m.did.warnings = task.FileWarnings()
	}
	err = m.run(job.Processed+1, rows)
	return m.did, err
}

func failedRow(row *models.ImportRow, contact *models.Contact) *models.JobFailure {
	f := &models.JobFailure{Row: &row.Number, Cells: row.Cells}
	f.Rules, _ = models.BrokenBy(row.Broken)
	if contact != nil {
		f.ContactID = &contact.ID
	}
	return f
}
