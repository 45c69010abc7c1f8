// Package sheet reads files of contacts as tables, whatever their format, and writes them.
//
// Detect finds out everything about a file: its kind, encoding and separator, the lines before its header, and the names of its columns. A
// Reader then returns the header first and the rows after it. CSV, Excel workbooks, vCards, JSContact and JSON Lines all look alike: cards
// and objects have a column for each value that any of them has, named as Kith's fields, with a number for further ones (`email`,
// `email 2`, `email 2 label`).
//
// A row that is bad by itself does not end the reading: Next returns a *RowError for it, and the next call returns the next row. Any other
// error ends it. Rows are bounded by MaxRecord and MaxColumns, so memory does not depend on the size of the file.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	// MaxRecord bounds one record in bytes, so that a quote which is never closed does not fill the memory.
	MaxRecord = 1 << 20
	// MaxColumns bounds the cells of a record.
	MaxColumns = 1000
)

var (
	// ErrTooLarge is the error of a header that is too large to be read.
	ErrTooLarge = fmt.Errorf("sheet: a record has more than %d bytes or %d cells", MaxRecord, MaxColumns)
	// ErrNoText is the error of a file that is neither a text nor a workbook.
	ErrNoText = errors.New("sheet: this is no text")
)

// RowError is the error of one row that can't be read. Reading goes on after it.
type RowError struct {
	// Line is the line of the file where the row begins, or where the quote begins that is never closed; the first line is 1. Rows of
	// workbooks are counted as lines.
	Line int
	// Cells are those of the row, as far as they could be read.
	Cells []string
	// Reason is a sentence for the user.
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// FileError is the error of a file that can't be read. Its reason is a sentence for the user that says what to do.
type FileError struct {
	Reason string
	// Is is ErrNoText or ErrTooLarge, if it is one of these.
	Is error
}

func (e *FileError) Error() string { return e.Reason }
func (e *FileError) Unwrap() error { return e.Is }

// Kind is a kind of files.
type Kind string

// The kinds. CSV are all texts with separators; JSONL are JSON objects, one a line or in an array.
const (
	CSV       Kind = "CSV"
	XLSX      Kind = "XLSX"
	VCard     Kind = "VCARD"
	JSContact Kind = "JSCONTACT"
	JSONL     Kind = "JSONL"
)

// Format is how a file is written down. The zero values of what it does not say are those of a CSV file that begins with its header.
type Format struct {
	// Kind is CSV if it is blank.
	Kind      Kind   `json:"kind,omitempty"`
	Encoding  string `json:"encoding"`
	Separator string `json:"separator"`
	// Confidence is how sure the encoding is, up to 1.
	Confidence float64 `json:"confidence,omitempty"`
	// Skip is how many records stand before the header, or before the first row if there is no header; blank lines are not counted.
	Skip int `json:"skip,omitempty"`
	// NoHeader is true if the first record is a row already.
	NoHeader bool `json:"noHeader,omitempty"`
	// Columns are the names of the columns, if they are not simply those of the header: the header has none, or has blank or equal names.
	Columns []string `json:"columns,omitempty"`
	// Sheet is the sheet of the workbook.
	Sheet string `json:"sheet,omitempty"`
}

// Reader reads the rows of a file.
type Reader struct {
	rows    rowReader
	columns []string
	begun   bool
	header  bool
	skip    int
}

// rowReader reads the rows of one format. next returns a *RowError for a row that is bad by itself.
type rowReader interface {
	next() ([]string, error)
	close() error
}

// NewReader returns a reader of a file of the format, as Detect found it. A workbook is read through a temporary file: call Close unless
// Next has returned an error that is no *RowError.
func NewReader(r io.Reader, f Format) *Reader {
	out := &Reader{columns: f.Columns, header: !f.NoHeader, skip: f.Skip}
	switch f.Kind {
	case XLSX:
		out.rows = newXLSXReader(r, f)
	case VCard:
		out.rows, out.header = newCardReader(newVCards(newSource(r, f.Encoding)), f.Columns), false
	case JSContact:
		out.rows, out.header = newCardReader(newJSCards(newSource(r, f.Encoding)), f.Columns), false
	case JSONL:
		out.rows, out.header = newObjectReader(newSource(r, f.Encoding), f.Columns), false
	default:
		out.rows = newCSVReader(newSource(r, f.Encoding), f.Separator)
	}
	return out
}

// Next returns the cells of the header, and then of each row. A *RowError for a row that can't be read, after which reading goes on; io.EOF
// after the last row; any other error ends the reading.
func (r *Reader) Next() ([]string, error) {
	if !r.begun {
		r.begun = true
		if cells, err := r.first(); cells != nil || err != nil {
			return cells, r.ended(err)
		}
	}
	cells, err := r.rows.next()
	return cells, r.ended(err)
}

// Left returns the names of the properties of the card that Next returned last which are too large to be kept, such as PHOTO.
func (r *Reader) Left() []string {
	if cards, ok := r.rows.(*cardReader); ok {
		return cards.records.left()
	}
	return nil
}

// printable replaces what the cells of a bad row have that is no text.
func printable(cells []string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(strings.ToValidUTF8(cell, "\ufffd"), "\x00", "\ufffd")
	}
}

// first skips what stands before the rows and returns the header.
func (r *Reader) first() ([]string, error) {
	for range r.skip {
		if _, err := r.rows.next(); err != nil && !isRowError(err) {
			return nil, err
		}
	}
	if !r.header {
		return r.columns, nil
	}
	cells, err := r.rows.next()
	switch {
	case err != nil && isRowError(err):
		return nil, ErrTooLarge
	case err == nil && r.columns != nil:
		return r.columns, nil
	}
	return cells, err
}

// ended releases what the reader holds if the error ends the reading. The cells of a bad row become printable.
func (r *Reader) ended(err error) error {
	var row *RowError
	switch {
	case errors.As(err, &row):
		printable(row.Cells)
	case err != nil:
		_ = r.rows.close() // the reading has failed or is complete
	}
	return err
}

// Close releases what the reader holds.
func (r *Reader) Close() error { return r.rows.close() }

func isRowError(err error) bool {
	var row *RowError
	return errors.As(err, &row)
}
