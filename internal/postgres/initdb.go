//go:build unix

package postgres

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// initdb makes a cluster beside its place and moves it there when it is whole, so that a crash leaves nothing half
// done. Text sorts by code point, which no update of the C library changes; letters are those of Unicode, for the
// trigrams of the search.
func (s *Server) initdb(ctx context.Context, cluster string) error {
	parent, name := filepath.Split(cluster)
	prefix := name + ".new-"
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	for _, e := range entries { // of runs that were killed
		if strings.HasPrefix(e.Name(), prefix) {
			_ = os.RemoveAll(filepath.Join(parent, e.Name())) // an initdb may still write there; then next time
		}
	}
	dir, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := s.owner.own(dir); err != nil {
		return err
	}
	var out []byte
	for _, letters := range []string{"C.UTF-8", "en_US.UTF-8", "C"} { // not every system has the first
		args := []string{"-D", dir, "-U", "kith", "-E", "UTF8", "--locale=C", "--lc-ctype=" + letters, "--data-checksums",
			"--auth-local=peer", "--auth-host=reject", "--no-instructions"}
		if s.params["fsync"] == "off" {
			args = append(args, "--no-sync")
		}
		if out, err = s.owner.command(ctx, filepath.Join(s.install.Dir, "initdb"), args...).CombinedOutput(); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("initdb failed: %w: %s", err, lastLines(out))
	}
	if err := os.Rename(dir, cluster); err != nil {
		return err
	}
	return syncDir(parent)
}

// writeAccess lets the owner and ourselves in as the database user kith, and nobody else.
func (s *Server) writeAccess() error {
	who := []string{s.owner.name}
	if s.owner.dropped {
		who = append(who, "root")
	}
	var ident strings.Builder
	for _, name := range who {
		fmt.Fprintf(&ident, "kith %q kith\n", name)
	}
	files := map[string]string{"pg_hba.conf": "local all kith peer map=kith\n", "pg_ident.conf": ident.String()}
	for name, lines := range files {
		path := filepath.Join(s.cluster, name)
		next := path + ".new"
		if err := os.WriteFile(next, []byte("# Kith writes this file at each start.\n"+lines), 0o600); err != nil {
			return err
		}
		if err := s.owner.own(next); err != nil {
			return err
		}
		if err := os.Rename(next, path); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// lastLines returns the end of what a program said, which is where it says why it failed.
func lastLines(out []byte) string {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-10):], []byte("\n")))
}
