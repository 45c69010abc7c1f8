//go:build unix

package postgres

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain makes the test binary a server process too, for the tests that kill one.
func TestMain(m *testing.M) {
	if text := os.Getenv("KITH_TEST_START"); text != "" {
		serve(text)
		return
	}
	code := m.Run()
	for _, end := range ended {
		end()
	}
	os.Exit(code)
}

// serve starts the cluster of the options, says its address or what went wrong, and stops with its input.
func serve(text string) {
	var o Options
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	s, err := Start(context.Background(), o)
	if err != nil {
		fmt.Printf("%q\n", err.Error())
		return
	}
	fmt.Printf("%q\n", s.DSN())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(context.Background()); err != nil {
		panic(err)
	}
}

// process is a server in a process of its own.
type process struct {
	*exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func spawn(t *testing.T, o Options) *process {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "KITH_TEST_START="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe() // which closes when we die
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd, in, bufio.NewReader(out)}
	t.Cleanup(func() {
		_ = p.in.Close()
		_ = p.Wait() // fails for one that a test has killed
	})
	return p
}

// said returns the address or the error of the process.
func (p *process) said(t *testing.T) string {
	t.Helper()
	var line string
	if _, err := fmt.Fscanf(p.out, "%q\n", &line); err != nil {
		t.Fatal(err)
	}
	return line
}

func (p *process) kill() {
	_ = p.Process.Kill()
	_ = p.Wait()
}

// options are those of a test: a new directory that every user may enter, and no waiting for the disk.
func options(t *testing.T) Options {
	t.Helper()
	base, err := os.MkdirTemp("/tmp", "kith-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(base) })
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	return Options{DataDir: filepath.Join(base, "data"), BinDir: os.Getenv("KITH_PG_BIN"), Download: Download(os.Getenv("KITH_PG_DOWNLOAD")),
		Params: map[string]string{"fsync": "off", "shared_buffers": "16MB"}}
}

// initialised returns the folder of a cluster that has been started and stopped.
var initialised = sync.OnceValues(func() (string, error) {
	base, err := os.MkdirTemp("/tmp", "kith-postgres-")
	if err != nil {
		return "", err
	}
	ended = append(ended, func() { os.RemoveAll(base) })
	if err := os.Chmod(base, 0o755); err != nil {
		return "", err
	}
	o := Options{DataDir: filepath.Join(base, "data"), Params: map[string]string{"fsync": "off", "shared_buffers": "16MB"}}
	s, err := Start(context.Background(), o)
	if err != nil {
		return "", err
	}
	return filepath.Join(o.DataDir, "postgres"), s.Stop(context.Background())
})

// ended is what is done after all tests.
var ended []func()

// initialisedOptions are options with a copy of that cluster: for tests that are not about making
// one, which takes longer than all else that they do.
func initialisedOptions(t *testing.T) Options {
	t.Helper()
	cluster, err := initialised()
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	if err := os.Mkdir(o.DataDir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", cluster, filepath.Join(o.DataDir, "postgres")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return o
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func run(t *testing.T, dsn, sql string) {
	t.Helper()
	query[any](t, dsn, sql)
}

// query returns the first value of the first row, or the zero value without one.
func query[T any](t *testing.T, dsn, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if len(values) == 0 {
		var none T
		return none
	}
	return values[0]
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx := t.Context()
	if end, limited := t.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-5*time.Second)) // to say so before the time of all tests is up
		defer cancel()
	}
	if poll(ctx, func() (bool, error) { return done(), nil }) != nil {
		t.Fatal("waited in vain for: " + what)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not speak of %q", err, part)
		}
	}
}
