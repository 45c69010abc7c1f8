package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxInMemory is from which size on sheets and texts of a workbook are unpacked to the disk.
const maxInMemory = 1 << 20

// xlsxReader reads the sheet of a workbook: dates as ISO 8601 writes them, and numbers without rounding. It holds functions instead of the
// library's values: a type that an interface holds keeps every method of its fields' types in the program.
type xlsxReader struct {
	// read returns the cells of the next row, which may be none, and io.EOF after the last one.
	read func() ([]string, error)
	end  func() error
	row  int
	err  error
}

func newXLSXReader(r io.Reader, f Format) *xlsxReader {
	file, err := openXLSX(r)
	if err != nil {
		return &xlsxReader{err: err}
	}
	x, err := sheetOf(file, f.Sheet)
	if err != nil {
		return &xlsxReader{err: errors.Join(&FileError{Reason: fmt.Sprintf("The workbook has no sheet %q.", f.Sheet)}, file.Close())}
	}
	return x
}

// sheetOf reads a sheet of a workbook, and closes the workbook with it.
func sheetOf(file *excelize.File, name string) (*xlsxReader, error) {
	rows, err := file.Rows(name)
	if err != nil {
		return nil, err
	}
	return &xlsxReader{
		read: func() ([]string, error) {
			if !rows.Next() {
				return nil, cmp.Or(rows.Error(), io.EOF)
			}
			return rows.Columns()
		},
		end: func() error { return errors.Join(rows.Close(), file.Close()) },
	}, nil
}

// openXLSX opens a workbook.
func openXLSX(r io.Reader) (file *excelize.File, err error) {
	name, err := trimmedWorkbook(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Remove(name)) }()
	err = guarded(func() (err error) {
		limits := excelize.Options{UnzipSizeLimit: maxUnzipped + maxParts, UnzipXMLSizeLimit: maxInMemory}
		if file, err = excelize.OpenFile(name, limits); err != nil {
			return &FileError{"This is no workbook that can be read; save it as .xlsx without a password, or as CSV.", ErrNoText}
		}
		if plainStyles(file) != nil {
			return &FileError{"The workbook is damaged.", ErrNoText}
		}
		return nil
	})
	if err != nil && file != nil {
		err = errors.Join(err, file.Close())
	}
	return file, err
}

// guarded turns a panic of the library, which files that are broken on purpose may cause, into an error.
func guarded(fn func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = &FileError{"The workbook is damaged.", ErrNoText}
		}
	}()
	return fn()
}

// plainStyles changes the number formats of a workbook: dates to ISO 8601, all others to the general one.
func plainStyles(file *excelize.File) error {
	_, _ = file.GetStyle(0) // which reads the styles; a workbook without them has plain numbers
	if file.Styles == nil || file.Styles.CellXfs == nil {
		return nil
	}
	n := len(file.Styles.CellXfs.Xf)
	iso, err := isoFormats(file)
	if err != nil {
		return err
	}
	for i := range n {
		style, err := file.GetStyle(i)
		if err != nil {
			return err
		}
		code := ""
		if style.CustomNumFmt != nil {
			code = *style.CustomNumFmt
		}
		id := plainFormat
		switch day, clock := dateParts(style.NumFmt, code); {
		case day && clock:
			id = iso[1]
		case day:
			id = iso[0]
		case clock:
			id = iso[2]
		}
		file.Styles.CellXfs.Xf[i].NumFmtID = &id
	}
	return nil
}

// plainFormat is a number format that is not defined, so that numbers stay as they are.
const plainFormat = 9000

// isoFormats defines the formats of days, of days with a time, and of times, and returns their ids.
func isoFormats(file *excelize.File) (ids [3]int, err error) {
	for i, code := range []string{"yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss"} {
		style, err := file.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return ids, err
		}
		if id := file.Styles.CellXfs.Xf[style].NumFmtID; id != nil {
			ids[i] = *id
		}
	}
	return ids, nil
}

var quotedCode = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// dateParts tells whether a number format shows a day, and whether it shows the time of day.
func dateParts(id int, code string) (day, clock bool) {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return true, false
	case id >= 18 && id <= 21, id >= 45 && id <= 47, id >= 32 && id <= 35, id == 55, id == 56:
		return false, true
	case id == 22:
		return true, true
	}
	code = strings.ToLower(quotedCode.ReplaceAllString(code, ""))
	code, _, _ = strings.Cut(code, ";")
	if strings.Contains(code, "general") || strings.ContainsAny(code, "0#?@") && !strings.ContainsAny(code, "ydh") {
		return false, false
	}
	return strings.ContainsAny(code, "yd"), strings.ContainsAny(code, "hs")
}

// next returns the cells of the next row that has any.
func (x *xlsxReader) next() (cells []string, err error) {
	if x.err != nil {
		return nil, x.err
	}
	err = guarded(func() error {
		for len(cells) == 0 {
			x.row++
			switch cells, err = x.read(); {
			case errors.Is(err, io.EOF):
				return io.EOF
			case err != nil:
				return &FileError{Reason: fmt.Sprintf("Row %d of the workbook can't be read.", x.row)}
			}
		}
		return nil
	})
	switch {
	case err != nil:
		x.err = err
		return nil, err
	case len(cells) > MaxColumns:
		return nil, &RowError{x.row, cells[:MaxColumns], fmt.Sprintf("The row has more than %d cells.", MaxColumns)}
	}
	size := 0
	for i, cell := range cells {
		size += len(cell)
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\x00", "")
	}
	if size > MaxRecord {
		return nil, &RowError{x.row, nil, fmt.Sprintf("The row has more than %d bytes.", MaxRecord)}
	}
	return cells, nil
}

func (x *xlsxReader) close() error {
	var err error
	if x.end != nil {
		err, x.end = x.end(), nil
	}
	if x.err == nil {
		x.err = io.ErrClosedPipe
	}
	return err
}

// detectXLSX finds the sheet and the header of a workbook.
func detectXLSX(r io.Reader, known Hints) (f Format, err error) {
	file, err := openXLSX(r)
	if err != nil {
		return Format{}, err
	}
	f = Format{Kind: XLSX, Encoding: utf8Name, Confidence: 1, Sheet: known.Sheet}
	names := file.GetSheetList()
	if f.Sheet == "" {
		visible := slices.IndexFunc(names, func(name string) bool {
			seen, err := file.GetSheetVisible(name)
			return err == nil && seen
		})
		if len(names) == 0 {
			return Format{}, errors.Join(&FileError{Reason: "The workbook has no sheet."}, file.Close())
		}
		f.Sheet = names[max(visible, 0)]
	}
	x, err := sheetOf(file, f.Sheet)
	if err != nil {
		missing := &FileError{Reason: fmt.Sprintf("The workbook has no sheet %q; it has %s.", f.Sheet, strings.Join(names, ", "))}
		return Format{}, errors.Join(missing, file.Close())
	}
	defer func() { err = errors.Join(err, x.close()) }()
	records := sampleOf(x)
	if len(records) == 0 {
		if x.err != nil && !errors.Is(x.err, io.EOF) {
			return Format{}, x.err
		}
		return Format{}, io.EOF
	}
	findHeader(&f, records, known.HeaderRow)
	return f, nil
}
