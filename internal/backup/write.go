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
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Source is what is backed up.
type Source struct {
	Pool *pgxpool.Pool
	// Folder holds the files; empty when they are in a bucket, which has its own ways to be kept.
	Folder string
	// Kith is the version of the program.
	Kith string
}

// Write writes a backup. Nobody is kept from writing to the database meanwhile.
func Write(ctx context.Context, to io.Writer, s Source) (Sums, error) {
	sums := Sums{Tables: map[string]Sum{}}
	now := time.Now().UTC()
	w, err := newWriter(to, now)
	if err != nil {
		return sums, err
	}
	err = pgx.BeginTxFunc(ctx, s.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		m, err := describe(ctx, tx)
		if err != nil {
			return err
		}
		m.Format, m.Created, m.Kith, m.Files = format, now, s.Kith, s.Folder != ""
		if err := w.json(manifestName, m); err != nil {
			return err
		}
		for _, table := range m.Tables {
			if sums.Tables[table.Name], err = w.table(ctx, tx, table); err != nil {
				return fmt.Errorf("%s: %w", table.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return sums, errors.Join(err, w.close())
	}
	// After the rows: a file is stored before the row that refers to it.
	if sums.Files, err = w.files(ctx, s.Folder); err == nil {
		err = w.json(sumsName, sums)
	}
	return sums, errors.Join(err, w.close())
}

// table writes the rows of a table.
func (w *writer) table(ctx context.Context, tx pgx.Tx, t Table) (Sum, error) {
	p := &pieces{w: w, name: t.Name, hash: sha256.New()}
	tag, err := tx.Conn().PgConn().CopyTo(ctx, p, t.copyTo())
	if err == nil {
		err = p.flush()
	}
	return sumOf(tag.RowsAffected(), p.hash), err
}

func (t Table) list() string {
	quoted := make([]string, len(t.Columns))
	for i, name := range t.Columns {
		quoted[i] = pgx.Identifier{name}.Sanitize()
	}
	return strings.Join(quoted, ", ")
}

// copyTo is the statement that reads the table; a SELECT, because COPY reads no partitioned table by its name.
func (t Table) copyTo() string {
	return fmt.Sprintf("COPY (SELECT %s FROM %s) TO STDOUT", t.list(), t.Name)
}

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
		if err = errors.Join(err, ctx.Err()); err != nil || !entry.Type().IsRegular() {
			return err
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
