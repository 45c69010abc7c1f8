package transfer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/sheet"
	"kith/models"
)

// exportFiles are what the files of the formats are called.
var exportFiles = map[models.ExportFormat]files.File{
	models.ExportCSV:       {ContentType: csvType, Filename: "contacts.csv"},
	models.ExportXLSX:      {ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Filename: "contacts.xlsx"},
	models.ExportJSONL:     {ContentType: "application/jsonl; charset=utf-8", Filename: "contacts.jsonl"},
	models.ExportVCard:     {ContentType: "text/vcard; charset=utf-8", Filename: "contacts.vcf"},
	models.ExportJSContact: {ContentType: "application/json; charset=utf-8", Filename: "contacts.json"},
}

// ExportName returns what the file of an export in a format is called.
func ExportName(format models.ExportFormat) string { return exportFiles[format].Filename }

// export writes the file of an export and ends the job. After a crash it starts anew, because the file must be a snapshot of one moment.
func (s *Service) export(ctx context.Context, args crm.JobArgs, job *models.Job) error {
	var task models.ExportTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return err
	}
	about, ok := exportFiles[task.Format]
	if !ok {
		about = exportFiles[models.ExportCSV]
	}
	name := newName(exportsFolder)
	var written int
	err := s.put(ctx, name, about, func(w io.Writer) (err error) {
		written, err = s.Export(ctx, args, task, w)
		return err
	})
	if err != nil {
		return refusedFile(err)
	}
	return s.abandon(ctx, name, s.crm.FinishExport(ctx, args, name, written))
}

// exportPerson writes all data of one person to a file and ends the job.
func (s *Service) exportPerson(ctx context.Context, args crm.JobArgs) error {
	name := newName(exportsFolder)
	about := files.File{ContentType: "application/json; charset=utf-8", Filename: "contact.json"}
	err := s.put(ctx, name, about, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		return errors.Join(s.crm.WriteContactData(ctx, args, out), out.Flush())
	})
	if err != nil {
		return err
	}
	return s.abandon(ctx, name, s.crm.FinishExport(ctx, args, name, 1))
}

// refusedFile turns the refusal of a format into an error that ends the job.
func refusedFile(err error) error {
	var refused *sheet.FileError
	if errors.As(err, &refused) {
		return models.Errorf(models.Invalid, "%s", refused.Reason).At("format")
	}
	return err
}

// Export writes the contacts of an export and returns their number.
func (s *Service) Export(ctx context.Context, args crm.JobArgs, task models.ExportTask, to io.Writer) (written int, err error) {
	out := bufio.NewWriter(to)
	var w writer = &table{to: out, task: task}
	if task.Format == models.ExportJSONL {
		w = &lines{w: out, points: len(task.Columns) == 0}
	}
	err = s.crm.WriteExport(ctx, args, w.begin, func(some []crm.Exported) error {
		written += len(some)
		for _, c := range some {
			if err := w.add(c); err != nil {
				return err
			}
		}
		return nil
	})
	err = errors.Join(err, w.end())
	if err == nil {
		err = out.Flush()
	}
	return written, err
}

// writer writes contacts in one format.
type writer interface {
	begin(columns []string) error
	add(c crm.Exported) error
	// end is called once, after an error too.
	end() error
}

// table is CSV, a workbook, or a file of cards.
type table struct {
	to      io.Writer
	task    models.ExportTask
	w       *sheet.Writer
	columns []string
}

func (t *table) begin(columns []string) (err error) {
	t.columns = columns
	var o sheet.Options
	if t.task.Options != nil {
		o = sheet.Options{Separator: t.task.Options.Separator.Text(), ByteOrderMark: t.task.Options.ByteOrderMark,
			RawPhones: t.task.Options.RawPhoneNumbers}
	}
	t.w, err = sheet.NewWriter(t.to, sheet.Kind(t.task.Format), columns, o)
	return err
}

func (t *table) add(c crm.Exported) error {
	read := c.ExportCells
	if t.task.Format == models.ExportVCard || t.task.Format == models.ExportJSContact {
		read = c.CardCells
	}
	values, err := read(t.columns, c.Labels, c.Consents)
	if err != nil {
		return err
	}
	cells := make([]sheet.Cell, len(values))
	for i, v := range values {
		cells[i] = sheet.Cell(v)
	}
	return t.w.Write(cells)
}

func (t *table) end() error {
	if t.w == nil {
		return nil
	}
	return t.w.Close()
}

// lines is JSON Lines: one object per line, without the fields that have no value.
type lines struct {
	w       *bufio.Writer
	columns []string
	// points is true if objects have all addresses with their labels.
	points bool
}

func (l *lines) begin(columns []string) error {
	l.columns = columns
	return nil
}

func (l *lines) add(c crm.Exported) error {
	values, err := c.ExportValues(l.columns, c.Labels, c.Consents)
	if err != nil {
		return err
	}
	columns := l.columns
	if l.points {
		columns, values = append(columns[:len(columns):len(columns)], "points"), append(values, c.ExportPoints())
	}
	line := []byte("{")
	for i, value := range values {
		if len(value) == 0 {
			continue
		}
		if len(line) > 1 {
			line = append(line, ',')
		}
		name, err := json.Marshal(columns[i])
		if err != nil {
			return err
		}
		line = append(append(append(line, name...), ':'), value...)
	}
	_, err = l.w.Write(append(line, '}', '\n'))
	return err
}

func (l *lines) end() error { return nil }
