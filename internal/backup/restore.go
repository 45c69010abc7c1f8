package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/migrations"
)

// ErrNotEmpty is the error of a target that holds something.
var ErrNotEmpty = errors.New("the target is not empty")

// Target is where a backup goes to.
type Target struct {
	Pool *pgxpool.Pool
	// Folder is for the files; empty when they are in a bucket.
	Folder string
	// Continues says that the database goes on here and nowhere else, so that cursors of events stay valid.
	Continues bool
}

// Restore brings a backup into an empty database and an empty folder: all of it or nothing. It reads the archive twice: first to the end,
// without changing anything. What it has stored is read back and compared with the sums of the archive. Event cursors from before are told
// apart from those of the restored log, unless the database continues.
func Restore(ctx context.Context, from io.ReadSeeker, t Target) (Manifest, Sums, error) {
	m, sums, err := Verify(from)
	if err != nil {
		return m, sums, err
	}
	if err := t.empty(ctx); err != nil {
		return m, sums, err
	}
	if latest := migrations.Latest(); m.Schema > latest {
		return m, sums, fmt.Errorf("the backup was written by a newer Kith, %s: its database is at version %d, and this program knows %d",
			m.Kith, m.Schema, latest)
	}
	if err := migrations.To(ctx, t.Pool, m.Schema, m.Queue); err != nil {
		return m, sums, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return m, sums, err
	}
	files, err := stageFiles(t.Folder)
	if err != nil {
		return m, sums, err
	}
	defer files.discard()
	err = pgx.BeginFunc(ctx, t.Pool, func(tx pgx.Tx) error {
		if err := load(ctx, tx, from, m, files); err != nil {
			return err
		}
		if err := compare(ctx, tx, m, sums); err != nil {
			return err
		}
		if t.Continues {
			return files.keep()
		}
		// Events get numbers that others had in the life that was lost.
		if _, err := tx.Exec(ctx, `UPDATE public.account_seq SET epoch = floor(random() * 9007199254740991)::bigint`); err != nil {
			return err
		}
		return files.keep()
	})
	if err != nil {
		return m, sums, errors.Join(err, files.undo())
	}
	if _, err := t.Pool.Exec(ctx, `ANALYZE`); err != nil {
		return m, sums, err
	}
	_, err = migrations.Up(ctx, t.Pool)
	return m, sums, err
}

// empty refuses a database that has an account.
func (t Target) empty(ctx context.Context) error {
	var made, used bool
	err := t.Pool.QueryRow(ctx, `SELECT to_regclass('public.accounts') IS NOT NULL`).Scan(&made)
	if err == nil && made {
		err = t.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM public.accounts)`).Scan(&used)
	}
	if err == nil && used {
		err = fmt.Errorf("%w: its database has accounts", ErrNotEmpty)
	}
	return err
}

var partitionBounds = regexp.MustCompile(`^FOR VALUES FROM \('[0-9: +-]+'\) TO \('[0-9: +-]+'\)$`)

// load stores the rows. Indexes and foreign keys are made after them, which is faster, needs no order, and proves every reference.
func load(ctx context.Context, tx pgx.Tx, from io.Reader, m Manifest, files *stage) error {
	for _, setting := range []string{
		"SET LOCAL search_path = ''", "SET LOCAL maintenance_work_mem = '256MB'", "SET LOCAL statement_timeout = 0",
		"SET LOCAL kith.touches = 'off'", // nobody looks at lists of these contacts yet
	} {
		if _, err := tx.Exec(ctx, setting); err != nil {
			return err
		}
	}
	known, err := describe(ctx, tx)
	if err != nil {
		return err
	}
	tables := map[string]Table{}
	for _, t := range known.Tables {
		tables[t.Name] = t
	}
	for _, t := range m.Tables {
		if fmt.Sprint(tables[t.Name]) != fmt.Sprint(t) {
			return fmt.Errorf("the table %s of the backup is not one of a database at version %d", t.Name, m.Schema)
		}
	}
	if err := makePartitions(ctx, tx, m, known); err != nil {
		return err
	}
	again, err := takeDown(ctx, tx)
	if err != nil {
		return err
	}
	names := make([]string, len(m.Tables))
	for i, t := range m.Tables {
		names[i] = t.Name
	}
	// What migrations have put there. Rows go into new files, in their order, whatever an earlier try has left in the old ones.
	if _, err := tx.Exec(ctx, "TRUNCATE "+strings.Join(names, ", ")); err != nil {
		return err
	}
	_, _, err = walk(from, visitor{
		rows: func(t Table, rows io.Reader) error {
			_, err := tx.Conn().PgConn().CopyFrom(ctx, rows, fmt.Sprintf("COPY %s (%s) FROM STDIN", t.Name, t.list()))
			return err
		},
		file: files.add,
	})
	if err != nil {
		return err
	}
	for _, s := range m.Sequences {
		if _, err := tx.Exec(ctx, `SELECT setval($1::text::regclass, $2, true)`, s.Name, s.Last); err != nil {
			return err
		}
	}
	for _, statement := range again {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// makePartitions makes the partitions that the database does not have by itself.
func makePartitions(ctx context.Context, tx pgx.Tx, m, known Manifest) error {
	there := map[Partition]bool{}
	for _, p := range known.Partitions {
		there[p] = true
	}
	for _, p := range m.Partitions {
		if there[p] {
			continue
		}
		if !partitionBounds.MatchString(p.Bounds) {
			return fmt.Errorf("the bounds of the partition %s are not understood: %s", p.Name, p.Bounds)
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf("CREATE TABLE %s PARTITION OF %s %s", p.Name, p.Of, p.Bounds)); err != nil {
			return err
		}
	}
	return nil
}

// takeDown drops foreign keys and plain indexes, and returns the statements that make them again: indexes first.
func takeDown(ctx context.Context, tx pgx.Tx) (again []string, err error) {
	type pair struct{ Down, Up string }
	pairs, err := collect[pair](ctx, tx, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS down,
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS up
		FROM pg_catalog.pg_constraint
		WHERE contype = 'f' AND conparentid = 0 AND connamespace IN ('public'::regnamespace, 'river'::regnamespace)
		ORDER BY conrelid::regclass::text, conname`)
	if err != nil {
		return nil, err
	}
	indexes, err := collect[pair](ctx, tx, `
		SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS down, pg_get_indexdef(i.indexrelid) AS up
		FROM pg_catalog.pg_index i
		JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
		WHERE NOT i.indisunique AND c.relkind = 'r' AND NOT c.relispartition
			AND c.relnamespace IN ('public'::regnamespace, 'river'::regnamespace)
		ORDER BY i.indexrelid::regclass::text`)
	if err != nil {
		return nil, err
	}
	indexes = append(indexes, pairs...)
	for _, p := range indexes {
		again = append(again, p.Up)
		if _, err := tx.Exec(ctx, p.Down); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// compare reads back what was stored and compares it with the sums of the archive.
func compare(ctx context.Context, tx pgx.Tx, m Manifest, sums Sums) error {
	for _, t := range m.Tables {
		h := sha256.New()
		tag, err := tx.Conn().PgConn().CopyTo(ctx, h, t.copyTo())
		if err != nil {
			return err
		}
		if sumOf(tag.RowsAffected(), h) != sums.Tables[t.Name] {
			return fmt.Errorf("the rows of %s were not stored as they are in the backup; nothing was kept", t.Name)
		}
	}
	return nil
}
