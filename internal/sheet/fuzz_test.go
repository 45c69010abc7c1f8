package sheet

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

func opener(file []byte) func() io.Reader { return func() io.Reader { return bytes.NewReader(file) } }

// readAny detects and reads a file, and checks what every file must satisfy.
func readAny(t *testing.T, file []byte, known Hints) (f Format, rows [][]string) {
	f, err := DetectWith(opener(file), known)
	if err != nil {
		return f, nil
	}
	r := NewReader(bytes.NewReader(file), f)
	defer func() { _ = r.Close() }()
	for n := 0; ; n++ {
		cells, err := r.Next()
		switch {
		case n == 0 && err != nil && f.Kind != XLSX:
			t.Fatalf("%+v was detected in a file without a header: %v", f, err)
		case isRowError(err):
			continue
		case err != nil:
			return f, rows
		case len(cells) > MaxColumns:
			t.Fatalf("%d cells", len(cells))
		case n > len(file)+2:
			t.Fatal("there are more rows than bytes")
		}
		rows = append(rows, cells)
	}
}

func seeds(f *testing.F, patterns ...string) {
	for _, pattern := range patterns {
		names, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil || len(names) == 0 {
			f.Fatal(pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
}

// FuzzCSV reads anything, and again what it has read.
func FuzzCSV(f *testing.F) {
	seeds(f, "files/*.csv", "files/*.txt")
	for _, seed := range []string{"a,b\n1,2\n", "\xff\xfea\x00;\x00b\x00", "\"a\nb\";c\r\n", "'=x\t@y\n", "\xe9;1", "a\n\"\"b\n\"\"c\n\"d"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, rows := readAny(t, file, Hints{})
		readsAgain(t, rows, ",")
	})
}

// FuzzTSV reads anything as cells with tabs between them, and again what it has read.
func FuzzTSV(f *testing.F) {
	seeds(f, "files/*.csv", "files/*.txt")
	for _, seed := range []string{"a\tb\n1\t2\n", "\"a\tb\"\tc\r\n\t\t\n", "sep=\t\n'\t\"=1\"\tx", "a\t\"b\rc\"\rd\t\"\"\"\r"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, rows := readAny(t, file, Hints{Separator: "\t"})
		readsAgain(t, rows, "\t")
	})
}

// readsAgain writes rows and reads them again.
func readsAgain(t *testing.T, rows [][]string, separator string) {
	t.Helper()
	// A lone empty cell is a blank line, and a mark at the beginning is read as one.
	rows = slices.DeleteFunc(rows, func(cells []string) bool { return len(cells) == 1 && cells[0] == "" || len(cells) == 0 })
	if len(rows) == 0 || bytes.HasPrefix([]byte(rows[0][0]), []byte("\ufeff")) {
		return
	}
	var again bytes.Buffer
	w, err := NewWriter(&again, CSV, rows[0], Options{Separator: separator})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows[1:] {
		if err := w.Write(recordOf(cells)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := newCSVReader(newSource(&again, utf8Name), separator)
	for _, cells := range rows {
		for i, cell := range cells {
			cells[i] = string(bytes.ReplaceAll([]byte(cell), []byte("\r\n"), []byte("\n")))
		}
		if got, err := r.next(); err != nil || !slices.Equal(got, cells) {
			t.Fatalf("%q became %q: %v", cells, got, err)
		}
	}
}

// FuzzVCard reads anything as cards; what was read is written and read again.
func FuzzVCard(f *testing.F) {
	seeds(f, "cards/*.vcf", "files/*.vcf")
	f.Fuzz(func(t *testing.T, file []byte) {
		readAny(t, file, Hints{})
		cards := newVCards(newSource(bytes.NewReader(file), utf8Name))
		for {
			card, _, err := cards.card()
			if isRowError(err) {
				continue
			}
			if err != nil {
				return
			}
			var b bytes.Buffer
			if err := (vCardWriter{&b}).write(recordOfCard(card)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzJSContact does the same with JSContact.
func FuzzJSContact(f *testing.F) {
	seeds(f, "cards/*.json")
	f.Add([]byte(`{"@type":"Card","emails":{"e":1,"f":{"address":"a@b.c"}},"name":{"components":[1]}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		readAny(t, file, Hints{})
		cards := newJSCards(newSource(bytes.NewReader(file), utf8Name))
		for {
			r, err := cards.next()
			if isRowError(err) {
				continue
			}
			if err != nil {
				return
			}
			w := &jsWriter{w: io.Discard}
			if err := w.write(r); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(jsCardOf(r), jsCardOf(r)) {
				t.Fatal("a card is written in two ways")
			}
		}
	})
}
