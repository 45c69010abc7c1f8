package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test binary the limit servers too, as the program is.
func TestMain(m *testing.M) {
	if os.Getenv(limitVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestServersAgree runs the whole bench on a small data set: it fails when two servers answer an operation differently.
func TestServersAgree(t *testing.T) {
	dir, err := os.MkdirTemp("", "kith-bench-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL drops root
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = run(t.Context(), options{dir: dir, also: "GOGC=400", contacts: 3000, rounds: 1, turn: time.Millisecond, connections: list{2},
		only: regexp.MustCompile("")}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range operations(3000, samples{}) {
		if !strings.Contains(out.String(), "| "+op.name+" | 2 |") {
			t.Errorf("%s has no row in\n%s", op.name, out.String())
		}
	}
}

// TestDifferencesAreSeen makes sure that the comparison can fail, and forgives no more than the form of ids and instants.
func TestDifferencesAreSeen(t *testing.T) {
	t.Parallel()
	const (
		kiths = `{"a":[{"id":"contact_7zkfx0ar3s9nm9xjv9w9q1snck","at":"2026-01-02T00:00:00.000000Z"}],"n":4}`
		same  = `{"n": 4.0, "a": [{"at": "2026-01-02T01:00:00+01:00", "id": "ff9bfa05-6079-4d68-9ecb-69e26e1cd593"}]}`
	)
	for _, tt := range []struct {
		name string
		kind kind
		got  string
		want bool
	}{
		{"the same bytes", rowsLimit, kiths, true},
		{"other bytes", rowsLimit, same, false},
		{"PostgreSQL's form", jsonLimit, same, true},
		{"another id", jsonLimit, strings.Replace(same, "ff9b", "ff9c", 1), false},
		{"another instant", jsonLimit, strings.Replace(same, "+01:00", "+02:00", 1), false},
		{"another number", jsonLimit, strings.Replace(same, "4.0", "4.5", 1), false},
		{"fewer", jsonLimit, `{"a": [], "n": 4}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := equal(tt.kind, []byte(kiths), []byte(tt.got)); got != tt.want {
				t.Errorf("equal is %t", got)
			}
		})
	}
}

func TestWithoutValues(t *testing.T) {
	t.Parallel()
	answer := `{"contact":{"id":"contact_7zkfx0ar3s9nm9xjv9w9q1snck","version":2,"lastName":"changed7",` +
		`"updatedAt":"2026-01-02T00:00:00.000000Z"}}`
	if got, want := string(withoutValues([]byte(answer), []string{"unused", "changed7"})),
		`{"contact":{"id":"new","version":2,"lastName":"$2","updatedAt":"new"}}`; got != want {
		t.Errorf("got %s", got)
	}
}
