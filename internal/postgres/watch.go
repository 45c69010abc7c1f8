//go:build unix

package postgres

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	lookInterval = 500 * time.Millisecond // at a postmaster that is not our child
	stableAfter  = time.Minute            // then a start counts as a success, and the tries begin anew
	tailBytes    = 16 << 10
)

// restartPauses are before each try to start PostgreSQL again. A disk that is full gives its owner this long to make room.
var restartPauses = []time.Duration{0, time.Second, 4 * time.Second, 15 * time.Second, 40 * time.Second}

// Watch starts PostgreSQL again when it ends without having been told to, until ctx ends. It returns an error when that has failed five
// times in a row; one that ends within a minute of its start counts as failed. Nothing else may use the server meanwhile but DSN.
func (s *Server) Watch(ctx context.Context) error {
	if s.lock == nil { // another process has started it, and watches it
		<-ctx.Done()
		return nil
	}
	tries := 0
	for {
		began := time.Now()
		if !s.awaitEnd(ctx) {
			return nil
		}
		s.log.Error("PostgreSQL has ended; it is started again", "pid", s.pid, "how", s.how, "said", s.lastWords())
		if time.Since(began) > stableAfter {
			tries = 0
		}
		for {
			if tries == len(restartPauses) {
				return fmt.Errorf("PostgreSQL ends again and again, or does not start: see %s; it is given up after %d tries", s.logPath(), tries)
			}
			if !pause(ctx, restartPauses[tries]) {
				return nil
			}
			tries++
			err := s.restart(ctx)
			if ctx.Err() != nil {
				return nil
			}
			if err == nil {
				break
			}
			s.log.Error("PostgreSQL could not be started again", "try", tries, "of", len(restartPauses), "err", err)
		}
	}
}

// pause waits, and reports whether ctx has not ended meanwhile.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return ctx.Err() == nil
	}
}

// awaitEnd returns true when the postmaster has ended, false when ctx has.
func (s *Server) awaitEnd(ctx context.Context) bool {
	if s.exit != nil {
		select {
		case <-ctx.Done():
			return false
		case <-s.exit.done:
			s.how = s.exit.how
			return ctx.Err() == nil
		}
	}
	for s.isPostmaster(s.pid) {
		if !pause(ctx, lookInterval) {
			return false
		}
	}
	s.how = "not known: an earlier Kith had started it"
	return ctx.Err() == nil
}

// restart brings the cluster back at the same socket.
func (s *Server) restart(ctx context.Context) error {
	if !exists(filepath.Join(s.cluster, "PG_VERSION")) {
		return fmt.Errorf("%s is gone", s.cluster) // and no new cluster may take its place
	}
	socket := s.socket
	if adopted, err := s.adopt(ctx); adopted || err != nil {
		return err
	}
	if s.socket != socket {
		s.socket = socket
	}
	if s.install.Dir == "" { // of one that was adopted
		found, missing := Programs(ctx, s.options)
		var err error
		if s.install, err = s.programsFor(ctx, s.cluster, found, missing); err != nil {
			return err
		}
		if s.owner, err = ownerOf(s.cluster); err != nil {
			return err
		}
	}
	if err := s.owner.makeDir(s.socket); err != nil {
		return err
	}
	return s.launch(ctx)
}

func (s *Server) logPath() string { return filepath.Join(s.dir, "postgres.log") }

// lastWords returns the end of PostgreSQL's log, without the statements, which may hold what people said of themselves.
func (s *Server) lastWords() string {
	file, err := os.Open(s.logPath())
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	text, _ := io.ReadAll(io.NewSectionReader(file, max(0, end-tailBytes), tailBytes)) // what can be read
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool {
		for _, kind := range []string{"LOG:  ", "WARNING:  ", "ERROR:  ", "FATAL:  ", "PANIC:  ", "HINT:  "} {
			if strings.Contains(line, kind) {
				return false
			}
		}
		return true
	})
	return lastLines([]byte(strings.Join(lines, "\n")))
}
