package transfer

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/models"
)

// export writes the file of an export and ends the job. After a crash it starts anew, because the file must be a snapshot of one moment.
func (s *Service) export(ctx context.Context, args crm.JobArgs, job *models.Job) error {
	var task models.ExportTask
	if err := json.Unmarshal(job.Task, &task); err != nil {
		return err
	}
	name, about := newName(exportsFolder), files.File{ContentType: csvType, Filename: "contacts.csv"}
	if task.Format == models.ExportJSONL {
		about = files.File{ContentType: "application/jsonl; charset=utf-8", Filename: "contacts.jsonl"}
	}
	var written int
	err := s.put(ctx, name, about, func(w io.Writer) (err error) {
		written, err = s.Export(ctx, args, task.Format, w)
		return err
	})
	if err != nil {
		return err
	}
	return s.abandon(ctx, name, s.crm.FinishExport(ctx, args, name, written))
}

// Export writes the contacts of an export and returns their number.
func (s *Service) Export(ctx context.Context, args crm.JobArgs, format models.ExportFormat, to io.Writer) (written int, err error) {
	out := bufio.NewWriter(to)
	var w writer = &lines{w: out}
	if format == models.ExportCSV {
		w = &table{w: csv.NewWriter(out)}
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
	if err == nil {
		err = w.end()
	}
	if err == nil {
		err = out.Flush()
	}
	return written, err
}

// writer writes contacts in one format.
type writer interface {
	begin(columns []string) error
	add(c crm.Exported) error
	end() error
}

// table is CSV with a header.
type table struct {
	w       *csv.Writer
	columns []string
}

func (t *table) begin(columns []string) error {
	t.columns = columns
	return t.w.Write(escaped(append([]string{}, columns...)))
}

func (t *table) add(c crm.Exported) error {
	values, err := c.ExportValues(t.columns, c.Labels)
	if err != nil {
		return err
	}
	cells := make([]string, len(values))
	for i, value := range values {
		cells[i] = models.ExportCell(t.columns[i], value)
	}
	return t.w.Write(escaped(cells))
}

func (t *table) end() error {
	t.w.Flush()
	return t.w.Error()
}

// lines is JSON Lines: one object per line, without the fields that have no value.
type lines struct {
	w       *bufio.Writer
	columns []string
}

func (l *lines) begin(columns []string) error {
	l.columns = columns
	return nil
}

func (l *lines) add(c crm.Exported) error {
	values, err := c.ExportValues(l.columns, c.Labels)
	if err != nil {
		return err
	}
	line := []byte("{")
	for i, value := range values {
		if len(value) == 0 {
			continue
		}
		if len(line) > 1 {
			line = append(line, ',')
		}
		name, err := json.Marshal(l.columns[i])
		if err != nil {
			return err
		}
		line = append(append(append(line, name...), ':'), value...)
	}
	_, err = l.w.Write(append(line, '}', '\n'))
	return err
}

func (l *lines) end() error { return nil }
