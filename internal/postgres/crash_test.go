//go:build unix

package postgres

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestKilled kills a server, and more than that, and starts again.
func TestKilled(t *testing.T) {
	tests := []struct {
		name    string
		adopted bool
		harm    func(t *testing.T, s *Server, pid int)
	}{
		{"the server", true, func(*testing.T, *Server, int) {}},
		{"the postmaster too", false, killPostmaster},
		{"the postmaster, whose number another process has now", false, func(t *testing.T, s *Server, pid int) {
			killPostmaster(t, s, pid)
			writePID(t, s, sleeper(t, s))
		}},
		{"the postmaster, whose pid file is empty", false, func(t *testing.T, s *Server, pid int) {
			killPostmaster(t, s, pid)
			if err := os.Truncate(filepath.Join(s.cluster, "postmaster.pid"), 0); err != nil {
				t.Fatal(err)
			}
		}},
		{"the server while PostgreSQL stops", false, func(t *testing.T, s *Server, pid int) {
			if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			until(t, "the end to begin", func() bool {
				p, err := readPIDFile(s.cluster)
				return err != nil || p.status == "stopping"
			})
		}},
		{"the server, and the socket is swept away", false, func(t *testing.T, s *Server, pid int) {
			if err := os.Remove(socketFile(s.socket)); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := initialisedOptions(t)
			server := spawn(t, o)
			dsn := server.said(t)
			run(t, dsn, `CREATE TABLE kept AS SELECT 42 AS answer`)
			dead := &Server{cluster: filepath.Join(o.DataDir, "postgres")}
			p, err := readPIDFile(dead.cluster)
			if err != nil {
				t.Fatal(err)
			}
			dead.socket = p.socket
			server.kill()
			test.harm(t, dead, p.pid)

			s := start(t, o)
			if got := query[int](t, s.DSN(), `SELECT answer FROM kept`); got != 42 {
				t.Errorf("found %d", got)
			}
			if adopted := s.pid == p.pid; adopted != test.adopted {
				t.Errorf("process %d after %d: adopted is %v", s.pid, p.pid, adopted)
			}
			last := s.pid
			stop(t, s)
			if s.isPostmaster(p.pid) || s.isPostmaster(last) {
				t.Error("a postmaster is left behind")
			}
		})
	}
}

// TestKilledInInitdb kills a server while initdb runs, and starts again with what that leaves.
func TestKilledInInitdb(t *testing.T) {
	in := installed(t)
	o := options(t)
	slow := o
	slow.BinDir = filepath.Join(filepath.Dir(o.DataDir), "bin")
	programs(t, slow.BinDir, `echo 15 > "$2/PG_VERSION"; echo $$ > "$2/pid"; exec sleep 1000`, in.Dir)
	server := spawn(t, slow)
	var begun []string
	var pid int
	until(t, "initdb", func() bool {
		begun, _ = filepath.Glob(filepath.Join(o.DataDir, "postgres.new-*", "pid"))
		if len(begun) == 0 {
			return false
		}
		text, _ := os.ReadFile(begun[0])
		var err error
		pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil
	})
	server.kill()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}

	s := start(t, o)
	run(t, s.DSN(), `SELECT 1`)
	if exists(filepath.Dir(begun[0])) {
		t.Error("the half of a cluster is left behind")
	}
}

func TestStartCancelled(t *testing.T) {
	in := installed(t)
	o := options(t)
	slow := o
	slow.BinDir = filepath.Join(filepath.Dir(o.DataDir), "bin")
	programs(t, slow.BinDir, `echo > "$2/begun"; exec sleep 1000`, in.Dir)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	failed := make(chan error)
	go func() {
		_, err := Start(ctx, slow)
		failed <- err
	}()
	pattern := filepath.Join(o.DataDir, "postgres.new-*", "begun")
	until(t, "initdb", func() bool {
		begun, _ := filepath.Glob(pattern)
		return len(begun) > 0
	})
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "initdb") {
		t.Errorf("a start that was cancelled says %v", err)
	}
	if left, _ := filepath.Glob(filepath.Dir(pattern)); len(left) > 0 {
		t.Errorf("%v left behind", left)
	}
	start(t, o)
}

func killPostmaster(t *testing.T, s *Server, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "the death of the postmaster", func() bool { return !s.isPostmaster(pid) })
}

// sleeper starts a process of the owner's that has nothing to do with PostgreSQL.
func sleeper(t *testing.T, s *Server) int {
	t.Helper()
	o, err := ownerOf(s.cluster)
	if err != nil {
		t.Fatal(err)
	}
	cmd := o.command(context.Background(), "/bin/sleep", "1000")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd.Process.Pid
}

func writePID(t *testing.T, s *Server, pid int) {
	t.Helper()
	path := filepath.Join(s.cluster, "postmaster.pid")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	if err := os.WriteFile(path, []byte(strconv.Itoa(pid)+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
}
