package main

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// workbookParts are the files of a workbook besides its rows and its texts.
var workbookParts = map[string]string{
	"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
	"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" ` +
		`Target="worksheets/sheet1.xml"/><Relationship Id="rId2" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
}

// writeWorkbook writes rows of a name and an email as Excel saves them: with each text once, in a table of texts.
func writeWorkbook(path string, from, to int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := zip.NewWriter(file)
	part := func(name string, write func(io.Writer)) {
		entry, failed := w.Create(name)
		if err = errors.Join(err, failed); err == nil {
			out := bufio.NewWriter(entry)
			write(out)
			err = out.Flush()
		}
	}
	for name, text := range workbookParts {
		part(name, func(out io.Writer) { _, _ = io.WriteString(out, text) })
	}
	const namespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	part("xl/sharedStrings.xml", func(out io.Writer) {
		_, _ = fmt.Fprintf(out, "<sst %s><si><t>name</t></si><si><t>email</t></si>", namespace)
		for i := from; i < to; i++ {
			_, _ = fmt.Fprintf(out, "<si><t>Person %d of clan %d</t></si><si><t>p%d@example.com</t></si>", i, i%300, i)
		}
		_, _ = io.WriteString(out, "</sst>")
	})
	part("xl/worksheets/sheet1.xml", func(out io.Writer) {
		_, _ = fmt.Fprintf(out, "<worksheet %s><sheetData>", namespace)
		for row := 0; row <= to-from; row++ {
			_, _ = fmt.Fprintf(out, `<row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" t="s"><v>%d</v></c></row>`,
				row+1, row+1, 2*row, row+1, 2*row+1)
		}
		_, _ = io.WriteString(out, "</sheetData></worksheet>")
	})
	return errors.Join(err, w.Close(), file.Close())
}
