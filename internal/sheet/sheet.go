// Package sheet reads the tables that spreadsheets save as text, whatever their encoding and separator, and writes ones that
// spreadsheets open without running what stands in them.
//
// The encoding is told by a byte order mark, or by zero bytes where UTF-16 has them; else it is UTF-8 if all of the text is, and
// Windows-1252 if not. The separator is the one of comma, semicolon and tab that parts the first record into the most cells, the
// earlier one if two do. Cells may be quoted as in RFC 4180; a quoted line break is read as a line feed.
package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const (
	// MaxRecord bounds one record in bytes, so that a quote which is never closed does not fill the memory.
	MaxRecord = 1 << 20
	// MaxColumns bounds the cells of a record.
	MaxColumns = 1000
	// probe is how much is looked at to tell UTF-16.
	probe = 4 << 10
)

var (
	// ErrTooLarge is the error of a record that is too large to be read.
	ErrTooLarge = fmt.Errorf("sheet: a record has more than %d bytes or %d cells", MaxRecord, MaxColumns)
	// ErrNoText is the error of what has the character zero, as workbooks and pictures do.
	ErrNoText = errors.New("sheet: this is no text")
)

// Format is how a sheet is written down.
type Format struct {
	Encoding  string `json:"encoding"`
	Separator string `json:"separator"`
}

var encodings = map[string]encoding.Encoding{
	"UTF-8":        unicode.UTF8BOM,
	"UTF-16LE":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"UTF-16BE":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"WINDOWS-1252": charmap.Windows1252,
}

// Detect finds out how a sheet is written down; it reads all of it.
func Detect(open func() io.Reader) (Format, error) {
	name, err := detectEncoding(open())
	if err != nil {
		return Format{}, err
	}
	f := Format{Encoding: name}
	most := 0
	for _, separator := range []string{",", ";", "\t"} {
		cells, err := NewReader(open(), Format{name, separator}).Next()
		if err != nil && !errors.Is(err, ErrTooLarge) {
			return f, err
		}
		if len(cells) > most {
			most, f.Separator = len(cells), separator
		}
	}
	if most == 0 {
		return f, ErrTooLarge
	}
	return f, nil
}

func detectEncoding(r io.Reader) (string, error) {
	b := bufio.NewReaderSize(r, probe)
	head, err := b.Peek(probe)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	zeros := [2]int{}
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case len(head) >= 2 && head[0] == 0xff && head[1] == 0xfe, zeros[1] > 0 && zeros[1] > 4*zeros[0]:
		return "UTF-16LE", nil
	case len(head) >= 2 && head[0] == 0xfe && head[1] == 0xff, zeros[0] > 0 && zeros[0] > 4*zeros[1]:
		return "UTF-16BE", nil
	}
	for {
		c, size, err := b.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return "UTF-8", nil
		case err != nil:
			return "", err
		case c == utf8.RuneError && size == 1:
			return "WINDOWS-1252", nil
		}
	}
}

// Reader reads the records of a sheet.
type Reader struct {
	csv  *csv.Reader
	from *bounded
}

// NewReader returns a reader of a sheet of the format.
func NewReader(r io.Reader, f Format) *Reader {
	from := &bounded{r: encodings[f.Encoding].NewDecoder().Reader(r)}
	c := csv.NewReader(from)
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = rune(f.Separator[0]), -1, true
	return &Reader{c, from}
}

// Next returns the cells of the next record; io.EOF when there is none, ErrTooLarge for one that is too large to go on after, ErrNoText
// for what no spreadsheet saves as text.
func (r *Reader) Next() ([]string, error) {
	r.from.left = MaxRecord
	cells, err := r.csv.Read()
	if err != nil || len(cells) > MaxColumns {
		var parse *csv.ParseError
		if err == nil || errors.Is(err, ErrTooLarge) || errors.As(err, &parse) {
			return nil, ErrTooLarge
		}
		return nil, err
	}
	return cells, nil
}

// bounded gives up when one record takes too much, and at what is no text.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := b.r.Read(p)
	if bytes.IndexByte(p[:n], 0) >= 0 {
		return 0, ErrNoText
	}
	b.left -= n
	return n, err
}
