package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
)

// writers are clients that create contacts until they are stopped. Each goes on after an answer that says UNAVAILABLE, and none accepts
// another failure.
type writers struct {
	stop         atomic.Bool
	all          sync.WaitGroup
	mu           sync.Mutex
	acknowledged []string
	unavailable  atomic.Int64
}

func (w *writers) start(t *testing.T, s *process, clients int, text string) {
	for i := range clients {
		w.all.Go(func() {
			for n := 0; !w.stop.Load(); n++ {
				name := fmt.Sprintf("Contact %d %d %s", i, n, text)
				a := &attempt{key: fmt.Sprintf("key-%p-%d-%d", w, i, n), name: name}
				said, err := a.send(s)
				switch {
				case err == nil && a.id != "":
					w.mu.Lock()
					w.acknowledged = append(w.acknowledged, name)
					w.mu.Unlock()
				case err == nil && strings.Contains(said, `"UNAVAILABLE"`):
					w.unavailable.Add(1)
					time.Sleep(20 * time.Millisecond)
				default:
					t.Errorf("%s was answered by %s %v", name, said, err)
					return
				}
			}
		})
	}
}

func (w *writers) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acknowledged)
}

// end stops the clients and looks for every contact that one of them was told of.
func (w *writers) end(t *testing.T, here place) {
	t.Helper()
	w.stop.Store(true)
	w.all.Wait()
	rows, err := here.connect(t).Query(t.Context(), `SELECT name FROM contacts`)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(stored)
	for _, name := range w.acknowledged {
		if _, found := slices.BinarySearch(stored, name); !found {
			t.Errorf("%s was acknowledged and is lost", name)
		}
	}
	t.Logf("%d acknowledged, %d unavailable", len(w.acknowledged), w.unavailable.Load())
}

// status is what a page of the server answers.
func (s *process) status(t *testing.T, path string) int {
	t.Helper()
	return s.get(t, path).status
}

// TestPostmasterKilled kills PostgreSQL under load: it comes back, nothing that was acknowledged is lost, and nobody is told INTERNAL. It
// is done twice: once to a child of the server's, once to a postmaster that the server has adopted.
func TestPostmasterKilled(t *testing.T) {
	t.Parallel()
	here := privatePlace(t)
	s := here.serve(t)
	token := s.token
	for round, adopted := range []bool{false, true} {
		if adopted {
			if err := s.end(t, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			s = here.serve(t)
			s.token = token
		}
		here.outage(t, s, fmt.Sprint("of round ", round))
	}
	s.stop(t)
	if pid := here.postmaster(); pid != 0 {
		t.Errorf("PostgreSQL, process %d, outlived the server", pid)
	}
}

// outage kills PostgreSQL while clients write. It cannot be started again before the outage was seen from outside: its settings are bad
// for as long.
func (here place) outage(t *testing.T, s *process, text string) {
	t.Helper()
	var w writers
	w.start(t, s, 8, text)
	await(t, func() bool { return w.count() > 50 })
	mend := here.spoilSettings(t)
	killed := here.postmaster()
	if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool {
		return w.unavailable.Load() > 0 && s.status(t, "/readyz") == http.StatusServiceUnavailable
	})
	if s.status(t, "/healthz") != http.StatusOK {
		t.Error("a server that waits for its database passes for dead")
	}
	mend()
	await(t, func() bool { return s.status(t, "/readyz") == http.StatusOK })
	before := w.count()
	await(t, func() bool { return w.count() > before+50 })
	w.end(t, here)
	if pid := here.postmaster(); pid == killed || pid == 0 {
		t.Errorf("the postmaster is process %d after %d", pid, killed)
	}
	if said := s.log.String(); !strings.Contains(said, "PostgreSQL has ended") {
		t.Errorf("the log does not tell of it: %s", said)
	}
}

// spoilSettings lets no postmaster start until mend is called; one that runs does not read the file.
func (here place) spoilSettings(t *testing.T) (mend func()) {
	t.Helper()
	path := filepath.Join(here.dir, "postgres", "postgresql.auto.conf")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(good) + "no_such_setting = on\n")
	return func() { write(string(good)) }
}

// TestInterruptedStart sends a Ctrl-C, which reaches the whole process group, at many moments of a start: nothing is said to be wrong with
// PostgreSQL.
func TestInterruptedStart(t *testing.T) {
	t.Parallel()
	for i := range 12 {
		here := privatePlace(t)
		cmd := here.command()
		out := newScreen()
		cmd.Stdout, cmd.Stderr = out, out
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i) * 30 * time.Millisecond)
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
		ctx, cancel := crmtest.Deadline(t)
		stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // a signal before the first line of Go ends it by itself
		if !stop() {
			t.Fatalf("a start does not end: %s", out)
		}
		cancel()
		for _, wrong := range []string{"cannot run", "no PostgreSQL", "does not run", "initdb failed", "did not start"} {
			if strings.Contains(out.String(), wrong) {
				t.Errorf("interrupted after %d steps, it says: %s", i, out)
			}
		}
		if pid := here.postmaster(); pid != 0 {
			t.Errorf("PostgreSQL, process %d, outlived the interrupted start", pid)
		}
	}
}
