package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/postgres"
)

const token = "bench-token-bench-token-bench-token-bench-token"

// bench is what is measured: servers on one database.
type bench struct {
	options
	servers    []*server
	pool       *pgxpool.Pool
	samples    samples
	mu         sync.Mutex
	asked      map[string]int // how often each operation was
	postmaster int
	undo       []func()
}

// server is a process that answers.
type server struct {
	*exec.Cmd
	name, address string
	kind          kind
}

type kind string

// The kinds of servers. What only one limit serves is missing from the other.
const (
	kith      kind = "kith"
	jsonLimit kind = "json"
	rowsLimit kind = "rows"
)

// start brings up the database and the servers. The bench must be stopped, even after an error.
func (b *bench) start(ctx context.Context) error {
	admin := b.database
	if admin == "" {
		private, err := postgres.Start(ctx, postgres.Options{DataDir: b.dir,
			Params: map[string]string{"shared_buffers": "1GB", "max_wal_size": "4GB"}})
		if err != nil {
			return err
		}
		b.undo = append(b.undo, func() { _ = private.Stop(context.Background()) })
		admin = private.DSN()
	}
	database, err := copyData(ctx, admin, b.contacts)
	if err != nil {
		return err
	}
	if b.pool, err = postgres.OpenPool(ctx, database, nil); err != nil {
		return err
	}
	b.undo = append(b.undo, b.pool.Close)
	var backend int
	if err := b.pool.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return err
	}
	b.postmaster = parent(backend)
	if err := b.serveAll(ctx, database); err != nil {
		return err
	}
	b.samples, err = b.sample(ctx)
	return err
}

func (b *bench) serveAll(ctx context.Context, database string) error {
	temporary, err := os.MkdirTemp("", "kith-bench-")
	if err != nil {
		return err
	}
	b.undo = append(b.undo, func() { _ = os.RemoveAll(temporary) })
	binary := filepath.Join(temporary, "kith")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "kith").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	all := []*server{
		{Cmd: exec.CommandContext(ctx, binary), name: "Kith", kind: kith},
		{Cmd: exec.CommandContext(ctx, self), name: "JSON limit", kind: jsonLimit},
		{Cmd: exec.CommandContext(ctx, self), name: "rows limit", kind: rowsLimit},
	}
	if b.also != "" {
		also := exec.CommandContext(ctx, binary)
		also.Env = []string{b.also}
		all = append(all, &server{Cmd: also, name: "Kith with " + b.also, kind: kith})
	}
	if b.beside != "" {
		all = append(all, &server{Cmd: exec.CommandContext(ctx, b.beside), name: "Kith of " + filepath.Base(b.beside), kind: kith})
	}
	for _, s := range all {
		if s.kind == kith {
			s.Env = append(s.Env, "KITH_DATA_DIR="+temporary) // for its key and its files
		} else {
			s.Env = []string{limitVariable + "=" + string(s.kind)}
		}
		if err := s.serve(database); err != nil {
			return err
		}
		b.servers = append(b.servers, s)
		b.undo = append(b.undo, s.end)
		if err := s.await(ctx); err != nil {
			return err
		}
	}
	return nil
}

// serve starts the server at a free port.
func (s *server) serve(database string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	_ = listener.Close()
	s.Env = append(append(os.Environ(), "KITH_ADDR="+s.address, "KITH_DATABASE_URL="+database,
		"KITH_LOG_LEVEL=warn", "KITH_BUDGET_POINTS=1000000000", "KITH_BUDGET_PER_SECOND=1000000000"), s.Env...)
	s.Stderr = os.Stderr
	return s.Start()
}

func (s *server) await(ctx context.Context) error {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if r, err := http.Get("http://" + s.address + "/readyz"); err == nil {
			return r.Body.Close()
		}
	}
	return errors.Join(ctx.Err(), errors.New(s.name+" does not get ready"))
}

func (s *server) end() {
	_ = s.Process.Signal(os.Interrupt)
	_ = s.Wait()
}

func (b *bench) stop() {
	for i := len(b.undo) - 1; i >= 0; i-- {
		b.undo[i]()
	}
}
