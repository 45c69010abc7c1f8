//go:build unix

package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// systemCache keeps what root has downloaded: its own cache is closed to the user who runs PostgreSQL for it.
const systemCache = "/var/cache/kith"

// cacheDirs lists where downloaded programs may be kept, the best place first.
func cacheDirs() []string {
	var dirs []string
	if own, err := os.UserCacheDir(); err == nil {
		dirs = append(dirs, filepath.Join(own, "kith"))
	}
	if os.Geteuid() == 0 {
		dirs = append(dirs, systemCache)
	}
	return append(dirs, filepath.Join(os.TempDir(), fmt.Sprintf("kith-cache-%d", os.Geteuid())))
}

// openCache makes the directory of downloaded programs in the first place that can be used.
func openCache() (string, error) {
	var errs []error
	for _, dir := range cacheDirs() {
		err := makeCache(dir)
		if err == nil {
			return dir, nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("no place for downloaded programs: %w; set XDG_CACHE_HOME to a directory that can be written", errors.Join(errs...))
}

func makeCache(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	fi, err := os.Lstat(dir) // in a directory open to all, another user may have been first
	if err != nil {
		return err
	}
	if !fi.IsDir() || uidOf(fi) != os.Geteuid() {
		return fmt.Errorf("%s is not a directory of this user", dir)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // whatever the umask was
		return err
	}
	if err := writable(dir); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		return openToAll(dir)
	}
	return nil
}

func writable(dir string) error {
	probe, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// openToAll refuses a directory that users other than its owner cannot reach.
func openToAll(dir string) error {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	for path := dir; ; path = filepath.Dir(path) {
		fi, err := os.Stat(path)
		if err != nil {
			return err
		}
		if fi.Mode()&0o001 == 0 {
			return fmt.Errorf("%s is closed to the user who runs PostgreSQL for root", path)
		}
		if path == filepath.Dir(path) {
			return nil
		}
	}
}

// cached returns the directory of downloaded programs, if they are there. What lies where others can write counts only if nobody else
// can have put it there.
func cached(p pkg) (string, bool) {
	for _, dir := range cacheDirs() {
		bin := filepath.Join(dir, p.folder(), "bin")
		fi, err := os.Lstat(dir)
		if err == nil && fi.IsDir() && (uidOf(fi) == os.Geteuid() || uidOf(fi) == 0) && exists(bin) {
			if os.Geteuid() != 0 || openToAll(bin) == nil {
				return bin, true
			}
		}
	}
	return "", false
}

// cachedPrograms lists the directories of all downloaded programs, those of other versions of Kith too.
func cachedPrograms() (dirs []string) {
	for _, dir := range cacheDirs() {
		fi, err := os.Lstat(dir)
		if err != nil || !fi.IsDir() || uidOf(fi) != os.Geteuid() && uidOf(fi) != 0 {
			continue
		}
		found, _ := filepath.Glob(filepath.Join(dir, packagePrefix+"*", "bin")) // fails for a bad pattern only
		for _, bin := range found {
			if os.Geteuid() != 0 || openToAll(bin) == nil {
				dirs = append(dirs, bin)
			}
		}
	}
	return dirs
}

// removeUnfinished removes what killed downloads have left in a cache, whose lock the caller holds.
func removeUnfinished(cache string) {
	entries, _ := os.ReadDir(cache) // what cannot be read is left alone
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			_ = os.RemoveAll(filepath.Join(cache, e.Name()))
		}
	}
}

const unfinished = "unfinished-"

// tryLock takes the lock of a file, which the kernel gives back when the process dies.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
