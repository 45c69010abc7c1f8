//go:build unix

package postgres

import (
	"context"
	"crypto/sha512"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	downloadTries = 3
	retryPause    = time.Second      // doubled after each try
	stalledAfter  = 30 * time.Second // without a byte
)

// A downloader brings the programs of PostgreSQL from the npm registry into the cache.
type downloader struct {
	log      *slog.Logger
	progress Progress
	client   *http.Client
}

func newDownloader(log *slog.Logger, progress Progress) *downloader {
	if progress == nil {
		progress = func(string, int64) func(int) { return func(int) {} }
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() // with the proxy of the environment
	transport.ResponseHeaderTimeout = stalledAfter
	return &downloader{log: log, progress: progress, client: &http.Client{Transport: transport}}
}

// get returns the directory of the downloaded programs, downloading them if they are not there. Only one process of the machine's user
// downloads at a time; the others wait for it.
func (d *downloader) get(ctx context.Context, p pkg) (string, error) {
	if musl() {
		return "", errors.New("there is none to download for musl, the C library of this system: apk add postgresql postgresql-contrib")
	}
	if bin, ok := cached(p); ok {
		return bin, nil
	}
	cache, err := openCache()
	if err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(cache, "download.lock"), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which gives the lock back
	told := false
	err = poll(ctx, func() (bool, error) {
		locked, err := tryLock(lock)
		if !locked && err == nil && !told {
			d.log.Info("waiting for another process that downloads PostgreSQL", "cache", cache)
			told = true
		}
		return locked, err
	})
	if err != nil {
		return "", err
	}
	if bin, ok := cached(p); ok {
		return bin, nil
	}
	removeUnfinished(cache)
	return d.install(ctx, p, cache)
}

// install downloads, checks and unpacks a package. The directory appears in its place when all of it is on disk.
func (d *downloader) install(ctx context.Context, p pkg, cache string) (string, error) {
	base, err := registry()
	if err != nil {
		return "", err
	}
	address := base.JoinPath(p.path())
	d.log.Info("downloading the programs of PostgreSQL, once", "from", address.Redacted(), "into", cache)
	file, err := d.download(ctx, p, address, cache)
	if err != nil {
		return "", fmt.Errorf("it cannot be downloaded from %s: %w", address.Redacted(), hideURL(err))
	}
	defer func() { _ = file.Close() }()
	dir, err := os.MkdirTemp(cache, unfinished)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := unpack(file, dir); err != nil {
		return "", fmt.Errorf("the download cannot be unpacked: %w", err)
	}
	if err := opened(dir); err != nil {
		return "", err
	}
	if in, err := inspect(filepath.Join(dir, "bin")); err != nil || in.Major != versionIn(p.release()) {
		return "", fmt.Errorf("the downloaded programs do not run on this system: %w", err)
	}
	syscall.Sync() // one call for a thousand files: the directory must not outlive a power failure without them
	place := filepath.Join(cache, p.folder())
	if err := os.Rename(dir, place); err != nil {
		return "", err
	}
	d.log.Info("PostgreSQL is downloaded; no network is needed from now on", "dir", place)
	return filepath.Join(place, "bin"), syncDir(cache)
}

// download returns the package as an open file without a name, at its beginning, and its content checked.
func (d *downloader) download(ctx context.Context, p pkg, address *url.URL, cache string) (_ *os.File, err error) {
	file, err := os.CreateTemp(cache, unfinished)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
		}
	}()
	if err := os.Remove(file.Name()); err != nil {
		return nil, err
	}
	for try, pause := 1, retryPause; ; try, pause = try+1, pause*2 {
		err = d.fetch(ctx, p, address, file)
		var final *finalError
		if err == nil || errors.As(err, &final) || try == downloadTries || ctx.Err() != nil {
			break
		}
		d.log.Warn("the download of PostgreSQL broke off; trying again", "err", hideURL(err))
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return file, err
}

// finalError is a failure that another try cannot mend.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func (d *downloader) fetch(ctx context.Context, p pkg, address *url.URL, file *os.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		err := fmt.Errorf("the registry answers %s", response.Status)
		if response.StatusCode < 500 && response.StatusCode != http.StatusTooManyRequests {
			err = &finalError{err}
		}
		return err
	}
	body := &watched{Reader: io.LimitReader(response.Body, maxPackage+1), add: d.progress("PostgreSQL", response.ContentLength),
		timer: time.AfterFunc(stalledAfter, func() { cancel(fmt.Errorf("nothing came for %s", stalledAfter)) })}
	defer body.timer.Stop()
	hash := sha512.New()
	size, err := io.Copy(io.MultiWriter(file, hash), body)
	if err != nil {
		return errors.Join(context.Cause(ctx), err)
	}
	want, err := p.sum()
	if err != nil {
		return err
	}
	if size > maxPackage || subtle.ConstantTimeCompare(hash.Sum(nil), want) == 0 {
		return &finalError{errors.New("what came is not the package that this version of Kith knows: its SHA-512 is another. " +
			"Nothing was installed")}
	}
	return nil
}

// watched is a body whose progress is told, and whose timer ends it when nothing comes.
type watched struct {
	io.Reader
	add   func(int)
	timer *time.Timer
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.timer.Reset(stalledAfter)
		w.add(n)
	}
	return n, err
}

// hideURL drops the address from an error of net/http, which may hold a password.
func hideURL(err error) error {
	var told *url.Error
	if errors.As(err, &told) {
		return told.Err
	}
	return err
}

// musl reports whether the C library of this system is another than the packages are made for.
func musl() bool {
	found, _ := filepath.Glob("/lib/ld-musl-*") // fails for a bad pattern only
	glibc, _ := filepath.Glob("/lib*/ld-linux*")
	return len(found) > 0 && len(glibc) == 0
}
