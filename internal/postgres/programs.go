//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Programs returns the programs that a new cluster of these options is run by: those of BinDir, else installed ones, else downloaded
// ones, which are downloaded now if need be.
func Programs(ctx context.Context, o Options) (Install, error) {
	if o.BinDir != "" {
		return Find(o.BinDir)
	}
	var missing *missingError
	if o.Download != DownloadAlways {
		in, err := Find("")
		if !errors.As(err, &missing) {
			return in, err
		}
	}
	in, err := downloaded(ctx, o)
	if err == nil || ctx.Err() != nil {
		return in, err
	}
	if missing == nil {
		return Install{}, fmt.Errorf("KITH_PG_DOWNLOAD is %s, and %w", o.Download, err)
	}
	missing.download = err
	return Install{}, missing
}

// downloaded returns the programs of the cache, which are downloaded if they are not there and may be.
func downloaded(ctx context.Context, o Options) (Install, error) {
	p, err := ownPackage()
	if err != nil {
		return Install{}, err
	}
	return o.unpacked(ctx, p)
}

func (o Options) unpacked(ctx context.Context, p pkg) (Install, error) {
	if bin, ok := cached(p); ok {
		return inspect(bin)
	}
	if o.Download == DownloadOff {
		return Install{}, errors.New("KITH_PG_DOWNLOAD=off forbids to download it")
	}
	dir, err := newDownloader(loggerOf(o), o.Progress).get(ctx, p)
	if err != nil {
		return Install{}, err
	}
	return inspect(dir)
}

func loggerOf(o Options) *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

// programsFor returns the programs for a cluster: of its own major version, or for a new one those that Programs has found.
func (s *Server) programsFor(ctx context.Context, cluster string, found Install, err error) (Install, error) {
	if cluster == "" || err != nil && s.options.BinDir != "" {
		return found, err
	}
	major, failed := majorOf(cluster)
	if failed != nil {
		return Install{}, failed
	}
	if found.Major == major {
		return found, nil
	}
	if same, ok := findMajor(s.options.BinDir, major); ok {
		return same, nil
	}
	if major == packageMajor {
		same, failed := downloaded(ctx, s.options)
		if failed == nil {
			return same, nil
		}
		s.log.Warn("PostgreSQL was not downloaded", "major", major, "err", failed)
	}
	has := "none was found"
	if found.Major != 0 {
		has = fmt.Sprintf("that in %s is PostgreSQL %d", found.Dir, found.Major)
	}
	return Install{}, fmt.Errorf("the database in %s was written by PostgreSQL %d, and %s: install PostgreSQL %d or set KITH_PG_BIN to it; "+
		"with it, kith upgrade moves the database to a newer one. Nothing was changed", cluster, major, has, major)
}

// Major returns the major version of PostgreSQL that has written the cluster of a data directory; fs.ErrNotExist if there is none.
func Major(dataDir string) (int, error) { return majorOf(filepath.Join(dataDir, "postgres")) }

// majorOf returns the major version of PostgreSQL that has written a cluster.
func majorOf(cluster string) (int, error) {
	path := filepath.Join(cluster, "PG_VERSION")
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s does not name a version of PostgreSQL: %w", path, err)
	}
	return major, nil
}

// findMajor returns programs of exactly that major version: those of another cannot read the files of a cluster.
func findMajor(bin string, major int) (Install, bool) {
	dirs := places()
	if bin != "" {
		dirs = slices.Insert(dirs, 0, bin)
	}
	all := installs(append(dirs, cachedPrograms()...))
	i := slices.IndexFunc(all, func(in Install) bool { return in.Major == major })
	if i < 0 {
		return Install{}, false
	}
	return all[i], true
}
