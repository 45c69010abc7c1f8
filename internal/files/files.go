// Package files stores files in a folder or in an S3 bucket, and creates links to them that expire.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/url"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // for the URLs of buckets
	"gocloud.dev/gcerrors"
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

// Store stores files under names such as `imports/7/contacts.csv`.
type Store struct {
	bucket   *blob.Bucket
	signer   *fileblob.URLSignerHMAC
	maxBytes int64
}

// Open returns the store that the options configure.
func Open(ctx context.Context, o Options) (*Store, error) {
	address, err := url.Parse(o.Address)
	if err != nil {
		return nil, err
	}
	if len(o.Key) == 0 {
		return nil, errors.New("files: the key for links is missing")
	}
	s := &Store{signer: fileblob.NewURLSignerHMAC(address, o.Key), maxBytes: o.MaxBytes}
	if s.maxBytes == 0 {
		s.maxBytes = DefaultMaxBytes
	}
	if o.Bucket == "" {
		// Temporary files are in the same folder, so that renaming them never crosses file systems.
		s.bucket, err = fileblob.OpenBucket(o.Folder,
			&fileblob.Options{URLSigner: s.signer, CreateDir: true, DirFileMode: 0o700, NoTempDir: true})
	} else if err = CheckBucket(o.Bucket); err == nil {
		s.bucket, err = blob.OpenBucket(ctx, o.Bucket)
	}
	return s, err
}

// CheckBucket rejects what is not the URL of a bucket.
func CheckBucket(bucket string) error {
	if !strings.HasPrefix(bucket, "s3://") {
		return errors.New("a bucket is named like s3://name?region=eu-central-1")
	}
	return nil
}

// Close closes the folder or bucket.
func (s *Store) Close() error { return s.bucket.Close() }

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

// Put stores the content of r, replacing any file of the same name. It stores all of the content or nothing.
func (s *Store) Put(ctx context.Context, name string, f File, r io.Reader) error {
	if err := checkName(name); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, name, &blob.WriterOptions{
		ContentType:                 f.ContentType,
		DisableContentTypeDetection: true,
		ContentDisposition:          f.disposition(),
	})
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(r, s.maxBytes+1))
	if err == nil && n > s.maxBytes {
		err = ErrTooLarge
	}
	if err != nil {
		cancel() // a writer whose context has ended stores nothing
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	return err
}

// Open returns the content of a file; fs.ErrNotExist if there is none. The caller closes it.
func (s *Store) Open(ctx context.Context, name string) (*blob.Reader, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	r, err := s.bucket.NewReader(ctx, name, nil)
	return r, missing(err)
}

// Delete deletes a file; a missing file is no error.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	err := s.bucket.Delete(ctx, name)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return err
}

// DeleteBelow deletes all files in a folder, including those that a crashed server has left half written.
func (s *Store) DeleteBelow(ctx context.Context, folder string) error {
	if err := checkName(folder); err != nil {
		return err
	}
	found := s.bucket.List(&blob.ListOptions{Prefix: folder + "/"})
	for {
		file, err := found.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.Delete(ctx, file.Key)
		}
		if err != nil {
			return err
		}
	}
}

// Old returns, of the first files of a folder in the order of their names, those that were last modified before an instant, including
// those that a crashed server has left half written. If names start with their time, it finds the oldest.
func (s *Store) Old(ctx context.Context, folder string, since time.Time, first int) ([]string, error) {
	if err := checkName(folder); err != nil {
		return nil, err
	}
	found, _, err := s.bucket.ListPage(ctx, blob.FirstPageToken, first, &blob.ListOptions{Prefix: folder + "/"})
	var names []string
	for _, file := range found {
		if file.ModTime.Before(since) {
			names = append(names, file.Key)
		}
	}
	return names, err
}

// SignedURL returns a link that lets anyone download the file until it expires.
func (s *Store) SignedURL(ctx context.Context, name string, expires time.Duration) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	return s.bucket.SignedURL(ctx, name, &blob.SignedURLOptions{Expiry: expires})
}

func checkName(name string) error {
	if !fs.ValidPath(name) || name == "." {
		return fmt.Errorf("files: %q cannot name a file", name)
	}
	return nil
}

func missing(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fs.ErrNotExist
	}
	return err
}
