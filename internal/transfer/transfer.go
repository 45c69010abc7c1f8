// Package transfer imports and exports contacts: it reads uploaded files for the use cases of crm, writes exports, and stores the files of
// jobs.
package transfer

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"path"
	"time"

	"github.com/google/uuid"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/sheet"
	"kith/models"
)

// The folders of uploaded files, of exports, and of failed records.
const (
	importsFolder  = "imports"
	exportsFolder  = "exports"
	failuresFolder = "failures"
)

// newName returns an unused name. It starts with the time, so that the oldest files of a folder sort first.
func newName(folder string) string { return path.Join(folder, uuid.Must(uuid.NewV7()).String()) }

// orphanBatch is how many files of a folder one sweep checks.
const orphanBatch = 1000

// linkLifetime is how long links to the files of a job are valid.
const linkLifetime = 24 * time.Hour

// Service imports and exports contacts.
type Service struct {
	crm   *crm.Service
	files *files.Store
}

// New returns a service that keeps its files in the store.
func New(c *crm.Service, store *files.Store) *Service { return &Service{c, store} }

// Import starts an import. Invalid at file if the file is not a sheet, and at map for a column without a field.
func (s *Service) Import(ctx context.Context, in models.ContactsImportInput) (*models.Job, error) {
	if err := s.crm.MayImport(ctx); err != nil {
		return nil, err
	}
	task, err := s.readTask(ctx, in)
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

// Preview returns what an import of a file would do: what its columns are for, and what would become of its first rows. It reads all of the
// file and stores nothing. The errors are those of Import.
func (s *Service) Preview(ctx context.Context, in models.ContactsImportInput) (*models.ImportPreview, error) {
	if err := s.crm.MayImport(ctx); err != nil {
		return nil, err
	}
	task, err := s.readTask(ctx, in)
	if err != nil {
		return nil, err
	}
	var all survey
	if err := eachRow(in.File.Open(), task, all.add(task)); err != nil {
		return nil, err
	}
	all.dates.Decide(task)
	p := &models.ImportPreview{Total: all.total, Columns: task.Columns, Warnings: task.FileWarnings()}
	if err := describeFormat(p, task); err != nil {
		return nil, err
	}
	p.Rows, err = s.crm.PreviewImport(ctx, task, all.first)
	return p, err
}

// describeFormat tells how the file of a preview is written.
func describeFormat(p *models.ImportPreview, task *models.ImportTask) error {
	format, err := formatOf(task)
	if err != nil {
		return err
	}
	p.Format, p.Encoding = string(cmp.Or(format.Kind, sheet.CSV)), format.Encoding
	if format.Separator != "" {
		p.Separator = &format.Separator
	}
	if table := p.Format == string(sheet.CSV) || p.Format == string(sheet.XLSX); table && !format.NoHeader {
		p.HeaderRow = new(format.Skip + 1)
	}
	return nil
}

// abandon deletes the file if the database refused its row, and returns the error. If the database merely did not answer, the row may have
// been stored; if it was not, the sweep deletes the file.
func (s *Service) abandon(ctx context.Context, name string, err error) error {
	if _, refused := models.BrokenBy(err); err != nil && (refused || errors.Is(err, crm.ErrJobEnded)) {
		err = errors.Join(err, s.files.Delete(context.WithoutCancel(ctx), name))
	}
	return err
}

// scan refuses a file in which the virus scanner finds something, or which it did not look at.
func (s *Service) scan(ctx context.Context, file models.Upload) error {
	err := s.files.Scan(ctx, file.Open())
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code != models.Unavailable {
		return refused.At("file")
	}
	return err
}

// readTask scans a file, detects its format and finds out what its columns are for.
func (s *Service) readTask(ctx context.Context, in models.ContactsImportInput) (*models.ImportTask, error) {
	if in.File.Size > models.MaxImportBytes {
		return nil, models.Errorf(models.TooLong, "A file has at most %d MB; split it.", models.MaxImportBytes>>20).At("file")
	}
	if err := s.scan(ctx, in.File); err != nil {
		return nil, err
	}
	task, err := models.NewImportTask(in, models.ViewerFrom(ctx).Region)
	if err != nil {
		return nil, err
	}
	var known sheet.Hints
	if in.Encoding != nil {
		var unknown *sheet.FileError
		if known.Encoding, err = sheet.FindEncoding(*in.Encoding); errors.As(err, &unknown) {
			return nil, models.Errorf(models.Invalid, "%s", unknown.Reason).At("encoding")
		}
	}
	defined, err := s.crm.AttributeKeys(ctx)
	if err != nil {
		return nil, err
	}
	return task, recognize(in, task, known, defined)
}

// recognize finds out how the file of a task is written, and what its columns are for.
func recognize(in models.ContactsImportInput, task *models.ImportTask, known sheet.Hints, defined []string) error {
	format, err := sheet.DetectWith(func() io.Reader { return in.File.Open() }, known)
	if err != nil {
		return unreadable(err)
	}
	if task.Format, err = json.Marshal(format); err != nil {
		return err
	}
	from := sheet.NewReader(in.File.Open(), format)
	defer func() { _ = from.Close() }()
	header, err := nextRecord(from)
	if err != nil {
		return unreadable(err)
	}
	task.Header = header.Cells
	var samples [][]string
	for len(samples) < models.SampleRows {
		record, err := nextRecord(from)
		if err != nil {
			break // which reading the whole file reports
		}
		samples = append(samples, record.Cells)
	}
	return task.Recognize(in, samples, defined)
}

// unreadable returns the error for a file that cannot be read.
func unreadable(err error) error {
	var file *sheet.FileError
	switch {
	case errors.As(err, &file):
		return models.Errorf(models.Invalid, "%s", file.Reason).At("file")
	case errors.Is(err, io.EOF):
		return models.Errorf(models.Required, "The file has no header.").At("file")
	case errors.Is(err, sheet.ErrNoText):
		return models.Errorf(models.Invalid, "This file is neither a table nor a file of contacts.").At("file")
	case errors.Is(err, sheet.ErrTooLarge):
		return models.Errorf(models.Invalid, "A row of the file has more than %d bytes or %d cells; is a quote missing?", sheet.MaxRecord,
			sheet.MaxColumns).At("file")
	}
	return err
}

// Sweep deletes the files of jobs that ended more than a week ago, and some of the files that belong to no job. It runs periodically, for
// all accounts.
func (s *Service) Sweep(ctx context.Context) error {
	errs := []error{s.crm.SweepJobFiles(ctx, s.files.Delete)}
	for _, folder := range []string{importsFolder, exportsFolder, failuresFolder} {
		errs = append(errs, s.crm.SweepOrphans(ctx, func(ctx context.Context, since time.Time) ([]string, error) {
			return s.files.Old(ctx, folder, since, orphanBatch)
		}, s.files.Delete))
	}
	return errors.Join(errs...)
}

// URL returns a link to a file of a job, nil without a file. It is valid for a day.
func (s *Service) URL(ctx context.Context, file *string) (*string, error) {
	if file == nil {
		return nil, nil
	}
	url, err := s.files.SignedURL(ctx, *file, linkLifetime)
	return &url, err
}

// Do runs a job until it ends or its turn is over, and reports whether there is more to do.
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

// step runs the next step of a job.
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
	case job.Kind == models.JobDataExport:
		err = s.exportPerson(ctx, args)
	case job.Kind == models.JobCsatExport:
		err = s.exportRatings(ctx, args)
	default:
		_, err = s.crm.WorkJob(ctx, args)
	}
	if errors.Is(err, crm.ErrJobEnded) {
		err = nil
	}
	return true, err
}

// finish writes the failures of an ended job to a file, and deletes the imported file.
func (s *Service) finish(ctx context.Context, args crm.JobArgs, job *models.Job) error {
	task := &models.ImportTask{}
	if job.Kind == models.JobImport {
		var err error
		if task, err = models.ReadImportTask(job.Task); err != nil {
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

// writeFailures writes the failed rows of the file, each with the reason; for jobs without a file it writes the contacts.
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

// put stores the output of write.
func (s *Service) put(ctx context.Context, name string, f files.File, write func(io.Writer) error) error {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(write(w)) }() // which the reader hears
	err := s.files.Put(ctx, name, f, r)
	_ = r.CloseWithError(err) // so that the writer ends, if it was the reader that failed
	return err
}
