package crm

import (
	"context"
	"encoding/json"
	"errors"

	"kith/models"
)

// MayImport returns an error if the viewer may not import contacts. It is called before a file is stored.
func (s *Service) MayImport(ctx context.Context) error {
	_, err := permitted(ctx, models.PermContactImport)
	return err
}

// ImportContacts starts a job that imports contacts from a stored file.
func (s *Service) ImportContacts(ctx context.Context, task models.ImportTask, dryRun bool) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactImport, func(tx *Tx) (err error) {
		job, err = startJob(tx, models.JobImport, dryRun, task)
		return err
	})
	return job, err
}

// BeginImport stores the number of rows in the file of an import. ErrJobEnded if the job was cancelled.
func (s *Service) BeginImport(ctx context.Context, args JobArgs, total int) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	return s.moveJob(ctx, args, func(job *models.Job) { job.Total = &total })
}

// ImportRows imports the rows after the first done rows in one transaction; last says that these are the last ones. It does nothing
// if these rows were already imported. ErrJobEnded if the job has ended.
func (s *Service) ImportRows(ctx context.Context, args JobArgs, done int, rows [][]string, last bool) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	if err := s.importRows(ctx, args, done, rows, last); err != nil {
		return err
	}
	return s.learnSizes(ctx, contactLookups, pointLookups)
}

// importRows imports rows in one transaction. If a value was given to another contact in the meantime, it tries a second time, as
// that contact is found then.
func (s *Service) importRows(ctx context.Context, args JobArgs, done int, rows [][]string, last bool) error {
	err := s.tryRows(ctx, args, done, rows, last, nil)
	taken := takenBy(err)
	switch {
	case taken == nil:
		return err
	case len(rows) > 1:
		half := len(rows) / 2
		if err := s.importRows(ctx, args, done, rows[:half], false); err != nil {
			return err
		}
		return s.importRows(ctx, args, done+half, rows[half:], last)
	}
	err = s.tryRows(ctx, args, done, rows, last, nil)
	if taken = takenBy(err); taken != nil {
		err = s.tryRows(ctx, args, done, rows, last, taken)
	}
	return err
}

// takenBy returns the Taken error that says that another contact has a value, nil for any other error.
func takenBy(err error) *models.Error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Taken {
		return refused
	}
	return nil
}

// tryRows imports rows in one transaction, or returns the error of the row that failed.
func (s *Service) tryRows(ctx context.Context, args JobArgs, done int, rows [][]string, last bool, refused *models.Error) error {
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
			row := &models.ImportRow{Number: done + 1, Cells: rows[0], Broken: models.Errors{refused}}
			return saveProgress(tx, job, chunk{processed: 1, failures: []*models.JobFailure{failedRow(row, nil)}, last: last})
		}
		did, err := s.try(tx, job, work{chunk: func(*Service, *Tx, *models.Job) (chunk, error) { return importChunk(tx, job, rows) }})
		if err != nil {
			return err
		}
		did.last = last
		return saveProgress(tx, job, did)
	})
}

// importChunk applies rows in their order, each to the contact with its identifier, email or phone number, or to a new contact.
func importChunk(tx *Tx, job *models.Job, rows [][]string) (chunk, error) {
	var task models.ImportTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return chunk{}, err
	}
	m := &importer{tx: tx, region: task.Region, did: chunk{processed: len(rows)}}
	if err := m.readDefinitions(task.Fields); err != nil {
		return m.did, err
	}
	for i, cells := range rows {
		m.rows = append(m.rows, task.ReadRow(job.Processed+i+1, cells, m.kinds))
	}
	if err := m.look(); err != nil {
		return m.did, err
	}
	err := m.store()
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
