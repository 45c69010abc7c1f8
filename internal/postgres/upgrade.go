//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// upgraded is what the new cluster is called in the data directory from when it is whole until it is in the place of the old one.
const upgraded = "postgres.next"

// sidePrefix begins the names of directories in which new clusters are made.
const sidePrefix = "upgrade-to-"

// Upgrade moves the database of a data directory from the PostgreSQL that wrote it to a newer major version: it makes a new cluster beside
// the old one, has move copy the database from one to the other while both run, and puts the new one in the place of the old one, which
// is kept under another name. Until then nothing of the old one is changed. Upgrade returns an InUseError while a server runs.
func Upgrade(ctx context.Context, o Options, move func(ctx context.Context, from, to string) error) (Upgraded, error) {
	from, err := Major(o.DataDir)
	if errors.Is(err, fs.ErrNotExist) {
		return Upgraded{}, fmt.Errorf("there is no database in %s; the first start makes one of the newest PostgreSQL", o.DataDir)
	}
	if err != nil {
		return Upgraded{}, err
	}
	newest, err := newestPrograms(ctx, o)
	if err != nil {
		return Upgraded{}, err
	}
	done := Upgraded{From: from, To: newest.Major}
	switch {
	case newest.Major < from:
		return done, fmt.Errorf("the database was written by PostgreSQL %d, and that in %s is older, %d: set KITH_PG_BIN to a newer one",
			from, newest.Dir, newest.Major)
	case newest.Major == from:
		return done, nil
	}
	o.Address = "kith upgrade"
	old, err := Start(ctx, o)
	if err != nil {
		return done, err
	}
	done.Old, err = old.replace(ctx, newest, from, move)
	return done, errors.Join(err, old.Stop(context.WithoutCancel(ctx)))
}

// newestPrograms returns the programs to upgrade to: those of BinDir, else the newest that are installed or may be downloaded.
func newestPrograms(ctx context.Context, o Options) (Install, error) {
	if o.BinDir != "" {
		return Find(o.BinDir)
	}
	var newest Install
	for _, in := range installs(slices.Concat(places(), cachedPrograms())) {
		if in.Major > newest.Major {
			newest = in
		}
	}
	if newest.Major >= packageMajor || o.Download == DownloadOff && newest.Major >= MinVersion {
		return newest, nil
	}
	in, err := downloaded(ctx, o)
	if err != nil && newest.Major >= MinVersion && ctx.Err() == nil {
		loggerOf(o).Warn("PostgreSQL was not downloaded", "major", packageMajor, "err", err)
		return newest, nil
	}
	return in, err
}

// replace makes the new cluster and puts it in the place of the old one, s, which it stops.
func (s *Server) replace(ctx context.Context, programs Install, major int, move func(ctx context.Context, from, to string) error) (string,
	error) {
	side, err := s.makeSide(programs.Major)
	if err != nil {
		return "", err
	}
	next, err := Start(ctx, Options{DataDir: side, BinDir: programs.Dir, Params: s.params, Logger: s.log})
	if err != nil {
		return "", errors.Join(err, discard(side))
	}
	err = move(ctx, s.DSN(), next.DSN())
	err = errors.Join(err, next.Stop(context.WithoutCancel(ctx)))
	if err == nil {
		err = s.shutdown(ctx)
	}
	if err != nil {
		return "", errors.Join(err, discard(side))
	}
	old, err := s.exchange(filepath.Join(side, "postgres"), major)
	if err != nil {
		return "", err
	}
	return old, os.RemoveAll(side)
}

// makeSide makes the data directory of a new cluster beside the old one, with a name of its own, and removes those of runs that were
// killed.
func (s *Server) makeSide(major int) (string, error) {
	found, _ := filepath.Glob(filepath.Join(s.dir, sidePrefix+"*")) // fails for a bad pattern only
	for _, left := range found {
		if err := discard(left); err != nil {
			return "", err
		}
	}
	side, err := os.MkdirTemp(s.dir, fmt.Sprintf("%s%d-", sidePrefix, major))
	if err != nil {
		return "", err
	}
	return side, os.Chmod(side, 0o755) // the owner must get through
}

// exchange moves a whole cluster, or the link to one, to the place of the old one. Whenever it is cut off, the next start finds a whole
// cluster: the old one, or the new one.
func (s *Server) exchange(next string, major int) (old string, err error) {
	place, waiting := filepath.Join(s.dir, "postgres"), filepath.Join(s.dir, upgraded)
	old = filepath.Join(s.dir, fmt.Sprintf("postgres-%d", major))
	for n := 2; exists(old); n++ {
		old = filepath.Join(s.dir, fmt.Sprintf("postgres-%d-%d", major, n))
	}
	if err := os.RemoveAll(waiting); err != nil { // of a run that was killed before the old one was moved
		return "", err
	}
	for _, step := range [][2]string{{next, waiting}, {place, old}, {waiting, place}} {
		if err := os.Rename(step[0], step[1]); err != nil {
			return "", err
		}
		if err := syncDir(s.dir); err != nil {
			return "", err
		}
	}
	return old, nil
}

// finishUpgrade puts a new cluster in its place, if an upgrade was cut off after the old one had left it.
func (s *Server) finishUpgrade() error {
	place, waiting := filepath.Join(s.dir, "postgres"), filepath.Join(s.dir, upgraded)
	if exists(place) || !exists(waiting) {
		return nil
	}
	s.log.Warn("an upgrade of PostgreSQL was cut off at its end; it is finished", "cluster", place)
	return errors.Join(os.Rename(waiting, place), syncDir(s.dir))
}

// discard removes a data directory whose database nobody needs, also one that is elsewhere.
func discard(dir string) error {
	cluster, err := os.Readlink(filepath.Join(dir, "postgres"))
	if err == nil {
		err = os.RemoveAll(cluster)
	} else {
		err = nil // a directory, or nothing
	}
	return errors.Join(err, os.RemoveAll(dir))
}
