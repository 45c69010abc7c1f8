package transfer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"kith/internal/crm"
	"kith/internal/sheet"
	"kith/models"
)

// importChunk is how many rows one transaction processes.
const importChunk = 1000

// importRows processes rows from the stored position on until its turn ends. The next rows are read while others are being stored.
func (s *Service) importRows(ctx context.Context, args crm.JobArgs, job *models.Job, end time.Time) error {
	task, err := models.ReadImportTask(job.Task)
	if err != nil {
		return err
	}
	if job.Total == nil {
		return s.count(ctx, args, task)
	}
	if *job.Total == 0 {
		return s.crm.ImportRows(ctx, args, 0, nil, true)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	chunks := make(chan rows, 1)
	go func() {
		defer close(chunks)
		s.read(ctx, task, job.Processed, chunks)
	}()
	done := job.Processed
	for chunk := range chunks {
		if chunk.err != nil {
			return chunk.err
		}
		if err := s.crm.ImportRows(ctx, args, done, chunk.records, done+len(chunk.records) == *job.Total); err != nil {
			return err
		}
		if done += len(chunk.records); time.Now().After(end) {
			return nil
		}
	}
	return nil
}

// rows are some rows of a file, or an error.
type rows struct {
	records []models.ImportCells
	err     error
}

// read reads the rows of a file after the first ones, which are skipped.
func (s *Service) read(ctx context.Context, task *models.ImportTask, skip int, chunks chan<- rows) {
	send := func(r rows) bool {
		select {
		case chunks <- r:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var some []models.ImportCells
	err := s.each(ctx, task, func(n int, record models.ImportCells) error {
		if n <= skip {
			return nil
		}
		if some = append(some, record); len(some) == importChunk {
			if !send(rows{records: some}) {
				return ctx.Err()
			}
			some = nil
		}
		return nil
	})
	if len(some) > 0 && err == nil {
		send(rows{records: some})
	}
	if err != nil {
		send(rows{err: err})
	}
}

// count counts the rows of a file, which also checks that the whole file can be read, and finds the order of the dates in its columns.
func (s *Service) count(ctx context.Context, args crm.JobArgs, task *models.ImportTask) error {
	var all survey
	if err := s.each(ctx, task, all.add(task)); err != nil {
		return err
	}
	all.dates.Decide(task)
	return s.crm.BeginImport(ctx, args, all.total, task)
}

// survey is what the whole of a file says.
type survey struct {
	total int
	dates models.DateEvidence
	first []models.ImportCells
}

// add returns the function that looks at each row of a file.
func (s *survey) add(task *models.ImportTask) func(int, models.ImportCells) error {
	return func(n int, record models.ImportCells) error {
		if s.total = n; n > models.MaxImportRows {
			return models.Errorf(models.Limit, "A file has at most %d rows; split it.", models.MaxImportRows).At("file")
		}
		if n <= models.PreviewRows {
			s.first = append(s.first, record)
		}
		s.dates.Add(task, record.Cells)
		return nil
	}
}

// each calls fn with the rows of a stored file, the first below the header being 1.
func (s *Service) each(ctx context.Context, task *models.ImportTask, fn func(n int, record models.ImportCells) error) error {
	file, err := s.files.Open(ctx, task.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return eachRow(file, task, fn)
}

// eachRow calls fn with the rows of a file, the first below the header being 1.
func eachRow(file io.Reader, task *models.ImportTask, fn func(n int, record models.ImportCells) error) error {
	format, err := formatOf(task)
	if err != nil {
		return err
	}
	from := sheet.NewReader(file, format)
	defer func() { _ = from.Close() }()
	for n := 0; ; n++ {
		record, err := nextRecord(from)
		switch {
		case n > 0 && errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unreadable(err)
		case n == 0:
			continue // the header
		}
		if err := fn(n, record); err != nil {
			return err
		}
	}
}

// formatOf returns how the file of an import is written.
func formatOf(task *models.ImportTask) (sheet.Format, error) {
	format := sheet.Format{Encoding: task.Encoding, Separator: task.Separator}
	if len(task.Format) == 0 {
		return format, nil
	}
	err := json.Unmarshal(task.Format, &format)
	return format, err
}

// nextRecord reads a record; one that can't be read is a record that says why.
func nextRecord(from *sheet.Reader) (models.ImportCells, error) {
	cells, err := from.Next()
	var bad *sheet.RowError
	if errors.As(err, &bad) {
		return models.ImportCells{Cells: bad.Cells, Line: bad.Line, Bad: bad.Reason}, nil
	}
	return models.ImportCells{Cells: cells, Left: from.Left()}, err
}
