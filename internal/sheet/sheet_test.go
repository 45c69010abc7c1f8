package sheet_test

import (
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
		"plain":          {in("UTF-8"), "UTF-8"},
		"with a mark":    {"\ufeff" + in("UTF-8"), "UTF-8"},
		"little":         {in("UTF-16LE"), "UTF-16LE"},
		"little, marked": {"\xff\xfe" + in("UTF-16LE"), "UTF-16LE"},
		"big":            {in("UTF-16BE"), "UTF-16BE"},
		"big, marked":    {"\xfe\xff" + in("UTF-16BE"), "UTF-16BE"},
		"of Windows":     {in("WINDOWS-1252"), "WINDOWS-1252"},
	} {
		f, got, err := read(t, test.text)
		if err != nil || f.Kind != sheet.CSV || f.Encoding != test.encoding || f.Separator != ";" || !slices.EqualFunc(got, want, slices.Equal) {
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
		"a header without end": {strings.Repeat("x", 2*sheet.MaxRecord), sheet.ErrTooLarge},
		"a workbook":           {"PK\x03\x04\x14\x00\b\x00\x00\x00xl/workbook.xml", sheet.ErrNoText},
		"zeros in a row":       {"a,b\nx\x00\x00,y\n", sheet.ErrNoText},
		"zeros in UTF-16":      {"\xff\xfea\x00,\x00\x00\x00b\x00", sheet.ErrNoText},
		"a header too wide":    {strings.Repeat("a,", sheet.MaxColumns) + "\n", sheet.ErrTooLarge},
		"an old workbook":      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sheet.ErrNoText},
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
		"'": "'", "'quoted'": "'quoted'", "'=1": "''=1", "''=1": "'''=1", "a=1": "a=1", "a - b": "a - b", "＝1": "'＝1",
		"x;=cmd|' /C calc'!A0;": "x;'=cmd|' /C calc'!A0;", "x;'=1": "x;''=1", "a\n-b": "a\n'-b", `x;"=1`: `x;"'=1`, "a\t\t+1": "a\t\t'+1",
		"\t;=1": "'\t;'=1", "+1\n+2": "'+1\n'+2", "a|@b,-c": "a|'@b,'-c",
		";": ";", "=": "'=", "\t": "'\t", "\r\n=1": "\r\n'=1", "'\t=1": "''\t'=1",
	} {
		if got := sheet.Escape(cell); got != want || sheet.Unescape(got) != cell {
			t.Errorf("%q becomes %q and then %q", cell, got, sheet.Unescape(got))
		}
	}
}
