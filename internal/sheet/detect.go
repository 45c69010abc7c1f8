package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// probe is how much is looked at to tell the kind of a file, and to find characters that no text has.
	probe = 4 << 10
	// sampleBytes bounds the text that an encoding is guessed from.
	sampleBytes = 64 << 10
	// sampleRows bounds the records that separator and header are guessed from.
	sampleRows = 200
)

// Hints are what is known about a file; what is blank is found out.
type Hints struct {
	// Encoding is a name that FindEncoding knows; workbooks have none.
	Encoding  string
	Separator string
	// Sheet is the sheet of a workbook, the first one that is visible by default.
	Sheet string
	// HeaderRow is the record that holds the header, the first being 1; 0 if there is no header.
	HeaderRow *int
}

// Detect finds out how a file is written down; it reads all of it.
func Detect(open func() io.Reader) (Format, error) { return DetectWith(open, Hints{}) }

// DetectWith is Detect for a file of which something is known. A *FileError if the file can't be read, io.EOF if it is empty.
func DetectWith(open func() io.Reader, known Hints) (Format, error) {
	head := make([]byte, probe)
	n, err := io.ReadFull(open(), head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Format{}, err // io.EOF for an empty file
	}
	head = head[:n]
	if f, err := detectBinary(open, head, known); f.Kind != "" || err != nil {
		return f, err
	}
	f := Format{Confidence: 1}
	if strings.TrimSpace(known.Encoding) == "" {
		f.Encoding, f.Confidence, err = detectEncoding(open(), head)
	} else {
		f.Encoding, err = FindEncoding(known.Encoding)
	}
	if err != nil {
		return Format{}, err
	}
	return detectText(open, f, known)
}

// detectBinary recognizes workbooks, and refuses what is no text.
func detectBinary(open func() io.Reader, head []byte, known Hints) (Format, error) {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return detectXLSX(open(), known)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return Format{}, &FileError{"This is a workbook of Excel 2003 or older; save it as .xlsx or as CSV.", ErrNoText}
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return Format{}, &FileError{"This is a PDF; export the table as CSV.", ErrNoText}
	}
	return Format{}, nil
}

// detectText tells the kind of a text, and the rest about it.
func detectText(open func() io.Reader, f Format, known Hints) (Format, error) {
	src := newSource(open(), f.Encoding)
	for len(src.window()) < probe && src.more() {
	}
	head := src.window()
	if len(head) > probe {
		head = head[:probe]
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return Format{}, ErrNoText
	}
	start := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(start) >= 11 && bytes.EqualFold(start[:11], []byte("BEGIN:VCARD")):
		f.Kind = VCard
		return detectCards(newVCards(newSource(open(), f.Encoding)), f)
	case len(start) > 0 && (start[0] == '{' || start[0] == '['):
		if isJSContact(start) {
			f.Kind = JSContact
			return detectCards(newJSCards(newSource(open(), f.Encoding)), f)
		}
		if looksLikeJSON(start) {
			f.Kind = JSONL
			return detectObjects(newSource(open(), f.Encoding), f)
		}
	}
	f.Kind = CSV
	return detectCSV(open, f, known)
}

// detectEncoding tells the encoding of a text and how sure it is. UTF-8 with some invalid bytes is UTF-8: their rows fail.
func detectEncoding(r io.Reader, head []byte) (name string, confidence float64, err error) {
	zeros := [2]int{}
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zeros[1] > 0 && zeros[1] > 4*zeros[0]:
		return utf16Little, 1, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zeros[0] > 0 && zeros[0] > 4*zeros[1]:
		return utf16Big, 1, nil
	case zeros[0]+zeros[1] > 0:
		return "", 0, ErrNoText
	}
	valid, invalid, sample, err := countRunes(newSource(r, utf8Name))
	switch {
	case err != nil:
		return "", 0, err
	case invalid == 0:
		return utf8Name, 1, nil
	case bytes.HasPrefix(head, []byte("\ufeff")), valid >= 2*invalid:
		return utf8Name, float64(valid+1) / float64(valid+invalid+1), nil
	}
	name, confidence = guessEncoding(sample)
	if confidence < minConfidence {
		return "", 0, &FileError{Reason: fmt.Sprintf("The encoding of the file could not be told; the best guess is %s, with a"+
			" confidence of %.0f %%. Save the file as UTF-8, or name its encoding (`encoding`, -encoding).", name, 100*max(confidence, 0))}
	}
	return name, confidence, nil
}

