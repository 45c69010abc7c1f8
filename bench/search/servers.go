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
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/postgres"
)

const token = "bench-token-bench-token-bench-token-bench-token"

// bench is what is measured: two servers on one database.
type bench struct {
	kith, limit *process
	postmaster  int
	undo        []func()
}

type process struct {
	*exec.Cmd
	url string
}

// start brings up the database, both servers and the contacts. The bench must be stopped, even after an error.
func start(ctx context.Context, o options) (*bench, error) {
	b := &bench{}
	temporary, err := os.MkdirTemp("", "kith-bench-")
	if err != nil {
		return b, err
	}
	b.undo = append(b.undo, func() { _ = os.RemoveAll(temporary) })
	if err := os.Chmod(temporary, 0o755); err != nil { // PostgreSQL drops root
		return b, err
	}
	if o.dir == "" {
		o.dir = filepath.Join(temporary, "data")
	}
	if o.database == "" {
		server, err := postgres.Start(ctx, postgres.Options{DataDir: o.dir, Params: map[string]string{"shared_buffers": "1GB"}})
		if err != nil {
			return b, err
		}
		b.undo = append(b.undo, func() { _ = server.Stop(context.Background()) })
		o.database = server.DSN()
	}
	binary := filepath.Join(temporary, "kith")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "kith").CombinedOutput(); err != nil {
		return b, fmt.Errorf("%w: %s", err, out)
	}
	if b.kith, err = b.serve(ctx, o, binary, "KITH_ADDR"); err != nil {
		return b, err
	}
	conn, err := pgx.Connect(ctx, o.database)
	if err != nil {
		return b, err
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := fillDatabase(ctx, conn); err != nil {
		return b, err
	}
	var backend int
	if err := conn.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return b, err
	}
	b.postmaster = parent(backend)
	self, err := os.Executable()
	if err != nil {
		return b, err
	}
	b.limit, err = b.serve(ctx, o, self, "LIMIT_ADDR")
	return b, err
}

// serve starts a server at a free port and waits until it is ready.
func (b *bench) serve(ctx context.Context, o options, binary, variable string) (*process, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	_ = listener.Close()
	p := &process{exec.CommandContext(ctx, binary), "http://" + address}
	p.Env = append(os.Environ(), variable+"="+address, "KITH_DATABASE_URL="+o.database, "KITH_BOOTSTRAP_TOKEN="+token,
		"KITH_LOG_LEVEL=warn", "KITH_BUDGET_POINTS=1000000000", "KITH_BUDGET_PER_SECOND=1000000000")
	p.Stderr = os.Stderr
	if err := p.Start(); err != nil {
		return nil, err
	}
	b.undo = append(b.undo, func() {
		_ = p.Process.Signal(os.Interrupt)
		_ = p.Wait()
	})
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(p.url + "/readyz"); err == nil {
			_ = r.Body.Close()
			return p, nil
		}
	}
	return nil, errors.New(binary + " does not get ready")
}

func (b *bench) stop() {
	for i := len(b.undo) - 1; i >= 0; i-- {
		b.undo[i]()
	}
}
