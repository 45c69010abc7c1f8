package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"strings"
)

// Verify reads a whole archive and returns what it holds, or an error if anything of it is missing or has changed.
func Verify(from io.Reader) (Manifest, Sums, error) {
	return walk(from, visitor{})
}

// visitor takes what an archive holds, in its order; a nil function leaves it.
type visitor struct {
	// manifest is given before everything else.
	manifest func(Manifest) error
	// rows are those of one table, all of them, in the text format of COPY.
	rows func(table Table, rows io.Reader) error
	file func(name string, content io.Reader) error
}

// walk reads an archive to its end and compares it with its sums.
func walk(from io.Reader, v visitor) (Manifest, Sums, error) {
	r, m, err := open(from)
	if err != nil {
		return m, Sums{}, err
	}
	defer r.close()
	if v.manifest != nil {
		if err := v.manifest(m); err != nil {
			return m, Sums{}, err
		}
	}
	found := Sums{Tables: map[string]Sum{}}
	next := &entries{tar: r.tar}
	for _, table := range m.Tables {
		rows := &tableRows{entries: next, prefix: tablesFolder + table.Name + "/", hash: sha256.New()}
		if v.rows != nil {
			if err := v.rows(table, rows); err != nil {
				return m, found, fmt.Errorf("%s: %w", table.Name, err)
			}
		}
		if _, err := io.Copy(io.Discard, rows); err != nil {
			return m, found, damaged(err)
		}
		found.Tables[table.Name] = sumOf(rows.count, rows.hash)
	}
	if found.Files, err = walkFiles(next, v.file); err != nil {
		return m, found, err
	}
	header, err := next.peek()
	if err == nil && header.Name != sumsName {
		err = errors.New("it holds " + header.Name)
	}
	var want Sums
	if err == nil {
		err = json.NewDecoder(io.LimitReader(r.tar, maxHead)).Decode(&want)
	}
	if err != nil {
		return m, found, damaged(err)
	}
	if found.Files != want.Files || !maps.Equal(found.Tables, want.Tables) {
		return m, found, damaged(errors.New("its sums do not fit"))
	}
	next.taken()
	_, err = next.peek()
	behind := int64(1)
	if errors.Is(err, io.EOF) {
		behind, err = io.Copy(io.Discard, r.zstd) // which reads the checksum of the compression too
	}
	if err == nil && behind > 0 {
		err = errors.New("it goes on behind its end")
	}
	if err != nil {
		return m, found, damaged(err)
	}
	return m, found, nil
}

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
