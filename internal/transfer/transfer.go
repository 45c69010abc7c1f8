// Package transfer moves contacts between files and the use cases of crm: it reads what is imported, writes what is exported, and keeps
// the files that belong to jobs.
package transfer

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/sheet"
	"kith/models"
)

// The folders of what is imported, of what was exported, and of what has failed.
const (
	importsFolder  = "imports"
	exportsFolder  = "exports"
	failuresFolder = "failures"
)

// newName returns a name that no file has. It begins with its time, so that the oldest files of a folder are its first.
func newName(folder string) string { return path.Join(folder, uuid.Must(uuid.NewV7()).String()) }

// orphanBatch is how many of a folder's files are looked at in a sweep.
const orphanBatch = 1000

// linkLifetime is how long links to the files of a job are good.
const linkLifetime = 24 * time.Hour

// Service imports and exports.
type Service struct {
	crm   *crm.Service
	files *files.Store
}

// New returns a service that keeps its files in the store.
func New(c *crm.Service, store *files.Store) *Service { return &Service{c, store} }

// Import starts an import. Invalid at file for what is no sheet, and at map for a column without a field.
func (s *Service) Import(ctx context.Context, in models.ContactsImportInput) (*models.Job, error) {
	if err := s.crm.MayImport(ctx); err != nil {
		return nil, err
	}
	task, err := readTask(in)
	if err != nil {
		return nil, err
	}
	task.File = newName(importsFolder)
	if err := s.files.Put(ctx, task.File, files.File{ContentType: "application/octet-stream", Filename: task.Filename},
		in.File.Open()); err != nil {
		return nil, err
	}
	job, err := s.crm.ImportContacts(ctx, task, in.DryRun)
	return job, s.abandon(ctx, task.File, err)
}

// abandon deletes the file if the database refused its row, and returns the error. If the database merely did not answer, the row may have
// been stored; if it was not, the sweep deletes the file.
func (s *Service) abandon(ctx context.Context, name string, err error) error {
	if _, refused := models.BrokenBy(err); err != nil && (refused || errors.Is(err, crm.ErrJobEnded)) {
		err = errors.Join(err, s.files.Delete(context.WithoutCancel(ctx), name))
	}
	return err
}

// readTask finds out what a file is and what its columns are for.
func readTask(in models.ContactsImportInput) (task models.ImportTask, err error) {
	task.Filename = in.File.Filename
	if in.File.Size > models.MaxImportBytes {
		return task, models.Errorf(models.TooLong, "A file has at most %d MB; split it.", models.MaxImportBytes>>20).At("file")
	}
	if in.DefaultRegion != nil {
		code, ok := models.CountryCode(strings.TrimSpace(*in.DefaultRegion))
		if task.Region = strings.ToUpper(strings.TrimSpace(*in.DefaultRegion)); !ok || code != task.Region {
			return task, models.Errorf(models.Invalid, "The region must be ISO 3166-1 alpha-2, such as US.").At("defaultRegion")
		}
	}
	format, err := sheet.Detect(func() io.Reader { return in.File.Open() })
	if err != nil {
		return task, unreadable(err)
	}
	task.Encoding, task.Separator = format.Encoding, format.Separator
	if task.Header, err = sheet.NewReader(in.File.Open(), format).Next(); err != nil {
		return task, unreadable(err)
	}
	task.Fields, err = models.ImportFields(task.Header, in.Map)
	return task, err
}

// unreadable says what is wrong with a file.
func unreadable(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return models.Errorf(models.Required, "The file has no header.").At("file")
	case errors.Is(err, sheet.ErrNoText):
		return models.Errorf(models.Invalid, "This is no CSV file; save the table as CSV, not as a workbook.").At("file")
	case errors.Is(err, sheet.ErrTooLarge):
		return models.Errorf(models.Invalid, "A row of the file has more than %d bytes or %d cells; is a quote missing?", sheet.MaxRecord,
			sheet.MaxColumns).At("file")
	}
	return err
}

