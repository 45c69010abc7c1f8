//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	deafFor   = 5 * time.Second // then a postmaster that says it is ready, and does not answer, is replaced
	fastStop  = 30 * time.Second
	quickStop = 15 * time.Second // PostgreSQL itself kills its children after 5
)

// pidFile is what a postmaster writes about itself into its cluster.
type pidFile struct {
	pid    int
	socket string
	status string
}

func readPIDFile(cluster string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return pidFile{}, err
	}
	lines := append(strings.Split(string(text), "\n"), make([]string, 8)...) // it grows while the postmaster starts
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	return pidFile{pid: pid, socket: lines[4], status: strings.TrimSpace(lines[7])}, err
}

// isPostmaster reports whether a process is the postmaster of this cluster. A number in a stale file may belong to
// any process by now, even to another postmaster.
func (s *Server) isPostmaster(pid int) bool {
	dir, err := os.Stat(dataDirOf(pid))
	if err != nil {
		return false
	}
	cluster, err := os.Stat(s.cluster)
	return err == nil && os.SameFile(dir, cluster)
}

// adopt takes over the postmaster that a killed Kith left behind, and reports whether there was one that answers.
// One that stops is waited for, one that does not answer is stopped.
func (s *Server) adopt(ctx context.Context) (bool, error) {
	var ready time.Time
	adopted := false
	err := poll(ctx, func() (bool, error) {
		p, err := readPIDFile(s.cluster)
		if err != nil || !s.isPostmaster(p.pid) {
			s.pid = 0
			return true, nil
		}
		if s.pid != p.pid {
			s.exit = nil
		}
		s.pid = p.pid
		if s.socket != p.socket { // or else others may read it meanwhile
			s.socket = p.socket
		}
		if p.status != "stopping" && s.prepare(ctx) == nil {
			adopted = true
			return true, nil
		}
		if p.status != "ready" {
			ready = time.Time{}
			return false, nil
		}
		if ready.IsZero() {
			ready = time.Now()
		}
		if time.Since(ready) < deafFor && exists(socketFile(p.socket)) {
			return false, nil
		}
		s.log.Warn("the PostgreSQL of an earlier run does not answer; it is replaced", "pid", s.pid)
		err = s.shutdown(ctx)
		return err == nil, err
	})
	if adopted {
		s.log.Info("adopted the PostgreSQL of an earlier run", "pid", s.pid, "cluster", s.cluster)
	}
	return adopted, err
}

// shutdown ends the postmaster: after its sessions are ended and all is written, or when that takes too long, at once.
func (s *Server) shutdown(ctx context.Context) error {
	for _, step := range []struct {
		ctx     context.Context
		signal  syscall.Signal
		patient time.Duration
	}{
		{ctx, syscall.SIGINT, fastStop},
		{context.WithoutCancel(ctx), syscall.SIGQUIT, quickStop},
	} {
		if err := syscall.Kill(s.pid, step.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("cannot stop PostgreSQL, process %d: %w", s.pid, err)
		}
		ctx, cancel := context.WithTimeout(step.ctx, step.patient)
		err := poll(ctx, func() (bool, error) { return !s.isPostmaster(s.pid), nil })
		cancel()
		if err == nil {
			s.pid = 0
			return nil
		}
	}
	return fmt.Errorf("PostgreSQL, process %d, does not stop", s.pid)
}
