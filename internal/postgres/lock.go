//go:build unix

package postgres

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// acquire takes the lock of the data directory, which the kernel gives back when the process dies, and writes into
// it who has it. It returns an InUseError at once if another process does.
func acquire(dir, address string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the data directory: %w", err)
	}
	free, err := tryLock(f)
	if !free && err == nil {
		defer f.Close()
		return nil, holder(dir, f)
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = fmt.Fprintf(f, "%d\n%s\n%s\n", os.Getpid(), time.Now().UTC().Format(time.RFC3339), address)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot lock the data directory: %w", err)
	}
	return f, nil
}

func holder(dir string, f io.Reader) *InUseError {
	e := &InUseError{DataDir: dir}
	_, _ = fmt.Fscanf(f, "%d\n%s\n%s\n", &e.PID, &e.Since, &e.Address) // as much as the holder has written
	return e
}
