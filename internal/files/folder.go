package files

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path"
	"strings"
	"time"
)

const (
	// attributesSuffix ends the name of the file beside another that says how that is downloaded.
	attributesSuffix = ".attrs"
	// halfSuffix is in the name of a file that is being written, after the name that it will have.
	halfSuffix = ".new-"
	// octets is the media type of a file of which nothing is known.
	octets = "application/octet-stream"
)

// folder is a place on this machine.
type folder struct {
	root   *os.Root
	signer signer
}

// attributes are what is stored beside a file.
type attributes struct {
	ContentType string `json:"user.content_type"`
	Disposition string `json:"user.content_disposition"`
}

func openFolder(dir string, links signer) (place, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return place{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return place{}, err
	}
	f := &folder{root, links}
	return place{put: f.put, open: f.open, remove: f.remove, list: f.list, probe: f.probe, link: f.link, close: root.Close}, nil
}

func (f *folder) link(_ context.Context, name string, expires time.Duration) (string, error) {
	return f.signer.sign(name, expires), nil
}

func (f *folder) probe(context.Context) error {
	_, err := fs.ReadDir(f.root.FS(), ".")
	return err
}

// put writes the file beside its place and moves it there when all of it is on disk.
func (f *folder) put(_ context.Context, name string, about File, r io.Reader) error {
	if info, err := f.root.Lstat(name); err == nil && info.IsDir() {
		return fmt.Errorf("files: %s is a folder", name)
	}
	beside, err := json.Marshal(attributes{about.ContentType, about.disposition()})
	if err == nil {
		err = f.root.MkdirAll(path.Dir(name), 0o700)
	}
	if err != nil {
		return err
	}
	half := name + halfSuffix + fmt.Sprintf("%016x", rand.Uint64())
	err = f.write(half, r)
	if err == nil {
		err = f.write(half+attributesSuffix, bytes.NewReader(beside))
	}
	// The attributes first: a file is never served without them, and attributes of no file are not seen.
	if err == nil {
		err = f.root.Rename(half+attributesSuffix, name+attributesSuffix)
	}
	if err == nil {
		err = f.root.Rename(half, name)
	}
	if err != nil {
		return errors.Join(err, f.unlink(half), f.unlink(half+attributesSuffix))
	}
	return nil
}

// write makes a file that nobody but this user may read.
func (f *folder) write(name string, r io.Reader) error {
	file, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	if err == nil {
		err = file.Sync() // because the database will say that it is there
	}
	return errors.Join(err, file.Close())
}

// unlink removes a file, which may be missing.
func (f *folder) unlink(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *folder) open(_ context.Context, name string) (*Content, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	about := attributes{ContentType: octets, Disposition: "attachment"}
	if err == nil {
		err = f.readAttributes(name, &about)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Content{file, about.ContentType, about.Disposition, info.ModTime()}, nil
}

func (f *folder) readAttributes(name string, into *attributes) error {
	text, err := f.root.ReadFile(name + attributesSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("files: what is stored beside %s can't be read: %w", name, err)
	}
	return nil
}

func (f *folder) remove(_ context.Context, name string) error {
	return errors.Join(f.unlink(name), f.unlink(name+attributesSuffix))
}

func (f *folder) list(ctx context.Context, dir string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		err := fs.WalkDir(f.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist): // removed meanwhile
				return nil
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case d.IsDir() || strings.HasSuffix(name, attributesSuffix):
				return nil
			}
			info, err := d.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if !yield(entry{name, info.ModTime()}, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(entry{}, err)
		}
	}
}
