package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
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