// Sweep removes the files of jobs that ended more than a week ago, and some of those that no job has. It is run by the clock, for all
// accounts.
func (s *Service) Sweep(ctx context.Context) error {
	errs := []error{s.crm.SweepJobFiles(ctx, s.files.Delete)}
	for _, folder := range []string{importsFolder, exportsFolder, failuresFolder} {
		errs = append(errs, s.crm.SweepOrphans(ctx, func(ctx context.Context, since time.Time) ([]string, error) {
			return s.files.Old(ctx, folder, since, orphanBatch)
		}, s.files.Delete))
	}
	return errors.Join(errs...)
}

// URL returns a link to a file of a job, nil without one. It is good for a day.
func (s *Service) URL(ctx context.Context, file *string) (*string, error) {
	if file == nil {
		return nil, nil
	}
	url, err := s.files.SignedURL(ctx, *file, linkLifetime)
	return &url, err
}

// Do does a job until it ends or the turn is over, and reports whether there is more to do.
func (s *Service) Do(ctx context.Context, args crm.JobArgs, turn time.Duration) (more bool, err error) {
	end := time.Now().Add(turn)
	for more = true; more && err == nil && time.Now().Before(end); {
		more, err = s.step(ctx, args, end)
	}
	if broken, ok := models.BrokenBy(err); err != nil && ok {
		more, err = true, s.crm.FailJob(ctx, args, broken)
	}
	return more, err
}

// step does what comes next of a job.
func (s *Service) step(ctx context.Context, args crm.JobArgs, end time.Time) (more bool, err error) {
	job, err := s.crm.JobToWork(ctx, args)
	switch {
	case err != nil || job == nil:
		return false, err
	case job.State.Ended():
		return false, s.finish(ctx, args, job)
	case job.Kind == models.JobImport:
		err = s.importRows(ctx, args, job, end)
	case job.Kind == models.JobExport:
		err = s.export(ctx, args, job)
	default:
		_, err = s.crm.WorkJob(ctx, args)
	}
	if errors.Is(err, crm.ErrJobEnded) {
		err = nil
	}
	return true, err
}

// finish writes the failures of a job that has ended down, and removes the file that it has imported.
func (s *Service) finish(ctx context.Context, args crm.JobArgs, job *models.Job) error {
	var task models.ImportTask
	if job.Kind == models.JobImport {
		var err error
		if task, err = importTask(job); err != nil {
			return err
		}
		if err := s.files.Delete(ctx, task.File); err != nil {
			return err
		}
	}
	if job.Failed == 0 || job.FailuresFile != nil {
		return nil
	}
	name := newName(failuresFolder)
	err := s.put(ctx, name, files.File{ContentType: csvType, Filename: "failures.csv"}, func(w io.Writer) error {
		return s.writeFailures(ctx, args, task.Header, csv.NewWriter(w))
	})
	if err != nil {
		return err
	}
	return s.crm.KeepFailuresFile(ctx, args, name)
}

const csvType = "text/csv; charset=utf-8"

// writeFailures writes the rows that failed as they were, each with the reason; of jobs without a file the contacts.
func (s *Service) writeFailures(ctx context.Context, args crm.JobArgs, header []string, w *csv.Writer) error {
	columns := header
	if columns == nil {
		columns = []string{"contactId"}
	}
	if err := w.Write(escaped(append(columns[:len(columns):len(columns)], "reason"))); err != nil {
		return err
	}
	err := s.crm.ReadFailures(ctx, args, func(some []*models.JobFailure) error {
		for _, f := range some {
			cells := make([]string, len(columns))
			copy(cells, f.Cells)
			if header == nil && f.ContactID != nil {
				cells[0] = f.ContactID.String()
			}
			if err := w.Write(escaped(append(cells, f.Rules.String()))); err != nil {
				return err
			}
		}
		return nil
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

func escaped(cells []string) []string {
	for i, cell := range cells {
		cells[i] = sheet.Escape(cell)
	}
	return cells
}

// put stores what write writes.
func (s *Service) put(ctx context.Context, name string, f files.File, write func(io.Writer) error) error {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(write(w)) }() // which the reader hears
	err := s.files.Put(ctx, name, f, r)
	_ = r.CloseWithError(err) // so that the writer ends, if it was the reader that failed
	return err
}
