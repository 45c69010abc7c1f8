// Package files keeps files beside the database, in a folder or in an S3 bucket, and makes links to them that expire.
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

// DefaultMaxBytes bounds one file unless the options say otherwise.
const DefaultMaxBytes = 4 << 30

// ErrTooLarge is the error of a Put whose content is longer than a file may be.
var ErrTooLarge = errors.New("files: the file is too large")

// Options say where the files are and how links to them are made.
type Options struct {
	// Folder holds the files when there is no Bucket; it is made if it is not there.
	Folder string
	// Bucket is the URL of an S3 bucket, such as s3://kith?region=eu-central-1.
	Bucket string
	// Address is where the Store itself is served; links to files in a folder begin with it.
	Address string
	// Key signs the links to files in a folder. All servers that share the folder have the same.
	Key []byte
	// MaxBytes bounds one file; 0 is DefaultMaxBytes.
	MaxBytes int64
}

// Store holds files under names like «imports/7/contacts.csv».
type Store struct {
	bucket   *blob.Bucket
	signer   *fileblob.URLSignerHMAC
	maxBytes int64
}

// Open returns the store that the options describe.
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
		// Temporary files lie beside the others: a rename moves nothing to another file system.
		s.bucket, err = fileblob.OpenBucket(o.Folder,
			&fileblob.Options{URLSigner: s.signer, CreateDir: true, DirFileMode: 0o700, NoTempDir: true})
	} else if err = CheckBucket(o.Bucket); err == nil {
		s.bucket, err = blob.OpenBucket(ctx, o.Bucket)
	}
	return s, err
}

// CheckBucket refuses what is not the URL of a bucket.
func CheckBucket(bucket string) error {
	if !strings.HasPrefix(bucket, "s3://") {
		return errors.New("a bucket is named like s3://name?region=eu-central-1")
	}
	return nil
}

// Close lets go of the folder or bucket.
func (s *Store) Close() error { return s.bucket.Close() }

// File says how a file is to be downloaded.
type File struct {
	// ContentType is its media type.
	ContentType string
	// Filename is what browsers call it when they save it; a file without is shown in place.
	Filename string
}

// disposition tells browsers what to do with the file.
func (f File) disposition() string {
	if f.Filename == "" {
		return "inline"
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": f.Filename})
}

// Put stores what r holds, in place of what had the name. Nothing is stored unless all of it is.
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

// Open returns the content of a file; fs.ErrNotExist without one. The caller closes it.
func (s *Store) Open(ctx context.Context, name string) (*blob.Reader, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	r, err := s.bucket.NewReader(ctx, name, nil)
	return r, missing(err)
}

// Delete removes a file; that there is none is no error.
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

// DeleteBelow removes all files whose names begin with the name of a folder, also those that a server which died has left half written.
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

// Old returns, of the first files of a folder in the order of their names, those that nothing has been written to since an instant, also
// those that a server which died has left half written. Where names begin with their time, it finds the oldest.
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

// SignedURL returns a link with which anyone can download the file until it expires.
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
