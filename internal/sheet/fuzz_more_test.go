package sheet

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzJSONL reads anything as JSON objects: each member is one cell of a column that was detected.
func FuzzJSONL(f *testing.F) {
	seeds(f, "files/*.ndjson", "cards/*.json")
	for _, seed := range []string{
		`{"name":"A","points":[{"kind":"EMAIL","value":"a@x.example","label":"work"}],"a":{"b":[1,2]},"labels":["x"]}`,
		"[{\"a\":1},\n {\"a\":\n 2}]",
		"{\"a\":{\"a\":{}},\"a.a\":\"\"}\n{\"b\":null}\n{]", `{"customAttributes.x":" 1","emails":["a","b"],"points":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		format, _ := readAny(t, file, Hints{})
		if format.Kind != JSONL {
			return
		}
		for records := (&objectRecords{objects: objects{newSource(bytes.NewReader(file), format.Encoding)}}); ; {
			r, err := records.next()
			if isRowError(err) {
				continue
			}
			if err != nil {
				return
			}
			for i, c := range r {
				if !slices.Contains(format.Columns, c.Column) || slices.ContainsFunc(r[:i], func(o Cell) bool { return o.Column == c.Column }) {
					t.Fatalf("%q of %q is not one of %q, or twice", c.Column, r, format.Columns)
				}
			}
		}
	})
}

// FuzzEncodings reads anything in any encoding: what is read is text.
func FuzzEncodings(f *testing.F) {
	for i := range Encodings() {
		f.Add([]byte("Name;City\nJ\xf6rg;K\xf6ln\n\x82\xa0\xb1\xe9;\xff\xfe\n"), byte(i))
	}
	f.Add([]byte("\xcf\xf0\xe8\xe2\xe5\xf2,\xec\xe8\xf0\n"), byte(200))
	f.Fuzz(func(t *testing.T, file []byte, which byte) {
		var known Hints
		if int(which) < len(Encodings()) {
			known.Encoding = Encodings()[which]
		}
		_, rows := readAny(t, file, known)
		for _, cells := range rows {
			for _, cell := range cells {
				if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
					t.Fatalf("%q is no text", cell)
				}
			}
		}
		if name, confidence := guessEncoding(file); confidence > 0 && encodings[name] == nil || confidence > 1+1e-9 {
			t.Fatalf("%q with a confidence of %f", name, confidence)
		}
	})
}

// FuzzXLSX reads anything as a workbook.
func FuzzXLSX(f *testing.F) {
	f.Add(workbook(f))
	f.Fuzz(func(t *testing.T, file []byte) { readAny(t, file, Hints{}) })
}

// FuzzXLSXParts reads anything as the sheet, the texts and the styles of a workbook.
func FuzzXLSXParts(f *testing.F) {
	parts := partsOf(f, workbook(f))
	f.Add(parts["xl/worksheets/sheet2.xml"], parts["xl/sharedStrings.xml"], parts["xl/styles.xml"])
	f.Add([]byte(`<worksheet><sheetData><row r="3"><c r="B3" t="s"><v>1</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>`+
		`<c r="ZZ9" s="1"><f>1+1</f><v>45000.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`),
		[]byte(`<sst><si><t>x</t></si><si><r><t xml:space="preserve"> y</t></r><rPh><t>z</t></rPh></si></sst>`),
		[]byte(`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d/m/yy"/></numFmts><cellXfs><xf/><xf numFmtId="164"/>`+
			`</cellXfs></styleSheet>`))
	f.Fuzz(func(t *testing.T, sheet, texts, styles []byte) {
		var file bytes.Buffer
		w := zip.NewWriter(&file)
		for name, part := range parts {
			switch name {
			case "xl/worksheets/sheet2.xml":
				part = sheet
			case "xl/sharedStrings.xml":
				part = texts
			case "xl/styles.xml":
				part = styles
			}
			to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err == nil {
				_, err = to.Write(part)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		readAny(t, file.Bytes(), Hints{})
	})
}
