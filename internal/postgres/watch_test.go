//go:build unix

package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// watch runs Watch until the test ends or stops it, and returns its error once it has.
func watch(t *testing.T, s *Server) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Watch(ctx) }()
	stop = func() error {
		cancel()
		err := <-ended
		ended <- err
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

// back waits until another postmaster than that one answers, and returns its process.
func back(t *testing.T, s *Server, killed int) (pid int) {
	t.Helper()
	until(t, "PostgreSQL to come back", func() bool {
		p, err := readPIDFile(s.cluster)
		pid = p.pid
		return err == nil && pid != killed && p.status == "ready" && s.probe(t.Context(), "kith") == nil
	})
	return pid
}

// TestWatch kills the postmaster, a child first and then one that was adopted: it comes back at the same address with its data.
func TestWatch(t *testing.T) {
	o := options(t)
	spawned := spawn(t, o)
	dsn := spawned.said(t)
	run(t, dsn, `CREATE TABLE kept AS SELECT 42 AS answer`)
	spawned.kill()
	s := start(t, o)
	stopWatching := watch(t, s)
	pid := 0
	for _, kind := range []string{"adopted", "child", "child again"} {
		p, err := readPIDFile(s.cluster)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		pid = back(t, s, p.pid)
		if got := query[int](t, dsn, `SELECT answer FROM kept`); got != 42 {
			t.Errorf("%s: found %d", kind, got)
		}
	}
	if err := stopWatching(); err != nil {
		t.Error(err)
	}
	stop(t, s)
	if s.isPostmaster(pid) {
		t.Error("the postmaster outlives Stop")
	}
}

// TestWatchGivesUp has a cluster on which no postmaster starts.
func TestWatchGivesUp(t *testing.T) {
	pauses := restartPauses
	restartPauses = make([]time.Duration, len(pauses))
	defer func() { restartPauses = pauses }()
	s := start(t, options(t))
	run(t, s.DSN(), `SELECT 1`)
	if err := os.Rename(filepath.Join(s.cluster, "global"), filepath.Join(s.cluster, "away")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(s.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.Watch(t.Context()), "given up after 5 tries", filepath.Join(s.dir, "postgres.log"))
	if said := s.lastWords(); !strings.Contains(said, "LOG:  ") && !strings.Contains(said, "FATAL:  ") {
		t.Errorf("the last words are %q", said)
	}
}

// TestLastWords leaves out statements and the values in them.
func TestLastWords(t *testing.T) {
	s := &Server{dir: t.TempDir()}
	if said := s.lastWords(); said != "" {
		t.Errorf("without a log: %q", said)
	}
	write(t, s.logPath(), strings.Repeat("x", tailBytes)+"\n"+`2026-01-01 UTC [1] PANIC:  could not write to file: No space left on device
2026-01-01 UTC [1] DETAIL:  Key (email)=(ada@example.com)
2026-01-01 UTC [1] STATEMENT:  INSERT INTO contacts VALUES ('ada@example.com')
	, ('bob@example.com')
2026-01-01 UTC [2] LOG:  server process was terminated
`, 0o600)
	if said := s.lastWords(); strings.Contains(said, "example") || !strings.Contains(said, "PANIC:  could not") ||
		!strings.Contains(said, "terminated") {
		t.Errorf("told: %q", said)
	}
}

func TestUnavailable(t *testing.T) {
	for _, code := range []string{"08006", "53100", "53300", "57P01", "57P02", "57P03"} {
		if !Unavailable(fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code})) {
			t.Errorf("%s is taken for a fault", code)
		}
	}
	for _, code := range []string{"23505", "42601", "40001", "57014", "XX000"} {
		if Unavailable(&pgconn.PgError{Code: code}) {
			t.Errorf("%s is taken for an outage", code)
		}
	}
	for _, err := range []error{driver.ErrBadConn, io.ErrUnexpectedEOF, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED},
		errors.New("failed to deallocate: conn closed")} {
		if !Unavailable(err) {
			t.Errorf("%v is taken for a fault", err)
		}
	}
	for _, err := range []error{nil, io.EOF, errors.New("division by zero"), pgx.ErrNoRows} {
		if Unavailable(err) {
			t.Errorf("%v is taken for an outage", err)
		}
	}
	_, err := pgx.Connect(t.Context(), "postgres://kith@127.0.0.1:1/kith")
	if !Unavailable(err) {
		t.Errorf("%v is taken for a fault", err)
	}
}

// TestOutage asks a pool before, while and after its server is away: no other error than an outage.
func TestOutage(t *testing.T) {
	s := start(t, options(t))
	pool, err := OpenPool(t.Context(), s.DSN(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ask := func() error {
		_, err := pool.Exec(t.Context(), `SELECT pg_sleep(0.01)`)
		if err != nil && !Unavailable(err) {
			t.Errorf("an outage shows as %v", err)
		}
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(s.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "an outage", func() bool { return ask() != nil })
	watch(t, s) // from now on, or the outage might end before anybody has asked
	until(t, "its end", func() bool { return ask() == nil })
}
