//go:build unix

package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	real := installed(t)
	old := filepath.Join(t.TempDir(), "old")
	programs(t, old, "exit 1", "")
	version(t, old, "13.4")

	t.Run("by name", func(t *testing.T) {
		if in, err := Find(real.Dir); err != nil || in != real {
			t.Errorf("got %v, %v", in, err)
		}
	})
	t.Run("links on the PATH", func(t *testing.T) {
		bin := t.TempDir()
		for _, name := range []string{"postgres", "initdb"} {
			if err := os.Symlink(filepath.Join(real.Dir, name), filepath.Join(bin, name)); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", bin)
		if in, err := Find(""); err != nil || in != real {
			t.Errorf("got %v, %v, want %v", in, err, real)
		}
	})
	t.Run("passes over an old one", func(t *testing.T) {
		if in, err := newEnough(installs([]string{old, real.Dir})); err != nil || in != real {
			t.Errorf("got %v, %v", in, err)
		}
	})
	t.Run("none", func(t *testing.T) {
		_, err := newEnough(installs([]string{t.TempDir()}))
		wantError(t, err, "no PostgreSQL 15", "apt install postgresql", "dnf install", "brew install", "KITH_PG_BIN", "KITH_DATABASE_URL")
	})
	t.Run("only an old one", func(t *testing.T) {
		_, err := newEnough(installs([]string{old}))
		wantError(t, err, "only PostgreSQL 13", old, "apt install")
	})
	t.Run("an old one by name", func(t *testing.T) {
		_, err := Find(old)
		wantError(t, err, "KITH_PG_BIN", "PostgreSQL 13")
	})
	t.Run("a directory without programs", func(t *testing.T) {
		dir := t.TempDir()
		_, err := Find(dir)
		wantError(t, err, "KITH_PG_BIN", dir, "no program initdb")
	})
}

func TestVersionIn(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/postgresql/15/bin":             15,
		"/opt/homebrew/opt/postgresql@17/bin":    17,
		"/opt/homebrew/opt/postgresql/bin":       0,
		"/usr/pgsql-16/bin":                      16,
		"/Postgres.app/Contents/Versions/18/bin": 18,
	} {
		if got := versionIn(path); got != want {
			t.Errorf("versionIn(%q) = %d, want %d", path, got, want)
		}
	}
}

// TestForeignData leaves alone what is not a cluster of this version.
func TestForeignData(t *testing.T) {
	for name, test := range map[string]struct {
		file, text string
		want       []string
	}{
		"another version": {"PG_VERSION", "99\n", []string{"written by PostgreSQL 99", "install PostgreSQL 99", "kith upgrade"}},
		"no version":      {"PG_VERSION", "?\n", []string{"PG_VERSION"}},
		"no cluster":      {"diary.txt", "dear diary", []string{"not a PostgreSQL cluster", "KITH_DATA_DIR"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			path := filepath.Join(o.DataDir, "postgres", test.file)
			write(t, path, test.text, 0o600)
			_, err := Start(t.Context(), o)
			wantError(t, err, test.want...)
			entries, _ := os.ReadDir(filepath.Dir(path))
			if text, err := os.ReadFile(path); string(text) != test.text || len(entries) != 1 {
				t.Errorf("the directory was touched: %q, %v, %v", text, err, entries)
			}
		})
	}
	t.Run("an empty directory", func(t *testing.T) {
		o := options(t)
		if err := os.MkdirAll(filepath.Join(o.DataDir, "postgres"), 0o755); err != nil {
			t.Fatal(err)
		}
		start(t, o)
	})
}

// installed returns the programs that the tests run.
func installed(t *testing.T) Install {
	t.Helper()
	in, err := Programs(t.Context(), options(t))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// programs makes a directory of PostgreSQL programs: a script for initdb, and the others of dir.
func programs(t *testing.T, bin, initdb, dir string) {
	t.Helper()
	write(t, filepath.Join(bin, "initdb"), "#!/bin/sh\n"+initdb+"\n", 0o755)
	for _, name := range []string{"postgres", "pg_ctl"} {
		text := "#!/bin/sh\nexec " + filepath.Join(dir, name) + ` "$@"` + "\n"
		write(t, filepath.Join(bin, name), text, 0o755)
	}
}

// version makes the postgres of a directory tell a version.
func version(t *testing.T, bin, number string) {
	t.Helper()
	write(t, filepath.Join(bin, "postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) "+strings.TrimSpace(number)+"'\n", 0o755)
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
