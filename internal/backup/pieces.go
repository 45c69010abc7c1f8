package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// pieces gathers what is written into entries of the archive: tar wants to know the size of an entry before it.
type pieces struct {
	w    *writer
	name string
	hash hash.Hash
	buf  bytes.Buffer
	n    int
}

func (p *pieces) Write(b []byte) (int, error) {
	p.buf.Write(b)
	if p.buf.Len() >= pieceBytes {
		return len(b), p.flush()
	}
	return len(b), nil
}

func (p *pieces) flush() error {
	if p.buf.Len() == 0 {
		return nil
	}
	p.hash.Write(p.buf.Bytes())
	err := p.w.entry(fmt.Sprintf("%s%s/%06d", tablesFolder, p.name, p.n), p.buf.Bytes())
	p.n++
	p.buf.Reset()
	return err
}

// files writes the files of a folder. One that is removed meanwhile is left out, as is one that is half written.
func (w *writer) files(ctx context.Context, folder string) (Sum, error) {
	h := sha256.New()
	var count int64
	if folder == "" {
		return sumOf(0, h), nil
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if entry.IsDir() && path == filepath.Join(folder, Folder) {
			return fs.SkipDir // backups have no earlier ones in them
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		info, err := file.Stat()
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if err := w.header(filesFolder+name, info.Size()); err != nil {
			return err
		}
		count++
		startFile(h, name, info.Size())
		_, err = io.CopyN(io.MultiWriter(w.tar, h), file, info.Size())
		return err
	})
	return sumOf(count, h), err
}

// startFile adds the name and size of a file to the sum of all files, before its content.
func startFile(h hash.Hash, name string, size int64) { fmt.Fprintf(h, "%q %d\n", name, size) }
