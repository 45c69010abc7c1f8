package sheet

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// endless is a file of many rows that is never in memory.
type endless struct {
	row  func(n int) string
	n    int
	max  int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	for e.rest == "" {
		if e.n++; e.n > e.max {
			return 0, io.EOF
		}
		e.rest = e.row(e.n)
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestMemory reads many rows of each format of texts; what is held does not grow with them.
func TestMemory(t *testing.T) {
	for name, row := range map[string]func(n int) string{
		"csv": func(n int) string {
			if n == 1 {
				return "name,email,phone\n"
			}
			return fmt.Sprintf("Person %d,p%d@x.example,+1212%07d\n", n, n, n)
		},
		"vcf": func(n int) string {
			return fmt.Sprintf("BEGIN:VCARD\nFN:Person %d\nEMAIL:p%d@x.example\nEND:VCARD\n", n, n)
		},
		"json": func(n int) string { return fmt.Sprintf("{\"name\":\"Person %d\",\"email\":\"p%d@x.example\"}\n", n, n) },
	} {
		const rows = 300_000
		open := func() io.Reader { return &endless{row: row, max: rows} }
		f := Format{Encoding: utf8Name, Separator: ",", Columns: []string{"name", "email"}}
		switch name {
		case "vcf":
			f.Kind = VCard
		case "json":
			f.Kind = JSONL
		}
		r, read := NewReader(open(), f), 0
		for {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if read++; read%100_000 == 0 {
				var m runtime.MemStats
				runtime.GC()
				if runtime.ReadMemStats(&m); m.HeapAlloc > 32<<20 {
					t.Fatalf("%s: %d MB after %d rows", name, m.HeapAlloc>>20, read)
				}
			}
		}
		if read < rows {
			t.Errorf("%s: %d rows", name, read)
		}
	}
}
