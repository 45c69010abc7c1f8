package crm

import (
	"context"
	"encoding/json"
	"errors"

	"kith/models"
)

// MayImport reports, as an error, that the viewer may not import contacts. It is for asking before a file is stored.
func (s *Service) MayImport(ctx context.Context) error {
	_, err := permitted(ctx, models.PermContactImport)
	return err
}

// ImportContacts starts a job that loads contacts from a stored file.
func (s *Service) ImportContacts(ctx context.Context, task models.ImportTask, dryRun bool) (*models.Job, error) {
	var job *models.Job
	err := s.write(ctx, models.PermContactImport, func(tx *Tx) (err error) {
		job, err = startJob(tx, models.JobImport, dryRun, task)
		return err
	})
	return job, err
}

// BeginImport tells how many rows the file of an import has. ErrJobEnded when somebody has cancelled the job.
func (s *Service) BeginImport(ctx context.Context, args JobArgs, total int) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	return s.moveJob(ctx, args, func(job *models.Job) { job.Total = &total })
}

// ImportRows does the rows of an import that stand behind the first done ones, in one transaction; last says that no others follow. It does
// nothing when these rows are done already. ErrJobEnded when the job has ended.
func (s *Service) ImportRows(ctx context.Context, args JobArgs, done int, rows [][]string, last bool) error {
	ctx, _, err := s.asActor(ctx, args)
	if err != nil {
		return err
	}
	if err := s.importRows(ctx, args, done, rows, last); err != nil {
		return err
	}
	return s.learnSizes(ctx, contactLookups)
}

// importRows does rows in one transaction; if a value has just been given to another contact, in two, since the next look finds that one.
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

// takenBy returns the error that says that a value belongs to another contact, nil for any other.
func takenBy(err error) *models.Error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Taken {
		return refused
	}
	return nil
}

// tryRows does rows in one transaction, or says of a row that it is refused.
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

// importChunk applies rows in their order: each to the contact that has its identifier, email or phone number, or to a new one.
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
