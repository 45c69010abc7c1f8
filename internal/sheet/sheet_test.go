package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kith/internal/sheet"
)

func read(t *testing.T, text string) (sheet.Format, [][]string, error) {
	t.Helper()
	f, err := sheet.Detect(func() io.Reader { return strings.NewReader(text) })
	if err != nil {
		return f, nil, err
	}
	var all [][]string
	for r := sheet.NewReader(strings.NewReader(text), f); ; {
		cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return f, all, nil
		}
		if err != nil {
			return f, all, err
		}
		all = append(all, cells)
	}
}

func TestSheets(t *testing.T) {
	t.Parallel()
	const table = "Name;E-Mail;Notes\r\n\"Müller; Jürgen\";j@example.com;\"two\r\nlines, \"\"quoted\"\"\"\r\nÉtienne;;\r\n"
	want := [][]string{{"Name", "E-Mail", "Notes"}, {"Müller; Jürgen", "j@example.com", "two\nlines, \"quoted\""}, {"Étienne", "", ""}}
	in := func(e string) string {
		var s string
		var err error
		switch e {
		case "UTF-16LE":
			s, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(table)
		case "UTF-16BE":
			s, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(table)
		case "WINDOWS-1252":
			s, err = charmap.Windows1252.NewEncoder().String(table)
		default:
			s = table
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, test := range map[string]struct{ text, encoding string }{
		"plain":            {in("UTF-8"), "UTF-8"},
		"with a mark":      {"\ufeff" + in("UTF-8"), "UTF-8"},
		"little":           {in("UTF-16LE"), "UTF-16LE"},
		"little, marked":   {"\xff\xfe" + in("UTF-16LE"), "UTF-16LE"},
		"big":              {in("UTF-16BE"), "UTF-16BE"},
		"big, marked":      {"\xfe\xff" + in("UTF-16BE"), "UTF-16BE"},
		"of Windows":       {in("WINDOWS-1252"), "WINDOWS-1252"},
		"late in the text": {strings.Replace(in("UTF-8"), "Étienne", "\xc9tienne", 1), "WINDOWS-1252"},
	} {
		f, got, err := read(t, test.text)
		if name == "late in the text" {
			got = got[2:] // the others were UTF-8, and are not any more
			want := want[2:]
			if err != nil || f.Encoding != test.encoding || !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%s: %v %q %v", name, f, got, err)
			}
			continue
		}
		if err != nil || f != (sheet.Format{Encoding: test.encoding, Separator: ";"}) || !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s: %v %q %v", name, f, got, err)
		}
	}
}

func TestSeparators(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a,b;c\n":         ",",
		"a;b;c,d\n":       ";",
		"a\tb\n":          "\t",
		"name\nAda\n":     ",",
		"\"a;b;c\",d\n":   ",",
		"\"a,b,c\";d;e\n": ";",
		"\n\na;b\n":       ";",
	} {
		if f, _, err := read(t, text); err != nil || f.Separator != want {
			t.Errorf("%q: %q %v", text, f.Separator, err)
		}
	}
}

func TestNoSheets(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want error
	}{
		"nothing":              {"", io.EOF},
		"blank lines":          {"\n\r\n\n", io.EOF},
		"a quote without end":  {"a,b\n\"" + strings.Repeat("x", 2*sheet.MaxRecord), sheet.ErrTooLarge},
		"a header without end": {strings.Repeat("x", 2*sheet.MaxRecord), sheet.ErrTooLarge},
		"a workbook":           {"PK\x03\x04\x14\x00\b\x00\x00\x00xl/workbook.xml", sheet.ErrNoText},
		"zeros in a row":       {"a,b\nx\x00\x00,y\n", sheet.ErrNoText},
		"zeros in UTF-16":      {"\xff\xfea\x00,\x00\x00\x00b\x00", sheet.ErrNoText},
		"too many cells":       {"a,b\n" + strings.Repeat(",", sheet.MaxColumns), sheet.ErrTooLarge},
	} {
		if _, _, err := read(t, test.text); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Ada": "Ada", "=1+1": "'=1+1", "+12125550123": "'+12125550123", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"'": "'", "'quoted'": "'quoted'", "'=1": "''=1", "''=1": "'''=1", "a=1": "a=1",
	} {
		if got := sheet.Escape(cell); got != want || sheet.Unescape(got) != cell {
			t.Errorf("%q becomes %q and then %q", cell, got, sheet.Unescape(got))
		}
	}
}

// FuzzSheet reads anything, and again what it has read.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\xff\xfea\x00;\x00b\x00", "\"a\nb\";c\r\n", "'=x\t@y\n", "\xe9;1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, all, err := read(t, string(text))
		// Go's writer makes a blank line of a lone empty cell, and a mark at the beginning is read as one.
		all = slices.DeleteFunc(all, func(cells []string) bool { return len(cells) == 1 && cells[0] == "" })
		if err != nil || len(all) == 0 || strings.HasPrefix(all[0][0], "\ufeff") {
			return
		}
		var again bytes.Buffer
		w := csv.NewWriter(&again)
		for _, cells := range all {
			for i := range cells {
				cells[i] = sheet.Escape(cells[i])
			}
			if err := w.Write(cells); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		r := sheet.NewReader(&again, sheet.Format{Encoding: "UTF-8", Separator: ","})
		for _, cells := range all {
			got, err := r.Next()
			if err != nil || !slices.EqualFunc(got, cells, func(a, b string) bool { return a == strings.ReplaceAll(b, "\r\n", "\n") }) {
				t.Fatalf("%q became %q: %v", cells, got, err)
			}
		}
	})
}
