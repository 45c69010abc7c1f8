//go:build unix

package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestStart(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Params["work_mem"] = "5MB"
	s := start(t, o)
	for setting, want := range map[string]string{
		"data_checksums": "on", "listen_addresses": "", "server_encoding": "UTF8", "TimeZone": "UTC", "work_mem": "5MB", "fsync": "off",
	} {
		if got := query[string](t, s.DSN(), "SHOW "+setting); got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	if got := query[string](t, s.DSN(), `SELECT current_user || '@' || current_database()`); got != "kith@kith" {
		t.Errorf("signed in as %s", got)
	}
	if got := query[string](t, s.DSN(), `SELECT string_agg(v, '' ORDER BY v) FROM unnest(ARRAY['b', 'ä', 'B', 'a']) v`); got != "Babä" {
		t.Errorf("sorted %s, want the order of code points", got)
	}
	if got := query[string](t, s.DSN(), `SELECT lower('ÄÉЖ')`); got != "äéж" {
		t.Errorf("lower case %s", got)
	}
	if group, err := syscall.Getpgid(s.pid); err != nil || group != s.pid {
		t.Errorf("the postmaster is in process group %d, %v: a Ctrl-C would reach it", group, err)
	}
	if fi, err := os.Stat(s.socket); err != nil || fi.Mode().Perm() != 0o700 || s.socket != filepath.Join(s.dir, "run") {
		t.Errorf("socket directory %s is %v, %v", s.socket, fi.Mode(), err)
	}
	run(t, s.DSN(), `CREATE TABLE kept AS SELECT 42 AS answer`)

	pid := s.pid
	stop(t, s)
	stop(t, s)
	if s.isPostmaster(pid) {
		t.Error("the postmaster outlives Stop")
	}
	again := start(t, o)
	if got := query[int](t, again.DSN(), `SELECT answer FROM kept`); got != 42 {
		t.Errorf("the second start finds %d", got)
	}
}

func TestStartOddPaths(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{
		"long":        strings.Repeat("long/", 30),
		"punctuation": `a, "b" 'c' \d %e`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			o.DataDir = filepath.Join(o.DataDir, dir)
			s := start(t, o)
			t.Cleanup(func() { os.RemoveAll(s.socket) })
			run(t, s.DSN(), `SELECT 1`)
			if len(socketFile(s.socket)) > maxSocketPath {
				t.Errorf("socket at %s", s.socket)
			}
		})
	}
}

func TestStartClosedParent(t *testing.T) {
	t.Parallel()
	o := options(t)
	if err := os.Chmod(filepath.Dir(o.DataDir), 0o700); err != nil {
		t.Fatal(err)
	}
	s := start(t, o)
	t.Cleanup(func() { os.RemoveAll(s.cluster); os.RemoveAll(s.socket) })
	run(t, s.DSN(), `CREATE TABLE kept AS SELECT 42 AS answer`)
	link := filepath.Join(s.dir, "postgres")
	if away := filepath.Dir(s.cluster) == systemDir; away != (os.Geteuid() == 0) {
		t.Errorf("the cluster is in %s", s.cluster)
	}
	stop(t, s)
	if s = start(t, o); query[int](t, s.DSN(), `SELECT answer FROM kept`) != 42 {
		t.Error("the second start lost the data")
	}
	stop(t, s)

	if os.Geteuid() != 0 {
		return
	}
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if s = start(t, o); query[int](t, s.DSN(), `SELECT answer FROM kept`) != 42 {
		t.Error("a start without the link lost the data")
	}
	stop(t, s)
	hidden := s.cluster + ".hidden"
	if err := os.Rename(s.cluster, hidden); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(hidden)
	_, err := Start(t.Context(), o)
	wantError(t, err, link, "is gone")
}

func TestStartInUse(t *testing.T) {
	t.Parallel()
	o := initialisedOptions(t)
	o.Address = "127.0.0.1:8080"
	holder := spawn(t, o)
	if said := holder.said(t); !strings.HasPrefix(said, "postgres://") {
		t.Fatalf("the holder did not start: %s", said)
	}
	_, err := Start(t.Context(), o)
	wantError(t, err, o.Address)
	var held *InUseError
	if !errors.As(err, &held) || held.PID != holder.Process.Pid || held.Since == "" {
		t.Errorf("got %#v, want process %d", held, holder.Process.Pid)
	}

	holder.kill()
	s := start(t, o)
	wantError(t, errors.New(spawn(t, o).said(t)), "in use", o.Address)
	run(t, s.DSN(), `SELECT 1`)
}

func TestJoin(t *testing.T) {
	t.Parallel()
	o := initialisedOptions(t)
	owner, err := Join(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, owner)
	guest, err := Join(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	run(t, guest.DSN(), `SELECT 1`)
	stop(t, guest)
	run(t, owner.DSN(), `SELECT 1`)

	pid := owner.pid
	stop(t, owner)
	if owner.isPostmaster(pid) {
		t.Error("a command leaves the postmaster running that it started")
	}
}

func TestJoinStartingServer(t *testing.T) {
	t.Parallel()
	o := options(t)
	holder := spawn(t, o)
	until(t, "the lock", func() bool { return exists(filepath.Join(o.DataDir, "lock")) })
	guest, err := Join(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, guest)
	run(t, guest.DSN(), `SELECT 1`)
	holder.said(t)
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	o := options(t)
	good := o.Params["shared_buffers"]
	o.Params["shared_buffers"] = "many"
	_, err := Start(t.Context(), o)
	wantError(t, err, "did not start", "shared_buffers")
	o.Params["shared_buffers"] = good
	start(t, o) // the lock is free, and the cluster whole
}
