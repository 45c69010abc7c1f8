package backup

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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
