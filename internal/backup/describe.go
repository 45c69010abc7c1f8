package backup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kith/migrations"
)

// Tables that migrations write by themselves.
const migrationTables = `'public.goose_db_version', 'river.river_migration'`

// describe reads what the database holds: all tables of ours and of the queue, but for those of the migrations.
func describe(ctx context.Context, tx pgx.Tx) (m Manifest, err error) {
	// Names are written with their schema, and tables are read from their beginning to their end, so that rows come in the order in which
	// they were stored.
	for _, setting := range []string{
		"SET LOCAL search_path = ''", "SET LOCAL synchronize_seqscans = off", "SET LOCAL max_parallel_workers_per_gather = 0",
	} {
		if _, err := tx.Exec(ctx, setting); err != nil {
			return m, err
		}
	}
	if m.Schema, m.Queue, err = migrations.Version(ctx, tx); err != nil {
		return m, fmt.Errorf("this is not a database of Kith, or one that no server has used yet: %w", err)
	}
	if err := tx.QueryRow(ctx, `SHOW server_version`).Scan(&m.Postgres); err != nil {
		return m, err
	}
	if m.Tables, err = collect[Table](ctx, tx, `
		SELECT c.oid::regclass::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		WHERE c.relnamespace IN ('public'::regnamespace, 'river'::regnamespace)
			AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
			AND c.oid::regclass::text NOT IN (`+migrationTables+`)
		GROUP BY c.oid
		ORDER BY 1`); err != nil {
		return m, err
	}
	if m.Partitions, err = collect[Partition](ctx, tx, `
		SELECT c.oid::regclass::text AS name, i.inhparent::regclass::text AS of, pg_get_expr(c.relpartbound, c.oid) AS bounds
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
		WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'river'::regnamespace)
		ORDER BY 1`); err != nil {
		return m, err
	}
	m.Sequences, err = collect[Sequence](ctx, tx, `
		SELECT format('%I.%I', schemaname, sequencename) AS name, last_value AS last
		FROM pg_catalog.pg_sequences
		WHERE schemaname IN ('public', 'river') AND last_value IS NOT NULL
			AND format('%I.%I', schemaname, sequencename) <> 'public.goose_db_version_id_seq'
		ORDER BY 1`)
	return m, err
}

func collect[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}
