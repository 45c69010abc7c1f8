package app

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDiskFull fills the disk under PostgreSQL and makes room again: the server is back by itself, with everything that was acknowledged.
// Only root can make a small disk.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	here := privatePlace(t)
	if err := syscall.Mount("tmpfs", here.dir, "tmpfs", 0, "size=110m,mode=755"); err != nil {
		t.Skipf("no small disk: %v", err) // in a container that may not mount
	}
	t.Cleanup(func() { _ = syscall.Unmount(here.dir, syscall.MNT_DETACH) })
	s := here.serve(t)
	var w writers
	w.start(t, s, 4, strings.Repeat("x", 200))
	await(t, func() bool { return w.count() > 20 })
	filler := filepath.Join(here.dir, "filler")
	full := func() bool {
		file, err := os.OpenFile(filler, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return errors.Is(err, syscall.ENOSPC)
		}
		defer func() { _ = file.Close() }()
		for err == nil {
			_, err = file.Write(make([]byte, 64<<10))
		}
		return errors.Is(err, syscall.ENOSPC)
	}
	await(t, func() bool { return full() && w.unavailable.Load() > 0 })
	if s.status(t, "/healthz") != http.StatusOK {
		t.Error("a server that waits for room passes for dead")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return s.status(t, "/readyz") == http.StatusOK })
	before := w.count()
	await(t, func() bool { return w.count() > before+20 })
	w.end(t, here)
}
