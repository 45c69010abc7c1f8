package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/files"
)

const (
	// Folder is where scheduled backups are in the store of files.
	Folder = "backups"
	// MaxBytes is the maximum size of a scheduled backup.
	MaxBytes = 500 << 30
	// scheduleLock is the advisory lock of the server that makes a backup: «kithback».
	scheduleLock = 0x6b6974686261636b
	// lookEvery is how often a server looks whether a backup is due, retryAfter how long it waits after one has failed.
	lookEvery  = time.Minute
	retryAfter = 10 * time.Minute
	// staleAfter is when a half-written backup is one of a server that died.
	staleAfter = 24 * time.Hour
	maxListed  = 10_000
	timeFormat = "20060102T150405Z"
)

// scheduled is the name of a whole backup, which says when it was made.
var scheduled = regexp.MustCompile(`^` + Folder + `/kith-(\d{8}T\d{6}Z)\.backup$`)

// Schedule makes backups at intervals and keeps the last of them. The backups in the store are all that it remembers, so any number of
// servers may share one.
type Schedule struct {
	Source Source
	Store  *files.Store
	// Every is the interval, Keep the number of backups that are kept.
	Every time.Duration
	Keep  int
	// Done is told how each try has ended; may be nil.
	Done func(at time.Time, err error)
	Log  *slog.Logger
	// Now is the clock; nil for that of the machine.
	Now func() time.Time
}

// Run makes backups until the context ends. A failure is logged, and tried again later.
func (s *Schedule) Run(ctx context.Context) error {
	for {
		wait := lookEvery
		name, err := s.Once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.Log.ErrorContext(ctx, "the scheduled backup failed and is tried again", "error", err)
			wait = retryAfter
		case name != "":
			s.Log.InfoContext(ctx, "a scheduled backup was made", "name", name)
		}
		if s.Done != nil && (name != "" || err != nil) {
			s.Done(s.now(), err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

func (s *Schedule) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// Once makes a backup if one is due and no other server is making it, and removes those that are too many. It returns the name of what it
// made, blank if there was nothing to do.
func (s *Schedule) Once(ctx context.Context) (name string, err error) {
	if due, err := s.due(ctx); err != nil || !due {
		return "", err
	}
	conn, err := s.Source.Pool.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Release()
	locked, err := lock(ctx, conn)
	if err != nil || !locked {
		return "", err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, failed := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(scheduleLock))
		err = errors.Join(err, failed)
	}()
	if due, err := s.due(ctx); err != nil || !due { // another server may have made it meanwhile
		return "", err
	}
	name = fmt.Sprintf("%s/kith-%s.backup", Folder, s.now().UTC().Format(timeFormat))
	if err := s.write(ctx, name); err != nil {
		return "", err
	}
	return name, s.prune(ctx)
}

func lock(ctx context.Context, conn *pgxpool.Conn) (locked bool, err error) {
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(scheduleLock)).Scan(&locked)
	return locked, err
}

// write stores a backup, all of it or nothing.
func (s *Schedule) write(ctx context.Context, name string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := io.Pipe()
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, err := Write(ctx, to, s.Source)
		_ = to.CloseWithError(err) // which the reader gets
	}()
	err := s.Store.Put(ctx, name, files.File{ContentType: "application/zstd", Filename: "kith.backup"}, from)
	_ = from.CloseWithError(err) // so that the writer ends, if it was the store that failed
	cancel()
	<-written
	return err
}

// due says whether the last backup is older than the interval.
func (s *Schedule) due(ctx context.Context) (bool, error) {
	whole, _, err := s.list(ctx)
	if err != nil || len(whole) == 0 {
		return err == nil, err
	}
	last, err := time.Parse(timeFormat, scheduled.FindStringSubmatch(whole[len(whole)-1])[1])
	return err == nil && s.now().Sub(last) >= s.Every, err
}

// list returns the whole backups, the oldest first, and what is left of servers that died.
func (s *Schedule) list(ctx context.Context) (whole, stale []string, err error) {
	names, err := s.Store.Old(ctx, Folder, s.now().Add(staleAfter), maxListed)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		if scheduled.MatchString(name) {
			whole = append(whole, name)
		}
	}
	old, err := s.Store.Old(ctx, Folder, s.now().Add(-staleAfter), maxListed)
	for _, name := range old {
		if !scheduled.MatchString(name) {
			stale = append(stale, name)
		}
	}
	return whole, stale, err
}

// prune removes what is not kept.
func (s *Schedule) prune(ctx context.Context) error {
	whole, stale, err := s.list(ctx)
	if err != nil {
		return err
	}
	for _, name := range append(stale, whole[:max(0, len(whole)-s.Keep)]...) {
		if err := s.Store.Delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}
