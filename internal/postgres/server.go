//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// Server is a private cluster that runs.
type Server struct {
	dir     string // the data directory
	cluster string // what postgres calls the data directory: dir/postgres, or where that points
	socket  string // the directory of the socket
	lock    *os.File
	owner   owner
	install Install
	pid     int // of the postmaster, 0 while there is none
	// exit is the end of our child, the postmaster; nil for one that was adopted.
	exit *exit
	// how says in what way the last one has ended.
	how     string
	options Options
	params  map[string]string
	log     *slog.Logger
}

// joinPatience is how long Join waits for a server that starts or stops meanwhile.
const joinPatience = time.Minute

// Start runs the cluster of a data directory, making it if there is none, and holds the directory until Stop. It
// returns an InUseError if another process holds it.
func Start(ctx context.Context, o Options) (*Server, error) {
	dir, err := makeOpenDir(o.DataDir)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, options: o, params: o.Params, log: loggerOf(o)}
	// Before the lock, which a download would hold for long. A cluster that runs already needs no programs: the error can wait.
	found, missing := Programs(ctx, o)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if s.lock, err = acquire(dir, o.Address); err != nil {
		return nil, err
	}
	if err := s.start(ctx, found, missing); err != nil {
		if ctx.Err() != nil { // what a signal has cut off says little
			err = context.Cause(ctx)
		}
		return nil, errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
	return s, nil
}

// Join is Start for a command beside a server: if another process holds the data directory, it returns that one's
// cluster, which Stop then leaves alone.
func Join(ctx context.Context, o Options) (*Server, error) {
	server, err := Start(ctx, o)
	var held *InUseError
	if !errors.As(err, &held) {
		return server, err
	}
	ctx, cancel := context.WithTimeout(ctx, joinPatience)
	defer cancel()
	err = poll(ctx, func() (bool, error) {
		server, err = running(ctx, held.DataDir)
		if err == nil {
			return true, nil
		}
		if server, err = Start(ctx, o); !errors.As(err, &held) {
			return true, err
		}
		return false, nil // it may be starting yet, or be stopped next time
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("PostgreSQL does not answer: %w", held)
	}
	if err != nil {
		return nil, err
	}
	return server, nil
}

// running returns the cluster of a data directory that another process holds.
func running(ctx context.Context, dir string) (*Server, error) {
	cluster, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return nil, err
	}
	p, err := readPIDFile(cluster)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, cluster: cluster, socket: p.socket}
	return s, s.probe(ctx, "kith")
}

func (s *Server) start(ctx context.Context, found Install, missing error) error {
	cluster, err := s.findCluster()
	if err != nil {
		return err
	}
	if cluster != "" {
		s.cluster = cluster
		if adopted, err := s.adopt(ctx); adopted || err != nil {
			return err
		}
	}
	if s.install, err = s.programsFor(ctx, cluster, found, missing); err != nil {
		return err
	}
	if s.owner, err = ownerOf(cluster); err != nil {
		return err
	}
	if !s.owner.canEnter(s.install, "/") {
		return fmt.Errorf("user %s, who must run PostgreSQL, cannot run the programs in %s", s.owner.name, s.install.Dir)
	}
	if cluster == "" {
		if s.cluster, err = s.newCluster(ctx); err != nil {
			return err
		}
	}
	if !s.owner.canEnter(s.install, s.cluster) {
		return fmt.Errorf("user %s, who must run PostgreSQL, may not enter %s: "+
			"open the directories above it to that user, or set KITH_DATA_DIR to another directory", s.owner.name, s.cluster)
	}
	if s.socket, err = s.makeSocketDir(); err != nil {
		return err
	}
	if err := s.writeAccess(); err != nil {
		return err
	}
	return s.launch(ctx)
}

// DSN returns the address of the database for pgx.
func (s *Server) DSN() string { return s.dsn("kith") }

func (s *Server) dsn(database string) string {
	// Each part is named, so that no PGHOST or PGPORT of the environment takes its place.
	query := url.Values{"host": {s.socket}, "port": {"5432"}, "sslmode": {"disable"}}
	return (&url.URL{Scheme: "postgres", User: url.User("kith"), Host: "", Path: "/" + database, RawQuery: query.Encode()}).String()
}

// Stop shuts the cluster down and lets go of the data directory; a joined cluster it leaves alone. Sessions are
// ended, and what they committed is on disk. When ctx ends first, PostgreSQL is told to stop at once, and recovers
// at its next start.
func (s *Server) Stop(ctx context.Context) error {
	if s.lock == nil {
		return nil
	}
	defer func() {
		_ = s.lock.Close()
		s.lock = nil
	}()
	if s.pid == 0 {
		return nil
	}
	return s.shutdown(ctx)
}

// poll calls done every few milliseconds until it says so, fails, or ctx ends.
func poll(ctx context.Context, done func() (bool, error)) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
