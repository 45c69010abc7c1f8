//go:build linux

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

// smallDisk is set by the step diskfull of .ci/run, where a disk that can't be mounted is a failure.
const smallDisk = "KITH_TEST_SMALL_DISK"

// TestDiskFull fills the disk under PostgreSQL and makes room again: the server is back by itself, with everything that was acknowledged.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	here := privatePlace(t)
	if err := syscall.Mount("tmpfs", here.dir, "tmpfs", 0, "size=110m,mode=755"); err != nil {
		if os.Getenv(smallDisk) != "" {
			t.Fatalf("no small disk: %v", err)
		}
		t.Skipf("no small disk can be mounted here (%v): run make diskfull as root where it can", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(here.dir, syscall.MNT_DETACH) })
	s := here.serve(t)
	var w writers
	w.start(t, s, 4, strings.Repeat("x", 200))
	await(t, func() bool { return w.count() > 20 })
	filler := filepath.Join(here.dir, "filler")
	// PostgreSQL and the filler take turns: what one of them gives back, the other may take.
	await(t, func() bool { return fill(filler) && w.unavailable.Load() > 0 })
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
	s.stop(t)
}

// fill appends to a file until the disk is full, and reports whether it is.
func fill(path string) bool {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Is(err, syscall.ENOSPC)
	}
	defer func() { _ = file.Close() }()
	for err == nil {
		_, err = file.Write(make([]byte, 64<<10))
	}
	return errors.Is(err, syscall.ENOSPC)
}
