package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"strings"
	"testing"
)

// bomb is a workbook with a file that is written in place of another one, or is new. claimed is the size that it says of the file, if that
// is more than 0.
func bomb(t *testing.T, name, content string, claimed uint64) []byte {
	t.Helper()
	parts := partsOf(t, workbook(t))
	delete(parts, name)
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	put := func(to io.Writer, content string, err error) {
		if err == nil {
			_, err = io.WriteString(to, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for part, text := range parts {
		to, err := w.Create(part)
		put(to, string(text), err)
	}
	if claimed == 0 {
		to, err := w.Create(name)
		put(to, content, err)
	} else {
		var packed bytes.Buffer
		to, err := flate.NewWriter(&packed, flate.BestSpeed)
		put(to, content, err)
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		raw, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: claimed,
			CompressedSize64: uint64(packed.Len())}) //nolint:gosec // a length
		put(raw, packed.String(), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestWorkbooksThatAreTooLarge has workbooks that would fill the memory or the disk when they are unpacked.
func TestWorkbooksThatAreTooLarge(t *testing.T) {
	t.Parallel()
	const sheet, row = "xl/worksheets/sheet2.xml", `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>`
	for name, test := range map[string]struct {
		part, content string
		claimed       uint64
		reason        string
	}{
		"a cell":            {sheet, row + strings.Repeat("x", maxRowXML+1) + "</t></is></c></row></sheetData></worksheet>", 0, "A row of"},
		"cells of one row":  {sheet, "<x:worksheet><x:sheetData><x:row>" + strings.Repeat("<x:c/>", maxRowXML/6+1), 0, "A row of"},
		"a text":            {"xl/sharedStrings.xml", "<sst><si><t>" + strings.Repeat("x", maxRowXML+1), 0, "A row of"},
		"texts":             {"xl/sharedStrings.xml", "<sst>" + strings.Repeat("<si/>", maxTexts+1), 0, "more than 1000000 texts"},
		"styles":            {"xl/styles.xml", strings.Repeat(" ", maxParts), 0, "The styles of the workbook"},
		"a sheet":           {sheet, row, maxUnzipped + 1, "when it is unpacked"},
		"another sheet":     {"xl/worksheets/sheet9.xml", row, maxUnzipped + 1, "when it is unpacked"},
		"a picture, unread": {"xl/media/image1.png", strings.Repeat("x", 4<<20), maxUnzipped + 1, ""},
		"more than it says": {"xl/styles.xml", strings.Repeat(" ", 2*maxParts), 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := DetectWith(opener(bomb(t, test.part, test.content, test.claimed)), Hints{})
			var told *FileError
			if test.reason == "" {
				if err != nil && !errors.As(err, &told) {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &told) || !errors.Is(err, ErrTooLarge) || !strings.Contains(told.Reason, test.reason) {
				t.Error(err)
			}
		})
	}
}
