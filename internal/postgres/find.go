package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// MinVersion is the oldest major version of PostgreSQL that Kith works with.
const MinVersion = 15

// Install is a directory of PostgreSQL programs and their major version.
type Install struct {
	Dir   string
	Major int
}

const howToInstall = `
  Debian, Ubuntu   sudo apt install postgresql postgresql-contrib
  Fedora           sudo dnf install postgresql-server postgresql-contrib
  macOS            brew install postgresql@17
or set KITH_PG_BIN to the directory of initdb, postgres and pg_ctl, or KITH_DATABASE_URL to a database that runs already`

// Find returns the programs to use: those in bin if it is given, else the first that are new enough on the PATH, in
// the places of Debian, Fedora, Homebrew and Postgres.app.
func Find(bin string) (Install, error) {
	if bin == "" {
		return newEnough(installs(places()))
	}
	in, err := inspect(bin)
	if err != nil {
		return Install{}, fmt.Errorf("KITH_PG_BIN: %w", err)
	}
	if in.Major < MinVersion {
		return Install{}, fmt.Errorf("KITH_PG_BIN: %s has PostgreSQL %d, and Kith needs %d or newer", bin, in.Major, MinVersion)
	}
	return in, nil
}

func newEnough(all []Install) (Install, error) {
	newest := Install{}
	for _, in := range all {
		if in.Major >= MinVersion {
			return in, nil
		}
		if in.Major > newest.Major {
			newest = in
		}
	}
	return Install{}, &missingError{newest: newest}
}

// missingError says that no programs are installed that are new enough.
type missingError struct {
	newest   Install // of those that are too old
	download error   // why there are no downloaded ones either
}

func (e *missingError) Error() string {
	text := fmt.Sprintf("no PostgreSQL %d or newer was found", MinVersion)
	if e.newest.Major > 0 {
		text += fmt.Sprintf(" (only PostgreSQL %d, in %s)", e.newest.Major, e.newest.Dir)
	}
	if e.download != nil {
		text += ", and " + e.download.Error()
	}
	return text + "; install it:" + howToInstall
}

func (e *missingError) Unwrap() error { return e.download }

// places lists where the programs may be, the likeliest first.
func places() []string {
	var dirs []string
	for _, name := range []string{"postgres", "initdb", "pg_ctl"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		"/usr/local/pgsql/bin",
	} {
		found, _ := filepath.Glob(pattern) // fails for a bad pattern only
		slices.SortFunc(found, func(a, b string) int { return versionIn(b) - versionIn(a) })
		dirs = append(dirs, found...)
	}
	return dirs
}

var digits = regexp.MustCompile(`\d+`)

func versionIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path)) // 0 without digits: last
	return n
}

func installs(dirs []string) []Install {
	var all []Install
	for _, dir := range dirs {
		if slices.ContainsFunc(all, func(in Install) bool { return in.Dir == dir }) {
			continue
		}
		if in, err := inspect(dir); err == nil {
			all = append(all, in)
		}
	}
	return all
}

var versionLine = regexp.MustCompile(`\) (\d+)`)

func inspect(dir string) (Install, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Install{}, err
	}
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return Install{}, fmt.Errorf("%s has no program %s: it must be the directory of initdb, postgres and pg_ctl", dir, name)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	detach(cmd)
	out, err := cmd.Output()
	if err != nil {
		return Install{}, fmt.Errorf("%s does not run: %w", filepath.Join(dir, "postgres"), err)
	}
	match := versionLine.FindSubmatch(out) // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
	if match == nil {
		return Install{}, errors.New(filepath.Join(dir, "postgres") + " does not tell its version")
	}
	major, err := strconv.Atoi(string(match[1]))
	return Install{Dir: dir, Major: major}, err
}
