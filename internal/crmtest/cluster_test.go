package crmtest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/postgres"
)

func TestNewDatabase(t *testing.T) {
	var migrated atomic.Int32
	version := fmt.Sprint(rand.Uint64())
	forget(t, version)
	migrate := func(ctx context.Context, url string) error {
		migrated.Add(1)
		return execute(ctx, url, `CREATE TABLE mine (n int)`)
	}
	var mu sync.Mutex
	var urls []string
	t.Run("tests", func(t *testing.T) {
		for range 4 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				url := NewDatabase(t, version, migrate)
				if err := execute(t.Context(), url, `INSERT INTO mine VALUES (1)`); err != nil {
					t.Fatal(err)
				}
				if n := count(t, url, `SELECT count(*) FROM mine`); n != 1 {
					t.Errorf("%d rows: the database is not this test's alone", n)
				}
				mu.Lock()
				urls = append(urls, url)
				mu.Unlock()
			})
		}
	})
	if migrated.Load() != 1 {
		t.Errorf("migrated %d times", migrated.Load())
	}
	for _, url := range urls {
		if err := execute(t.Context(), url, `SELECT 1`); err == nil || !strings.Contains(err.Error(), "3D000") {
			t.Errorf("after its test, the database says: %v", err)
		}
	}
}

func TestNewDatabaseFailedMigration(t *testing.T) {
	c, err := joined(t)
	if err != nil {
		t.Fatal(err)
	}
	version := fmt.Sprint(rand.Uint64())
	forget(t, version)
	_, err = c.template(t.Context(), version, func(ctx context.Context, url string) error {
		return execute(ctx, url, `CREATE TABLE half (n int); SELECT 1/0`)
	}, forCopies)
	if err == nil || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("got %v", err)
	}
	url := NewDatabase(t, version, nil)
	if n := count(t, url, `SELECT count(*) FROM pg_class WHERE relname = 'half'`); n != 0 {
		t.Error("the half-made template is used")
	}
}

// TestOldTemplates drops all but the newest templates, and none in use, however old.
func TestOldTemplates(t *testing.T) {
	private := privateCluster(t)
	user := startChild(t, private...)
	admin := withDatabase(user.url, "kith")
	for i := range oldTemplates + 2 {
		if err := execute(t.Context(), admin, fmt.Sprintf(`CREATE DATABASE %s%d IS_TEMPLATE true`, templatePrefix, i)); err != nil {
			t.Fatal(err)
		}
	}
	startChild(t, private...).end() // sweeps, and copies the template that is in use
	for sql, want := range map[string]int{
		`SELECT count(*) FROM pg_database WHERE datname ~ '^kith_template_\d$'`:                    oldTemplates,
		`SELECT count(*) FROM pg_database WHERE datname IN ('kith_template_0', 'kith_template_1')`: 0,
		`SELECT count(*) FROM pg_database WHERE datname ~ '^kith_template_'`:                       oldTemplates + 1,
	} {
		if n := count(t, admin, sql); n != want {
			t.Errorf("%d, want %d: %s", n, want, sql)
		}
	}
}

// TestOtherPostgreSQL uses the one that KITH_TEST_DATABASE_URL names, and does not stop it.
func TestOtherPostgreSQL(t *testing.T) {
	private := privateCluster(t)
	other := startChild(t, private...)
	user := startChild(t, append(private, "KITH_TEST_DATABASE_URL="+withDatabase(other.url, "kith"), "KITH_PG_BIN=/nowhere")...)
	if withDatabase(user.url, "") != withDatabase(other.url, "") {
		t.Errorf("%s is not of the server of %s", user.url, other.url)
	}
	user.end()
	if err := execute(t.Context(), other.url, `SELECT 1`); err != nil {
		t.Error(err)
	}
}

// TestProcesses shares one new cluster among processes, kills one, and waits for the cluster to stop with the last.
func TestProcesses(t *testing.T) {
	private := privateCluster(t)
	for range 2 { // a second run on what the first left
		children := []*child{newChild(t, private...), newChild(t, private...), newChild(t, private...)}
		for _, c := range children {
			c.begun(t)
		}
		killed := children[0].url
		children[0].kill() // it may well be the one that started PostgreSQL
		last := startChild(t, private...)
		if err := execute(t.Context(), killed, `SELECT 1`); err == nil || !strings.Contains(err.Error(), "3D000") {
			t.Errorf("the database of a killed process says: %v", err)
		}
		for _, c := range append(children[1:], last) {
			if err := execute(t.Context(), c.url, `SELECT 1`); err != nil {
				t.Errorf("the database of a living process says: %v", err)
			}
			c.end()
		}
		stopped(t, private)
	}
}

