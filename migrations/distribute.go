package migrations

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNoCitus is the error of a database that cannot be distributed, because it lacks the extension.
var ErrNoCitus = errors.New("the database has no extension citus; make a cluster of it first, see docs/SCALE.md")

// Spread says how a database is spread over machines.
type Spread struct {
	// Citus says that the database has the extension, and Distributed that its tables are distributed by it.
	Citus, Distributed bool
	// Used says that there are accounts: a database without any is distributed by Up.
	Used bool
}

// SpreadOf returns how a migrated database is spread over machines.
func SpreadOf(ctx context.Context, db querier) (s Spread, err error) {
	err = db.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')").Scan(&s.Citus)
	if err == nil {
		err = db.QueryRow(ctx, "SELECT count(*) > 0 FROM (SELECT id FROM public.accounts LIMIT 1) one").Scan(&s.Used)
	}
	if err == nil && s.Citus {
		err = db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = 'public.accounts'::regclass)`).
			Scan(&s.Distributed)
	}
	return s, err
}

// spreadNew distributes a database that has the extension and no accounts yet, and the new tables of one that is distributed.
func spreadNew(ctx context.Context, pool *pgxpool.Pool) error {
	spread, err := SpreadOf(ctx, pool)
	if err != nil || !spread.Citus || !spread.Distributed && spread.Used {
		return err
	}
	return Distribute(ctx, pool)
}

// Distribute spreads a migrated database over the machines of its Citus cluster: every table with a column account_id by that column, so
// that all rows of an account are on one machine, and accounts by their id beside them; the other tables stay on the coordinator. What is
// distributed already is left alone. It is one transaction, in which nobody else can write: rows that are there are copied.
func Distribute(ctx context.Context, pool *pgxpool.Pool) error {
	defer pool.Reset() // sessions that have begun already do not know the settings of the database
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		spread, err := SpreadOf(ctx, tx)
		if err != nil {
			return err
		}
		if !spread.Citus {
			return ErrNoCitus
		}
		// One connection to each machine, because foreign keys need tables that were made by the same transaction.
		for _, setting := range []string{"citus.multi_shard_modify_mode = 'sequential'", "citus.enable_unsafe_triggers = on"} {
			if _, err := tx.Exec(ctx, "SET LOCAL "+setting); err != nil {
				return err
			}
		}
		return distribute(ctx, tx, spread)
	})
}

// undistributed selects the tables with accounts that are not distributed yet.
const undistributed = `
	SELECT c.oid::regclass::text
	FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
	WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace IN ('public'::regnamespace, 'live'::regnamespace)
		AND NOT EXISTS (SELECT FROM pg_dist_partition d WHERE d.logicalrelid = c.oid)
	ORDER BY 1`

// references selects the foreign keys of these tables, to be dropped and made again: tables that refer to each other can't be distributed
// one by one.
const references = `
	SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
		format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
	FROM pg_constraint
	WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY ($1::text[]::regclass[])
	ORDER BY conrelid::regclass::text, conname`

// functions selects the functions that triggers and statements call on any machine.
const functions = `
	SELECT format('SELECT create_distributed_function(%L)', p.oid::regprocedure)
	FROM pg_proc p
	WHERE p.pronamespace IN ('public'::regnamespace, 'live'::regnamespace) AND p.prokind = 'f'
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
	ORDER BY 1`

// settings hold for every session of the database, on all machines: triggers run where their rows are, and what they read and write is
// there too, since they stay in one account.
const settings = `
	SELECT format('ALTER DATABASE %I SET %s = on', current_database(), name)
	FROM unnest(ARRAY['citus.enable_unsafe_triggers', 'citus.allow_nested_distributed_execution']) name`

// accountsApart makes the table of accounts one that can be distributed by id. Public ids are random, and an account is created with a
// given one if there is none with it.
var accountsApart = []string{
	"ALTER TABLE public.accounts DROP CONSTRAINT IF EXISTS accounts_public_id_key",
	"CREATE INDEX accounts_by_public_id ON public.accounts (public_id)",
	"SELECT create_distributed_table('public.accounts', 'id', colocate_with => 'none')",
}

func distribute(ctx context.Context, tx pgx.Tx, spread Spread) error {
	tables, err := collect(ctx, tx, pgx.RowTo[string], undistributed)
	if err != nil || len(tables) == 0 {
		return err
	}
	type reference struct{ Drop, Add string }
	keys, err := collect(ctx, tx, pgx.RowToStructByPos[reference], references, tables)
	if err != nil {
		return err
	}
	statements, err := collect(ctx, tx, pgx.RowTo[string], settings)
	if err != nil {
		return err
	}
	for _, key := range keys {
		statements = append(statements, key.Drop)
	}
	if !spread.Distributed {
		statements = append(statements, accountsApart...)
	}
	for _, table := range tables {
		statements = append(statements,
			fmt.Sprintf("SELECT create_distributed_table('%s', 'account_id', colocate_with => 'public.accounts')", table))
	}
	for _, key := range keys {
		statements = append(statements, key.Add)
	}
	called, err := collect(ctx, tx, pgx.RowTo[string], functions)
	if err != nil {
		return err
	}
	for _, statement := range append(statements, called...) {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func collect[T any](ctx context.Context, tx pgx.Tx, to pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, to)
}
