package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Options are how a table is written.
type Options struct {
	// Separator parts the cells of CSV, a comma by default.
	Separator string
	// ByteOrderMark begins CSV with the mark by which Excel knows UTF-8.
	ByteOrderMark bool
	// RawPhones leaves phone numbers such as +12125550123 as they are, though spreadsheets read them as numbers.
	RawPhones bool
}

// Writer writes records to a file.
type Writer struct{ to recordWriter }

// recordWriter writes the records of one format.
type recordWriter interface {
	write(r record) error
	end() error
}

// NewWriter returns a writer of a file, which is not JSONL. The columns are those of CSV and of workbooks; cards have those of each record.
func NewWriter(w io.Writer, kind Kind, columns []string, o Options) (*Writer, error) {
	switch kind {
	case VCard:
		return &Writer{vCardWriter{w}}, nil
	case JSContact:
		return &Writer{&jsWriter{w: w}}, nil
	case XLSX:
		x, err := newXLSXWriter(w, columns)
		return &Writer{x}, err
	}
	t := &csvWriter{w: csv.NewWriter(w), raw: o.RawPhones}
	if o.Separator != "" {
		t.w.Comma = rune(o.Separator[0])
	}
	if o.ByteOrderMark {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
	}
	return &Writer{t}, t.write(recordOf(columns))
}

func recordOf(texts []string) (r record) {
	for _, text := range texts {
		r = append(r, Cell{Text: text})
	}
	return r
}

// Write writes a record: the cells of a table in the order of its columns, or those of a card that are not blank.
func (w *Writer) Write(cells []Cell) error { return w.to.write(cells) }

// Close ends the file.
func (w *Writer) Close() error { return w.to.end() }

// csvWriter writes text in UTF-8 in which no cell is a formula, however a program splits it.
type csvWriter struct {
	w     *csv.Writer
	raw   bool
	cells []string
}

func (t *csvWriter) write(r record) error {
	t.cells = t.cells[:0]
	for _, c := range r {
		text := c.Text
		if !t.raw || !isE164(text) {
			text = Escape(text)
		}
		t.cells = append(t.cells, text)
	}
	return t.w.Write(t.cells)
}

func (t *csvWriter) end() error {
	t.w.Flush()
	return t.w.Error()
}

func isE164(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	return ok && digits != "" && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}

// xlsxWriter writes the only sheet of a workbook. All cells are texts, so that none is a formula. It holds functions instead of the
// library's values, as xlsxReader does.
type xlsxWriter struct {
	set    func(cell string, values []any) error
	finish func() error
	row    int
}

func newXLSXWriter(w io.Writer, columns []string) (*xlsxWriter, error) {
	file := excelize.NewFile()
	const sheet = "Contacts"
	err := file.SetSheetName(file.GetSheetName(0), sheet)
	if err != nil {
		return nil, err
	}
	rows, err := file.NewStreamWriter(sheet)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	x := &xlsxWriter{
		set: func(cell string, values []any) error { return rows.SetRow(cell, values) },
		finish: func() error {
			err := rows.Flush()
			if err == nil {
				_, err = file.WriteTo(w)
			}
			return errors.Join(err, file.Close())
		},
	}
	if err := x.write(recordOf(columns)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return x, nil
}

func (x *xlsxWriter) write(r record) error {
	if x.row++; x.row > excelize.TotalRows {
		return &FileError{Reason: fmt.Sprintf("A workbook has at most %d rows; export fewer contacts, or as CSV.", excelize.TotalRows)}
	}
	values := make([]any, len(r))
	for i, c := range r {
		if utf8.RuneCountInString(c.Text) > excelize.TotalCellChars {
			return &FileError{Reason: fmt.Sprintf("%s of a contact has more than %d characters, too many for a cell of a workbook; export as CSV.",
				c.Column, excelize.TotalCellChars)}
		}
		if c.Text != "" {
			values[i] = c.Text
		}
	}
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return err
	}
	return x.set(at, values)
}

func (x *xlsxWriter) end() error { return x.finish() }
