package backup

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

func damaged(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("its end is missing")
	}
	return fmt.Errorf("the backup is damaged: %w", err)
}

func walkFiles(next *entries, visit func(string, io.Reader) error) (Sum, error) {
	h := sha256.New()
	var count int64
	for {
		header, err := next.peek()
		if err != nil {
			return Sum{}, damaged(err)
		}
		name, ok := strings.CutPrefix(header.Name, filesFolder)
		if !ok {
			return sumOf(count, h), nil
		}
		count++
		startFile(h, name, header.Size)
		content := io.TeeReader(next.tar, h)
		if visit != nil {
			if err := visit(name, content); err != nil {
				return Sum{}, fmt.Errorf("%s: %w", header.Name, err)
			}
		}
		if _, err := io.Copy(io.Discard, content); err != nil {
			return Sum{}, damaged(err)
		}
		next.taken()
	}
}

// entries are those of a tar, of which one can be looked at before it is taken.
type entries struct {
	tar    *tar.Reader
	header *tar.Header
}

func (e *entries) peek() (*tar.Header, error) {
	var err error
	if e.header == nil {
		e.header, err = e.tar.Next()
	}
	return e.header, err
}

func (e *entries) taken() { e.header = nil }

// tableRows reads the pieces of one table as if they were one.
type tableRows struct {
	*entries
	prefix string
	hash   hash.Hash
	count  int64
	ended  bool
}

func (r *tableRows) Read(b []byte) (int, error) {
	for !r.ended {
		header, err := r.peek()
		if err != nil {
			return 0, damaged(err)
		}
		if !strings.HasPrefix(header.Name, r.prefix) {
			break
		}
		n, err := r.tar.Read(b)
		r.hash.Write(b[:n])
		for _, c := range b[:n] {
			if c == '\n' { // those within values are escaped
				r.count++
			}
		}
		if errors.Is(err, io.EOF) {
			r.taken()
			err = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	r.ended = true
	return 0, io.EOF
}
