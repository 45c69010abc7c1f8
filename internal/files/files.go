// Package files stores files in a folder or in an S3 bucket, and creates links to them that expire.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"mime"
	"time"
)

// DefaultMaxBytes is the default maximum size of a file.
const DefaultMaxBytes = 4 << 30

// ErrTooLarge is the error of a Put whose content exceeds the maximum size.
var ErrTooLarge = errors.New("files: the file is too large")

// Options configure where files are stored and how links to them are made.
type Options struct {
	// Folder holds the files if there is no Bucket; it is created if it does not exist.
	Folder string
	// Bucket is the URL of an S3 bucket, such as s3://kith?region=eu-central-1.
	Bucket string
	// Address is the public URL of the Store itself; links to files in a folder start with it.
	Address string
	// Key signs the links to files in a folder. All servers that share the folder must have the same key.
	Key []byte
	// MaxBytes is the maximum size of a file; 0 means DefaultMaxBytes.
	MaxBytes int64
}

// place is where files are: a folder or a bucket. Names are valid by then.
//
// It has functions instead of being an interface, because of any type that an interface holds, and of those in its fields, the linker
// keeps all methods, as GORM calls methods by names that it computes. Of the client of S3 that would be a megabyte.
type place struct {
	// put stores all of r or nothing.
	put func(ctx context.Context, name string, f File, r io.Reader) error
	// open returns fs.ErrNotExist if there is no such file.
	open func(ctx context.Context, name string) (*Content, error)
	// remove returns no error if there is no such file.
	remove func(ctx context.Context, name string) error
	// list yields the files of a folder in the order of their names, including those that are half written.
	list func(ctx context.Context, folder string) iter.Seq2[entry, error]
	// probe finds out whether the place is there and can be listed.
	probe func(ctx context.Context) error
	link  func(ctx context.Context, name string, expires time.Duration) (string, error)
	close func() error
}

// entry is a file of a list.
type entry struct {
	name     string
	modified time.Time
}

// Store stores files under names such as `imports/7/contacts.csv`.
type Store struct {
	place    place
	signer   signer
	maxBytes int64
	// served is called with each file that is about to be served by its link, if it is not nil.
	served func(ctx context.Context, name string) error
	// scanner looks at what others send; nil if nothing does.
	scanner *Scanner
}

// ScanWith sets the virus scanner of files that others send. It is called before the store is used; without it, Scan refuses nothing.
func (s *Store) ScanWith(scanner *Scanner) { s.scanner = scanner }

// Scan refuses a file that somebody sent if it has a virus, or if that can't be found out; the errors are those of Scanner.Scan. Whoever
// takes files calls it before it reads or stores them.
func (s *Store) Scan(ctx context.Context, r io.Reader) error { return s.scanner.Scan(ctx, r) }

// OnDownload sets a function that is called before a file is served by its link, with its name; if it fails, the file is not served. It is
// called before the store is used.
func (s *Store) OnDownload(fn func(ctx context.Context, name string) error) { s.served = fn }

// Open returns the store that the options configure.
func Open(_ context.Context, o Options) (*Store, error) {
	links, err := newSigner(o.Address, o.Key)
	if err != nil {
		return nil, err
	}
	s := &Store{signer: links, maxBytes: o.MaxBytes}
	if s.maxBytes == 0 {
		s.maxBytes = DefaultMaxBytes
	}
	if o.Bucket == "" {
		s.place, err = openFolder(o.Folder, links)
	} else {
		s.place, err = openBucket(o.Bucket, s.maxBytes)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Close closes the folder or bucket.
func (s *Store) Close() error { return s.place.close() }

// File is how a file is downloaded.
type File struct {
	// ContentType is its media type.
	ContentType string
	// Filename is the suggested name when the file is saved; a file without one is shown inline.
	Filename string
}

// disposition returns the Content-Disposition of the file.
func (f File) disposition() string {
	if f.Filename == "" {
		return "inline"
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": f.Filename})
}

// Content is a file that is read, and how it is downloaded.
type Content struct {
	io.ReadSeekCloser
	// ContentType and Disposition are those that the file was stored with.
	ContentType, Disposition string
	Modified                 time.Time
}

// Put stores the content of r, replacing any file of the same name. It stores all of the content or nothing.
func (s *Store) Put(ctx context.Context, name string, f File, r io.Reader) error {
	if err := checkName(name); err != nil {
		return err
	}
	limited := &limitedReader{ctx: ctx, from: r, left: s.maxBytes}
	err := s.place.put(ctx, name, f, limited)
	if limited.failed != nil {
		return limited.failed
	}
	return err
}

// limitedReader fails when its context ends, with ErrTooLarge when there is more than it may read, and notes why it failed.
type limitedReader struct {
	ctx    context.Context
	from   io.Reader
	left   int64
	failed error
}

func (r *limitedReader) Read(p []byte) (int, error) {
	if r.failed != nil {
		return 0, r.failed
	}
	n, err := r.from.Read(p)
	if r.left -= int64(n); r.left < 0 {
		err = ErrTooLarge
	}
	if ended := r.ctx.Err(); ended != nil {
		err = ended
	}
	if err != nil && err != io.EOF { //nolint:errorlint // only io.EOF itself ends a file
		// Wrapped, because a library may take a bare io.ErrUnexpectedEOF for the end of the file.
		r.failed = fmt.Errorf("files: reading what is to be stored: %w", err)
		return 0, r.failed
	}
	return n, err
}

// Open returns the content of a file; fs.ErrNotExist if there is none. The caller closes it.
func (s *Store) Open(ctx context.Context, name string) (*Content, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	return s.place.open(ctx, name)
}

// Delete deletes a file; a missing file is no error.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return s.place.remove(ctx, name)
}

// DeleteBelow deletes all files in a folder, including those that a crashed server has left half written.
func (s *Store) DeleteBelow(ctx context.Context, folder string) error {
	if err := checkName(folder); err != nil {
		return err
	}
	for file, err := range s.place.list(ctx, folder) {
		if err == nil {
			err = s.place.remove(ctx, file.name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Old returns, of the first files of a folder in the order of their names, those that were last modified before an instant, including
// those that a crashed server has left half written. If names start with their time, it finds the oldest.
func (s *Store) Old(ctx context.Context, folder string, since time.Time, first int) ([]string, error) {
	if err := checkName(folder); err != nil {
		return nil, err
	}
	var names []string
	for file, err := range s.place.list(ctx, folder) {
		if err != nil {
			return nil, err
		}
		if file.modified.Before(since) {
			names = append(names, file.name)
		}
		if first--; first <= 0 {
			break
		}
	}
	return names, nil
}

// SignedURL returns a link that lets anyone download the file until it expires.
func (s *Store) SignedURL(ctx context.Context, name string, expires time.Duration) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	return s.place.link(ctx, name, expires)
}

func checkName(name string) error {
	if !fs.ValidPath(name) || name == "." {
		return fmt.Errorf("files: %q cannot name a file", name)
	}
	return nil
}