// countRunes counts characters of several bytes and invalid bytes, and returns some of the lines that have any.
func countRunes(src *source) (valid, invalid int, sample []byte, err error) {
	for {
		text, all, _ := src.lineEnd()
		if all == 0 {
			if err = src.end(); errors.Is(err, io.EOF) {
				err = nil
			}
			return valid, invalid, sample, err
		}
		line, special := src.window()[:text], false
		for i := 0; i < len(line); {
			if line[i] < utf8.RuneSelf {
				i++
				continue
			}
			special = true
			r, size := utf8.DecodeRune(line[i:])
			if r == utf8.RuneError && size == 1 {
				invalid++
			} else {
				valid++
			}
			i += size
		}
		if special && len(sample)+text < sampleBytes {
			sample = append(append(sample, line...), '\n')
		}
		src.advance(all)
	}
}

// detectCSV finds the separator and the header of a text.
func detectCSV(open func() io.Reader, f Format, known Hints) (Format, error) {
	read := func(separator string) [][]string {
		return sampleOf(newCSVReader(newSource(open(), f.Encoding), separator))
	}
	records := read(",")
	if len(records) == 0 {
		_, err := newCSVReader(newSource(open(), f.Encoding), ",").next()
		if isRowError(err) {
			return f, ErrTooLarge
		}
		return f, err
	}
	f.Separator = known.Separator
	if said, ok := separatorLine(records[0]); ok && f.Separator == "" {
		f.Separator = said
	}
	if f.Separator == "" {
		best := 0.0
		for _, separator := range []string{",", ";", "\t", "|"} {
			if fit := separatorFits(read(separator)); fit > best {
				best, f.Separator = fit, separator
			}
		}
	}
	if f.Separator == "" {
		f.Separator = ","
	}
	if len(f.Separator) != 1 || strings.Contains("\"\r\n", f.Separator) {
		return Format{}, &FileError{Reason: "The separator is one character, such as a comma, a semicolon, a tab or a vertical bar."}
	}
	records = read(f.Separator)
	findHeader(&f, records, known.HeaderRow)
	return f, headerBounds(open, f)
}

// headerBounds refuses a header that can't be read.
func headerBounds(open func() io.Reader, f Format) error {
	r := NewReader(open(), f)
	_, err := r.Next()
	return errors.Join(err, r.Close())
}

// sampleOf returns the first records, without those that can't be read.
func sampleOf(r rowReader) (records [][]string) {
	for len(records) < sampleRows {
		cells, err := r.next()
		var bad *RowError
		if errors.As(err, &bad) {
			cells, err = bad.Cells, nil
		}
		if err != nil {
			break
		}
		records = append(records, cells)
	}
	return records
}

// separatorLine reads the line `sep=;` that Excel writes before a table.
func separatorLine(record []string) (string, bool) {
	said, ok := strings.CutPrefix(strings.ToLower(strings.Join(record, ",")), "sep=")
	if said = strings.TrimRight(said, " "); !ok || said != "\t" && len(said) != 1 {
		return "", false
	}
	return said, true
}

// separatorFits tells how well a separator parts records: how many have as many cells as most have, and then how many cells.
func separatorFits(records [][]string) float64 {
	counts := map[int]int{}
	for _, cells := range records {
		if len(cells) > 1 {
			counts[len(cells)]++
		}
	}
	most := 0
	for n, times := range counts {
		if times > counts[most] || times == counts[most] && n > most {
			most = n
		}
	}
	if most == 0 {
		return 0
	}
	return float64(counts[most])/float64(len(records)) + float64(min(most, MaxColumns))/(10*MaxColumns)
}

// looksFilled are the cells of a record that are not blank.
func looksFilled(cells []string) (n int) {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// width is how many columns a record has without the blank ones at its end.
func width(cells []string) int {
	for i := len(cells); i > 0; i-- {
		if strings.TrimSpace(cells[i-1]) != "" {
			return i
		}
	}
	return 0
}

// usualWidth is the width that most of the records have.
func usualWidth(records [][]string) int {
	widths := make([]int, 0, len(records))
	for _, cells := range records {
		if n := width(cells); n > 0 {
			widths = append(widths, n)
		}
	}
	if len(widths) == 0 {
		return 1
	}
	slices.Sort(widths)
	return widths[len(widths)/2]
}
