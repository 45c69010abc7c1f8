// Package backup writes a database and a folder of files into one archive, and brings them back into an empty place.
//
// An archive is a tar that zstd has compressed. It begins with manifest.json, has the rows of each table in pieces of the text format of
// COPY, then the files, and ends with sums.json: row counts and SHA-256 of everything before. One without its end is refused. The rows are
// those of one snapshot, whatever is written meanwhile.
package backup

import (
	"archive/tar"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"
)

const (
	format       = 1
	manifestName = "manifest.json"
	sumsName     = "sums.json"
	tablesFolder = "tables/"
	filesFolder  = "files/"
	pieceBytes   = 4 << 20
	maxHead      = 16 << 20 // bytes of manifest.json and of sums.json
)

// Manifest says what an archive holds.
type Manifest struct {
	Format  int       `json:"format"`
	Created time.Time `json:"created"`
	// Kith is the version of the program that wrote the archive.
	Kith string `json:"kith"`
	// Schema and Queue are the versions of the database's migrations.
	Schema int64 `json:"schema"`
	Queue  int   `json:"queue"`
	// Postgres is what the database ran on.
	Postgres   string      `json:"postgres"`
	Tables     []Table     `json:"tables"`
	Partitions []Partition `json:"partitions"`
	Sequences  []Sequence  `json:"sequences"`
	// Files is whether the archive has the files too; those of a bucket are not in it.
	Files bool `json:"files"`
}

// Table is a table by its quoted name, such as public.contacts, with the columns that are stored.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Partition is a part of a table, with its bounds as PostgreSQL words them.
type Partition struct {
	Name   string `json:"name"`
	Of     string `json:"of"`
	Bounds string `json:"bounds"`
}

// Sequence is a sequence and the last number that it has given.
type Sequence struct {
	Name string `json:"name"`
	Last int64  `json:"last"`
}

// Sum is what proves that rows or files are complete and unchanged.
type Sum struct {
	Count  int64  `json:"count"`
	SHA256 string `json:"sha256"`
}

// Sums are of each table by its name, and of all files together.
type Sums struct {
	Tables map[string]Sum `json:"tables"`
	Files  Sum            `json:"files"`
}

// Rows is how many rows all tables have together.
func (s Sums) Rows() (n int64) {
	for _, sum := range s.Tables {
		n += sum.Count
	}
	return n
}

func sumOf(count int64, h hash.Hash) Sum { return Sum{count, hex.EncodeToString(h.Sum(nil))} }

// writer writes the entries of an archive.
type writer struct {
	tar  *tar.Writer
	zstd *zstd.Encoder
	time time.Time
}

func newWriter(to io.Writer, now time.Time) (*writer, error) {
	compressed, err := zstd.NewWriter(to)
	if err != nil {
		return nil, err
	}
	return &writer{tar.NewWriter(compressed), compressed, now}, nil
}

func (w *writer) header(name string, size int64) error {
	return w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.time, Format: tar.FormatPAX})
}

func (w *writer) entry(name string, content []byte) error {
	if err := w.header(name, int64(len(content))); err != nil {
		return err
	}
	_, err := w.tar.Write(content)
	return err
}

func (w *writer) json(name string, value any) error {
	content, err := json.MarshalIndent(value, "", "\t")
	if err != nil {
		return err
	}
	return w.entry(name, append(content, '\n'))
}

func (w *writer) close() error { return errors.Join(w.tar.Close(), w.zstd.Close()) }

// reader reads the entries of an archive.
type reader struct {
	tar  *tar.Reader
	zstd *zstd.Decoder
}

// open begins to read an archive and returns its manifest.
func open(from io.Reader) (*reader, Manifest, error) {
	var m Manifest
	compressed, err := zstd.NewReader(from)
	if err != nil {
		return nil, m, err
	}
	r := &reader{tar.NewReader(compressed), compressed}
	header, err := r.tar.Next()
	if err == nil && header.Name != manifestName {
		err = errors.New("it begins with " + header.Name)
	}
	if err == nil {
		err = r.json(&m)
	}
	if err != nil {
		r.close()
		return nil, m, fmt.Errorf("this is no backup of Kith: %w", err)
	}
	if m.Format != format {
		r.close()
		return nil, m, fmt.Errorf("this backup has the format %d, and this version of Kith knows %d: use the version that wrote it, %s",
			m.Format, format, m.Kith)
	}
	return r, m, nil
}

func (r *reader) json(into any) error {
	return json.NewDecoder(io.LimitReader(r.tar, maxHead)).Decode(into)
}

func (r *reader) close() { r.zstd.Close() }
