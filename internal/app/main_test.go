package app

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kith/internal/crmtest"
)

// TestMain makes the test binary Kith itself, so that the tests can run it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("KITH_TEST_MAIN") != "" {
		os.Exit(Main())
	}
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", strconv.Itoa(3*runtime.GOMAXPROCS(0))) // they wait for processes most of the time
	}
	os.Exit(m.Run())
}

// metricsToken is what the metrics of every process are shown for.
const metricsToken = "token-of-the-metrics-of-the-tests"

// place is the environment of a Kith: where its data is.
type place struct {
	env []string
	dir string // of the private PostgreSQL, if it has one
}

// privatePlace is a data directory of its own, which the user who runs PostgreSQL for root can enter.
func privatePlace(t *testing.T) place {
	t.Helper()
	dir, err := os.MkdirTemp("", "kith-process-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := place{env: []string{"KITH_DATA_DIR=" + dir}, dir: dir}
	t.Cleanup(func() {
		if pid := p.postmaster(); pid != 0 { // of a Kith that a failed test has killed
			_ = syscall.Kill(pid, syscall.SIGQUIT)
		}
		_ = os.RemoveAll(dir)
	})
	return p
}

// externalPlace is a database of the tests' PostgreSQL that has no account yet, and is migrated: no start has to do it.
func externalPlace(t *testing.T) place {
	t.Helper()
	return externalPlaceAt(t, crmtest.NewMigrated(t))
}

// emptyPlace is a database without anything in it.
func emptyPlace(t *testing.T) place {
	t.Helper()
	return externalPlaceAt(t, crmtest.NewDatabase(t, "empty", nil))
}

func externalPlaceAt(t *testing.T, url string) place {
	t.Helper()
	return place{env: []string{"KITH_DATABASE_URL=" + url, "KITH_DATA_DIR=" + filepath.Join(t.TempDir(), "unused")}}
}

// postmaster returns the process that holds the private cluster, 0 for none.
func (p place) postmaster() int {
	text, _ := os.ReadFile(filepath.Join(p.dir, "postgres", "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// with returns the place with more settings.
func (p place) with(settings ...string) place {
	p.env = slices.Concat(p.env, settings)
	return p
}

// command prepares Kith as a process that knows of no settings but those of the place.
func (p place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "KITH_") || strings.HasPrefix(pair, "KITH_PG_BIN=") || strings.HasPrefix(pair, "KITH_PG_DOWNLOAD=") {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, "KITH_TEST_MAIN=1", "KITH_ADDR=127.0.0.1:0", "KITH_METRICS_TOKEN="+metricsToken)
	cmd.Env = append(cmd.Env, p.env...)
	return cmd
}

// run runs a command to its end.
func (p place) run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, logged bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &logged
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // the code says it
	if !stop() {
		t.Fatalf("kith %v does not end:\n%s%s", args, &out, &logged)
	}
	return out.String(), logged.String(), cmd.ProcessState.ExitCode()
}

// succeed runs a command that must succeed.
func (p place) succeed(t *testing.T, args ...string) string {
	t.Helper()
	out, logged, code := p.run(t, args...)
	if code != 0 {
		t.Fatalf("kith %v ended with %d:\n%s%s", args, code, out, logged)
	}
	return out
}

// process is a server that runs.
type process struct {
	cmd                         *exec.Cmd
	out, log                    *screen
	url, email, password, token string
	exited                      chan struct{}
}

// screen is what a process writes.
type screen struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed by the first write
}

func newScreen() *screen { return &screen{wrote: make(chan struct{})} }

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.text.Len() == 0 {
		close(s.wrote)
	}
	return s.text.Write(b)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// launch starts a server and returns at once.
func (p place) launch(t *testing.T) *process {
	t.Helper()
	return p.launchWith(t)
}

// launchWith starts a server with arguments.
func (p place) launchWith(t *testing.T, args ...string) *process {
	t.Helper()
	s := &process{cmd: p.command(args...), out: newScreen(), log: newScreen(), exited: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the code says it
		close(s.exited)
	}()
	t.Cleanup(func() {
		if s.end(t, syscall.SIGTERM) != nil {
			_ = s.cmd.Process.Kill()
		}
		if t.Failed() {
			t.Logf("the server said:\n%s%s", s.out, s.log)
		}
	})
	return s
}

// serve starts a server and returns once it has announced itself.
func (p place) serve(t *testing.T) *process {
	t.Helper()
	s := p.launch(t)
	s.ready(t)
	return s
}

var announced = regexp.MustCompile(`GraphQL   (http://\S+)/graphql\n  GraphiQL  \S+\n` +
	`(?:  Sign in   (\S+), password (\S+)\n)?(?:  Token     (\S+)\n)?`)

// ready waits for the announcement and reads it.
func (s *process) ready(t *testing.T) {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	select {
	case <-s.out.wrote:
	case <-s.exited:
	case <-ctx.Done():
	}
	said := announced.FindStringSubmatch(s.out.String())
	if said == nil {
		t.Fatalf("no announcement:\n%s%s", s.out, s.log)
	}
	s.url, s.email, s.password, s.token = said[1], said[2], said[3], said[4]
}

// end signals the server and waits until it has ended.
func (s *process) end(t *testing.T, signal os.Signal) error {
	t.Helper()
	_ = s.cmd.Process.Signal(signal) // it may have ended by itself
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	select {
	case <-s.exited:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop ends the server as an operator would, and expects it to go in good order.
func (s *process) stop(t *testing.T) {
	t.Helper()
	if err := s.end(t, syscall.SIGTERM); err != nil || s.cmd.ProcessState.ExitCode() != 0 {
		t.Fatalf("%v %v", err, s.cmd.ProcessState)
	}
}

// await looks until what the test waits for is so.
func await(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("waited in vain")
		}
	}
}