func TestMissingPostgreSQL(t *testing.T) {
	temp := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, "KITH_TEST_DATABASE_URL=", "KITH_PG_BIN="+temp)
	out, err := cmd.CombinedOutput()
	_, want := postgres.Find(temp)
	if err == nil || want == nil || !strings.Contains(string(out), want.Error()) {
		t.Errorf("got %v, %s", err, out)
	}
}

func TestWithDatabase(t *testing.T) {
	for dsn, want := range map[string]string{
		"postgres://kith@/kith?host=%2Frun": "postgres://kith@/test?host=%2Frun",
		"postgresql://u:p@host:1/db":        "postgresql://u:p@host:1/test",
		"host=/run user=kith dbname=kith":   "host=/run user=kith dbname=kith dbname=test",
	} {
		if got := withDatabase(dsn, "test"); got != want {
			t.Errorf("withDatabase(%q) = %q, want %q", dsn, got, want)
		}
	}
}

// TestChild uses a database; as a child of another test it tells which, and keeps it until its input ends.
func TestChild(t *testing.T) {
	url := NewDatabase(t, "child", nil)
	if err := execute(t.Context(), url, `CREATE TABLE mine ()`); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KITH_TEST_CHILD") != "" {
		fmt.Printf("url %s\n", url)
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
}

type child struct {
	*exec.Cmd
	in  io.Closer
	out *bufio.Scanner
	url string
}

func newChild(t *testing.T, env ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(append(os.Environ(), "KITH_TEST_CHILD=1"), env...)
	in, err := cmd.StdinPipe()
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
	c := &child{Cmd: cmd, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(c.end)
	return c
}

func startChild(t *testing.T, env ...string) *child {
	t.Helper()
	c := newChild(t, env...)
	c.begun(t)
	return c
}

func (c *child) begun(t *testing.T) {
	t.Helper()
	var said []string
	for c.out.Scan() {
		url, ok := strings.CutPrefix(c.out.Text(), "url ")
		if ok {
			c.url = url
			return
		}
		said = append(said, c.out.Text())
	}
	t.Fatalf("the child failed: %s", strings.Join(said, "\n"))
}

func (c *child) end() {
	_ = c.in.Close()
	_ = c.Wait() // fails for one that was killed
}

func (c *child) kill() {
	_ = c.Process.Kill()
	_ = c.Wait()
}

// privateCluster returns the environment of children that share a new cluster, which has stopped when the test ends.
func privateCluster(t *testing.T) []string {
	t.Helper()
	temp, err := os.MkdirTemp("/tmp", "kith-crmtest-")
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"TMPDIR=" + temp, "KITH_TEST_DATABASE_URL="}
	t.Cleanup(func() {
		stopped(t, env)
		os.RemoveAll(temp)
	})
	if err := os.Chmod(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	return env
}

// stopped waits until the cluster of those children has stopped.
func stopped(t *testing.T, env []string) {
	t.Helper()
	temp := strings.TrimPrefix(env[0], "TMPDIR=")
	pattern := filepath.Join(temp, fmt.Sprintf("kith-test-%d-*", os.Geteuid()), "postgres", "postmaster.pid")
	ctx, cancel := Deadline(t)
	defer cancel()
	for {
		running, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(running) == 0 {
			return
		}
		if pause(ctx) != nil {
			t.Fatalf("%s are still there", running)
		}
	}
}

// forget drops a template that only this test has use for.
func forget(t *testing.T, version string) {
	t.Helper()
	c, err := joined(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		name := templateName(version)
		var key int32
		err := c.session.QueryRow(context.Background(), `SELECT hashtext($1)`, name).Scan(&key)
		if err == nil {
			err = c.dropUnlocked(context.Background(), name, lockTemplate, key)
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func execute(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(ctx, sql)
	return err
}

func count(t *testing.T, url, sql string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var n int
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
