//go:build unix

package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// systemDir keeps the clusters of data directories that PostgreSQL may not enter, as those below /root.
const systemDir = "/var/lib/kith"

// maxSocketPath is how long the path of a Unix socket may be: 103 bytes on macOS, 107 on Linux.
const maxSocketPath = 103

// makeOpenDir makes a directory that every user may enter, unless it is there, and returns its one true name.
func makeOpenDir(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", fmt.Errorf("cannot make the directory: %w; set KITH_DATA_DIR to one that can be made", err)
		}
		if err := os.Chmod(dir, 0o755); err != nil { // whatever the umask: the owner must get through
			return "", err
		}
	}
	return filepath.EvalSymlinks(dir)
}

// findCluster returns the directory of the cluster that dir has, or "" if it has none yet.
func (s *Server) findCluster() (string, error) {
	link := filepath.Join(s.dir, "postgres")
	if err := s.finishUpgrade(); err != nil {
		return "", err
	}
	if _, err := os.Lstat(link); errors.Is(err, os.ErrNotExist) {
		away := s.away()
		if os.Geteuid() != 0 || !exists(filepath.Join(away, "PG_VERSION")) {
			return "", nil
		}
		s.log.Warn("found the database of an earlier run; to begin anew, remove it too", "cluster", away)
		return away, os.Symlink(away, link)
	}
	cluster, err := filepath.EvalSymlinks(link)
	if errors.Is(err, os.ErrNotExist) {
		target, _ := os.Readlink(link)
		return "", fmt.Errorf("%s points to %s, which is gone: restore that directory, or remove the link to begin anew", link, target)
	}
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(cluster)
	if err != nil {
		return "", err
	}
	if len(entries) == 0 && cluster == link {
		return "", nil
	}
	if !exists(filepath.Join(cluster, "PG_VERSION")) {
		return "", fmt.Errorf("%s holds something that is not a PostgreSQL cluster: move it away, or set KITH_DATA_DIR to another directory",
			cluster)
	}
	return cluster, nil
}

// newCluster makes the cluster of dir and returns its directory: dir/postgres, or when the owner may not go there,
// one below systemDir with a link from there.
func (s *Server) newCluster(ctx context.Context) (string, error) {
	cluster := filepath.Join(s.dir, "postgres")
	_ = os.Remove(cluster) // which succeeds only if it is empty
	if s.owner.canEnter(s.install, s.dir) {
		return cluster, s.initdb(ctx, cluster)
	}
	away := s.away()
	_, err := makeOpenDir(systemDir)
	if err == nil && !s.owner.canEnter(s.install, systemDir) {
		err = fmt.Errorf("%s is closed too", systemDir)
	}
	if err != nil {
		return "", fmt.Errorf("user %s, who must run PostgreSQL for root, may not enter %s, and %s cannot be used instead: %w; "+
			"set KITH_DATA_DIR to a directory that is open to that user",
			s.owner.name, s.dir, away, err)
	}
	s.log.Warn("the data directory is closed to the user who runs PostgreSQL for root; its database is kept elsewhere",
		"user", s.owner.name, "data_dir", s.dir, "cluster", away)
	if err := s.initdb(ctx, away); err != nil {
		return "", err
	}
	return away, os.Symlink(away, cluster)
}

func (s *Server) away() string {
	name := filepath.Base(s.dir)
	if strings.HasPrefix(name, ".") { // .kith says less than the directory it is in
		name = filepath.Base(filepath.Dir(s.dir))
	}
	return filepath.Join(systemDir, name+"-"+s.hash())
}

func (s *Server) hash() string {
	sum := sha256.Sum256([]byte(s.dir))
	return hex.EncodeToString(sum[:4])
}

// makeSocketDir makes the directory of the socket where its path is short enough and the owner can get there.
func (s *Server) makeSocketDir() (string, error) {
	short := "kith-" + s.hash()
	for _, dir := range []string{filepath.Join(s.dir, "run"), filepath.Join(os.TempDir(), short), filepath.Join("/tmp", short)} {
		list := strings.Contains(dir, ",") // which pgx takes for several hosts
		if len(socketFile(dir)) <= maxSocketPath && !list && s.owner.canEnter(s.install, filepath.Dir(dir)) {
			return dir, s.owner.makeDir(dir)
		}
	}
	return "", fmt.Errorf("no place for the socket of PostgreSQL that user %s may enter: "+
		"set KITH_DATA_DIR to a short path that is open to that user", s.owner.name)
}

func socketFile(dir string) string { return filepath.Join(dir, ".s.PGSQL.5432") }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
