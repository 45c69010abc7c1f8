//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const logLimit = 8 << 20

// launch starts the postmaster and waits until it answers.
func (s *Server) launch(ctx context.Context) error {
	attempts := 1
	if _, err := os.Stat(filepath.Join(s.cluster, "postmaster.pid")); err == nil {
		attempts = 10 // the children of a killed postmaster keep its shared memory until they notice
	}
	for {
		attempts--
		err := s.launchOnce(ctx)
		if err == nil || attempts == 0 || ctx.Err() != nil || s.pid != 0 || !strings.Contains(err.Error(), "shared memory") {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// exit is the end of a process: how is set once done is closed.
type exit struct {
	done chan struct{}
	how  string
}

func (s *Server) launchOnce(ctx context.Context) error {
	if err := s.clearStale(); err != nil {
		return err
	}
	log, err := s.openLog()
	if err != nil {
		return err
	}
	defer log.Close()
	begin, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	// Not bound to ctx, and in a session of its own: a Ctrl-C is for Kith, who stops it after its last request.
	cmd := s.owner.command(context.WithoutCancel(ctx), filepath.Join(s.install.Dir, "postgres"),
		append([]string{"-D", s.cluster}, s.settings()...)...)
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Setsid = false, true
	cmd.Stdout, cmd.Stderr = log, log
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start PostgreSQL: %w", err)
	}
	s.pid = cmd.Process.Pid
	end := &exit{done: make(chan struct{})}
	s.exit = end
	go func() {
		_ = cmd.Wait() // the log says more
		end.how = cmd.ProcessState.String()
		close(end.done)
	}()
	err = poll(ctx, func() (bool, error) {
		select {
		case <-end.done:
			s.pid = 0
			said, _ := io.ReadAll(io.NewSectionReader(log, begin, logLimit))
			return false, fmt.Errorf("PostgreSQL did not start: %s", lastLines(said))
		default:
		}
		if !exists(socketFile(s.socket)) {
			return false, nil
		}
		said, _ := readPIDFile(s.cluster) // before it is asked
		err := s.prepare(ctx)
		if notYet(err) && (said.status != "ready" || time.Since(started) < deafFor) {
			return false, nil
		}
		return err == nil, err
	})
	if err == nil {
		s.log.Info("PostgreSQL started", "pid", s.pid, "version", s.install.Major, "cluster", s.cluster, "took", time.Since(started))
	}
	return err
}

// clearStale makes way for a new postmaster where a killed one left its files. It writes our own number into the
// pid file, which PostgreSQL takes for stale in a child of ours, instead of removing the file: so PostgreSQL still
// finds the shared memory named there, and refuses to start while anyone uses it.
func (s *Server) clearStale() error {
	path := filepath.Join(s.cluster, "postmaster.pid")
	text, err := os.ReadFile(path)
	if err == nil {
		_, rest, _ := strings.Cut(string(text), "\n")
		err = overwrite(path, strconv.Itoa(os.Getpid())+"\n"+rest)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, name := range []string{socketFile(s.socket), socketFile(s.socket) + ".lock"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// overwrite puts another text into a file, in its place: where the disk is full, there is room for nothing else.
func overwrite(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte(text), 0)
	if err == nil {
		err = file.Truncate(int64(len(text)))
	}
	return errors.Join(err, file.Close())
}

// openLog opens the log of the postmaster, and puts a long one aside.
func (s *Server) openLog() (*os.File, error) {
	path := s.logPath()
	if fi, err := os.Lstat(path); err == nil && fi.Size() > logLimit {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
}

// settings are what the cluster runs with, as arguments of postgres.
func (s *Server) settings() []string {
	all := map[string]string{
		"cluster_name":                "kith",
		"listen_addresses":            "",
		"port":                        "5432",
		"unix_socket_directories":     `"` + strings.ReplaceAll(s.socket, `"`, `""`) + `"`,
		"unix_socket_permissions":     "0700",
		"max_connections":             "100",
		"shared_buffers":              "128MB",
		"wal_compression":             "on",
		"timezone":                    "UTC",
		"log_timezone":                "UTC",
		"log_min_messages":            "log", // what goes wrong in a statement is the client's to log, without the data it names
		"log_min_error_statement":     "panic",
		"log_checkpoints":             "off",
		"log_autovacuum_min_duration": "-1",
	}
	maps.Copy(all, s.params)
	var flags []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		flags = append(flags, "-c", name+"="+all[name])
	}
	return flags
}
