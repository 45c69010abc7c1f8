//go:build unix

package postgres

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/jackc/pgx/v5"
)

// seventeen is PostgreSQL 17 for the tests, where no older one than the newest is installed.
var seventeen = map[string]pkg{
	"linux/amd64": {"linux-x64",
		"hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==", "17.10.0-beta.17"},
}

// older returns programs of a major version before the newest, installed ones or downloaded ones.
func older(t *testing.T) Install {
	t.Helper()
	for major := MinVersion; major < packageMajor; major++ {
		if in, ok := findMajor("", major); ok {
			return in
		}
	}
	p, ok := seventeen[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		t.Skipf("install PostgreSQL 15, 16 or 17: the tests know no package of an older one for %s on %s", runtime.GOOS, runtime.GOARCH)
	}
	dir, err := newDownloader(slog.New(slog.NewTextHandler(t.Output(), nil)), nil).get(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	in, err := inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// oldCluster returns the options of a data directory whose database an older PostgreSQL has written, and their newer ones.
func oldCluster(t *testing.T) (before, after Options, from Install) {
	t.Helper()
	from = older(t)
	before = options(t)
	before.BinDir = from.Dir
	s, err := Start(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s.DSN(), "CREATE TABLE notes AS SELECT 'kept' AS text")
	stop(t, s)
	after = before
	after.BinDir = ""
	return before, after, from
}

// copyNotes is all that the tests move.
func copyNotes(t *testing.T) func(context.Context, string, string) error {
	return func(ctx context.Context, from, to string) error {
		text := query[string](t, from, "SELECT text FROM notes")
		conn, err := pgx.Connect(ctx, to)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.Exec(ctx, "CREATE TABLE notes AS SELECT '"+text+"' AS text")
		return err
	}
}

func majorNow(t *testing.T, o Options) int {
	t.Helper()
	major, err := Major(o.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	return major
}

// TestUpgrade moves a database to the newest PostgreSQL, by programs of both.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	before, after, from := oldCluster(t)
	broken := errors.New("the disk is full")
	if _, err := Upgrade(t.Context(), after, func(context.Context, string, string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("an upgrade that fails: %v", err)
	}
	wantOnlyOld := func() {
		t.Helper()
		left, err := filepath.Glob(filepath.Join(after.DataDir, sidePrefix+"*"))
		if err != nil || len(left) > 0 || majorNow(t, after) != from.Major {
			t.Errorf("%v is left, %v", left, err)
		}
	}
	wantOnlyOld()
	if err := os.MkdirAll(filepath.Join(after.DataDir, sidePrefix+"18-1", "postgres"), 0o755); err != nil { // of a run that was killed
		t.Fatal(err)
	}
	holder := start(t, before)
	var held *InUseError
	if _, err := Upgrade(t.Context(), after, copyNotes(t)); !errors.As(err, &held) {
		t.Errorf("an upgrade below a server: %v", err)
	}
	stop(t, holder)

	done, err := Upgrade(t.Context(), after, copyNotes(t))
	if err != nil || done.From != from.Major || done.To < packageMajor || majorNow(t, after) != done.To {
		t.Fatalf("%+v %v", done, err)
	}
	left, err := filepath.Glob(filepath.Join(after.DataDir, sidePrefix+"*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if major, err := majorOf(done.Old); err != nil || major != from.Major {
		t.Errorf("the old cluster in %s is %d, %v", done.Old, major, err)
	}
	s := start(t, after) // which finds the programs for it
	if text := query[string](t, s.DSN(), "SELECT text FROM notes"); text != "kept" {
		t.Errorf("the database has %q", text)
	}
	if version := query[int](t, s.DSN(), "SELECT current_setting('server_version_num')::int / 10000"); version != done.To {
		t.Errorf("PostgreSQL %d runs", version)
	}
	stop(t, s)
	if again, err := Upgrade(t.Context(), after, copyNotes(t)); err != nil || again.From != again.To {
		t.Errorf("again: %+v %v", again, err)
	}
	if _, err := Upgrade(t.Context(), before, copyNotes(t)); err == nil {
		t.Error("an upgrade to an older version")
	}
}

// TestUpgradeCutOff ends an upgrade after each of its last steps: the next start has a whole cluster.
func TestUpgradeCutOff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		moves [][2]string
	}{
		{"before the old one is moved", [][2]string{{"spare", upgraded}}},
		{"before the new one is in its place", [][2]string{{"spare", upgraded}, {"postgres", "postgres-15"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := initialisedOptions(t)
			if err := os.CopyFS(filepath.Join(o.DataDir, "spare"), os.DirFS(filepath.Join(o.DataDir, "postgres"))); err != nil {
				t.Fatal(err)
			}
			for _, move := range test.moves {
				if err := os.Rename(filepath.Join(o.DataDir, move[0]), filepath.Join(o.DataDir, move[1])); err != nil {
					t.Fatal(err)
				}
			}
			s := &Server{dir: o.DataDir, log: slog.New(slog.DiscardHandler)}
			cluster, err := s.findCluster()
			if err != nil || cluster != filepath.Join(o.DataDir, "postgres") {
				t.Errorf("%q %v", cluster, err)
			}
			if waits := exists(filepath.Join(o.DataDir, upgraded)); waits == (len(test.moves) > 1) {
				t.Errorf("the new one waits: %t", waits)
			}
		})
	}
}
