package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

const (
	// maxUnzipped bounds the sheets and texts of a workbook when they are unpacked, which is on the disk.
	maxUnzipped = 2 << 30
	// maxParts bounds its styles and tables of contents, which are read into the memory.
	maxParts = 16 << 20
	// maxTexts bounds its different texts, of which the library keeps the places in memory.
	maxTexts = 1_000_000
	// maxRowXML bounds what a row or a text takes in a workbook.
	maxRowXML = 8 << 20
)

// trimmedWorkbook copies what is needed of a workbook into a temporary file: sheets, texts, styles and where they are, without pictures and
// whatever else there is. A *FileError for one that is too large when it is unpacked, such as a zip bomb; nothing is unpacked into the
// memory.
func trimmedWorkbook(r io.Reader) (name string, err error) {
	whole, err := os.CreateTemp("", "kith-workbook-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, whole.Close(), os.Remove(whole.Name())) }()
	size, err := io.Copy(whole, r)
	if err != nil {
		return "", err
	}
	from, err := zip.NewReader(whole, size)
	if err != nil {
		return "", &FileError{"This is no workbook that can be read; save it as .xlsx without a password, or as CSV.", ErrNoText}
	}
	if err := checkParts(from); err != nil {
		return "", err
	}
	to, err := os.CreateTemp("", "kith-workbook-")
	if err != nil {
		return "", err
	}
	w := zip.NewWriter(to)
	for _, part := range from.File {
		if neededPart(part) {
			err = errors.Join(err, w.Copy(part))
		}
	}
	if err = errors.Join(err, w.Close(), to.Close()); err != nil {
		err = errors.Join(err, os.Remove(to.Name()))
	}
	return to.Name(), err
}

// partName returns the name of a file of a workbook as it is compared.
func partName(part *zip.File) string { return strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")) }

// neededPart reports whether a file of a workbook is looked at.
func neededPart(part *zip.File) bool {
	name := partName(part)
	switch base := path.Base(name); {
	case base == "[content_types].xml", base == "workbook.xml", base == "styles.xml", base == "sharedstrings.xml":
		return true
	case isSheet(part):
		return path.Ext(base) == ".xml"
	case path.Base(path.Dir(name)) == "_rels":
		return base == ".rels" || base == "workbook.xml.rels"
	}
	return false
}

// checkParts refuses a workbook whose needed files are too large, by what is said of their sizes, which unpacking holds to, and by what
// their rows and texts take.
func checkParts(workbook *zip.Reader) error {
	var sheets, others uint64
	for _, part := range workbook.File {
		switch {
		case !neededPart(part):
		case isText(part), isSheet(part):
			sheets += part.UncompressedSize64
		default:
			others += part.UncompressedSize64
		}
	}
	switch {
	case sheets > maxUnzipped:
		return &FileError{fmt.Sprintf("The workbook has more than %d MB when it is unpacked; save it as CSV.", maxUnzipped>>20), ErrTooLarge}
	case others > maxParts:
		return &FileError{fmt.Sprintf("The styles of the workbook have more than %d MB; save it as CSV.", maxParts>>20), ErrTooLarge}
	}
	for _, part := range workbook.File {
		if !neededPart(part) || !isText(part) && !isSheet(part) {
			continue
		}
		if err := checkPart(part, isText(part)); err != nil {
			return err
		}
	}
	return nil
}

func isText(part *zip.File) bool  { return path.Base(partName(part)) == "sharedstrings.xml" }
func isSheet(part *zip.File) bool { return strings.HasSuffix(path.Dir(partName(part)), "worksheets") }

// checkPart reads a sheet, or the texts of a workbook, and refuses it if it has a row or a text that is too large, or too many texts.
func checkPart(part *zip.File, texts bool) error {
	from, err := part.Open()
	if err != nil {
		return &FileError{"The workbook is damaged.", ErrNoText}
	}
	defer func() { _ = from.Close() }()
	r, wanted := bufio.NewReaderSize(from, chunk), "row"
	if texts {
		wanted = "si"
	}
	for n, size := 0, 0; ; {
		some, err := r.ReadSlice('<')
		size += len(some)
		switch {
		case size > maxRowXML:
			return &FileError{fmt.Sprintf("A row of the workbook has more than %d MB; save it as CSV.", maxRowXML>>20), ErrTooLarge}
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return &FileError{"The workbook is damaged.", ErrNoText}
		}
		switch tagAt(r) {
		case "/sheetData":
			return nil // what follows is not read
		case wanted:
			if size, n = 0, n+1; texts && n > maxTexts {
				return &FileError{fmt.Sprintf("The workbook has more than %d texts; save it as CSV.", maxTexts), ErrTooLarge}
			}
		}
	}
}

// tagAt returns the name of the tag that begins at a position, without its namespace.
func tagAt(r *bufio.Reader) string {
	head, _ := r.Peek(40) // fewer at the end
	name := string(head)
	if end := strings.IndexAny(name, " \t\r\n>"); end >= 0 {
		name = name[:end]
	}
	name, closes := strings.CutPrefix(strings.TrimSuffix(name, "/"), "/")
	if _, local, found := strings.Cut(name, ":"); found {
		name = local
	}
	if closes {
		return "/" + name
	}
	return name
}
