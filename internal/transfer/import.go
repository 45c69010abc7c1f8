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

func importTask(job *models.Job) (task models.ImportTask, err error) {
	return task, json.Unmarshal(job.Task, &task)
}

// importRows processes rows from the stored position on until its turn ends. The next rows are read while others are being stored.
func (s *Service) importRows(ctx context.Context, args crm.JobArgs, job *models.Job, end time.Time) error {
	task, err := importTask(job)
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
		if err := s.crm.ImportRows(ctx, args, done, chunk.cells, done+len(chunk.cells) == *job.Total); err != nil {
			return err
		}
		if done += len(chunk.cells); time.Now().After(end) {
			return nil
		}
	}
	return nil
}

// rows are some rows of a file, or an error.
type rows struct {
	cells [][]string
	err   error
}

// read reads the rows of a file after the first ones, which are skipped.
func (s *Service) read(ctx context.Context, task models.ImportTask, skip int, chunks chan<- rows) {
	send := func(r rows) bool {
		select {
		case chunks <- r:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var some [][]string
	err := s.each(ctx, task, func(n int, cells []string) error {
		if n <= skip {
			return nil
		}
		if some = append(some, cells); len(some) == importChunk {
			if !send(rows{cells: some}) {
				return ctx.Err()
			}
			some = nil
		}
		return nil
	})
	if len(some) > 0 && err == nil {
		send(rows{cells: some})
	}
	if err != nil {
		send(rows{err: err})
	}
}

// count counts the rows of a file, which also checks that the whole file can be read.
func (s *Service) count(ctx context.Context, args crm.JobArgs, task models.ImportTask) error {
	total := 0
	err := s.each(ctx, task, func(n int, _ []string) error {
		if total = n; n > models.MaxImportRows {
			return models.Errorf(models.Limit, "A file has at most %d rows; split it.", models.MaxImportRows).At("file")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.crm.BeginImport(ctx, args, total)
}

// each calls fn with the rows of a file, the first below the header being 1.
func (s *Service) each(ctx context.Context, task models.ImportTask, fn func(n int, cells []string) error) error {
	file, err := s.files.Open(ctx, task.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	r := sheet.NewReader(file, sheet.Format{Encoding: task.Encoding, Separator: task.Separator})
	for n := 0; ; n++ {
		cells, err := r.Next()
		switch {
		case n > 0 && errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unreadable(err)
		case n == 0:
			continue // the header
		}
		if err := fn(n, cells); err != nil {
			return err
		}
	}
}
