package migrations_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"kith/internal/crmtest"
	"kith/internal/postgres"
	"kith/migrations"
)

// open returns a pool on a database of its own, without any schema.
func open(t *testing.T) (*pgxpool.Pool, *sql.DB) {
	t.Helper()
	pool, err := postgres.OpenPool(context.Background(), crmtest.NewDatabase(t, "empty", nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	db := stdlib.OpenDBFromPool(pool)
	t.Cleanup(func() { _ = db.Close() })
	return pool, db
}

func up(t *testing.T, pool *pgxpool.Pool) int64 {
	t.Helper()
	version, err := migrations.Up(context.Background(), pool)
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// collect reads the rows of a query of the catalogue.
func collect[T any](t *testing.T, pool *pgxpool.Pool, query string) []T {
	t.Helper()
	rows, err := pool.Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// shared are the tables that belong to no account.
var shared = []string{"accounts", "installation", "goose_db_version"}

// index is one index with its columns in their order; an expression has an empty name.
type index struct {
	Table, Name     string
	Unique, Primary bool
	Columns         []string
}

const indexes = `
	SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisunique, i.indisprimary,
		ARRAY(SELECT coalesce(a.attname, '') FROM unnest(i.indkey::int[]) WITH ORDINALITY k (attnum, n)
			LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
			WHERE k.n <= i.indnkeyatts ORDER BY k.n)::text[]
	FROM pg_index i
	JOIN pg_class c ON c.oid = i.indrelid
	WHERE c.relnamespace = 'public'::regnamespace`

// foreign is one foreign key with its columns on both sides.
type foreign struct {
	Name, Table, To string
	Columns, Keys   []string
}

const foreigns = `
	SELECT f.conname::text, f.conrelid::regclass::text, f.confrelid::regclass::text,
		ARRAY(SELECT a.attname FROM unnest(f.conkey) WITH ORDINALITY k (attnum, n)
			JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum ORDER BY k.n)::text[],
		ARRAY(SELECT a.attname FROM unnest(f.confkey) WITH ORDINALITY k (attnum, n)
			JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum ORDER BY k.n)::text[]
	FROM pg_constraint f
	WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace`

func TestAccountLeadsEveryKey(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	up(t, pool)
	primary := map[string]bool{}
	found := collect[index](t, pool, indexes)
	for _, i := range found {
		primary[i.Table] = primary[i.Table] || i.Primary
		if i.Unique && !slices.Contains(shared, i.Table) && i.Columns[0] != "account_id" {
			t.Errorf("%s of %s is unique and begins with %q", i.Name, i.Table, i.Columns[0])
		}
	}
	type table struct{ Name string }
	tables := collect[table](t, pool, `SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	for _, table := range tables {
		if !primary[table.Name] {
			t.Errorf("%s has no primary key", table.Name)
		}
	}
	keys := collect[foreign](t, pool, foreigns)
	for _, f := range keys {
		wanted := "account_id"
		if f.To == "accounts" {
			wanted = "id"
		}
		if f.Columns[0] != "account_id" || f.Keys[0] != wanted {
			t.Errorf("%s goes from %s %v to %s %v", f.Name, f.Table, f.Columns, f.To, f.Keys)
		}
		if f.To != "accounts" && len(f.Columns) < 2 {
			t.Errorf("%s is not composite", f.Name)
		}
		supported := slices.ContainsFunc(found, func(i index) bool {
			return i.Table == f.Table && len(i.Columns) >= len(f.Columns) && slices.Equal(i.Columns[:len(f.Columns)], f.Columns)
		})
		if len(f.Columns) > 1 && !supported {
			t.Errorf("%s: no index of %s begins with %v, so a delete in %s reads all of it", f.Name, f.Table, f.Columns, f.To)
		}
	}
	if len(tables) < 20 || len(keys) < 20 {
		t.Errorf("only %d tables and %d foreign keys were seen", len(tables), len(keys))
	}
	constraints := collect[struct{ Name, Table, Column string }](t, pool, `
		SELECT a.attname::text, c.oid::regclass::text, format_type(a.atttypid, a.atttypmod)
		FROM pg_attribute a
		JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'account_id'
			AND NOT (a.attnotnull AND a.atttypid = 'bigint'::regtype)`)
	for _, c := range constraints {
		t.Errorf("%s.%s is a nullable or no bigint: %s", c.Table, c.Name, c.Column)
	}
}

// schema describes everything that the migrations make.
func schema(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	var all []string
	for _, row := range collect[struct{ Text string }](t, pool, `
		SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name, generation_expression)
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'goose_db_version'
		UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conrelid <> coalesce(to_regclass('goose_db_version'), 0)
		ORDER BY 1`) {
		all = append(all, row.Text)
	}
	return all
}

func TestUpAgain(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	version, before := up(t, pool), schema(t, pool)
	if version < 1 || len(before) < 100 {
		t.Errorf("version %d, %d elements", version, len(before))
	}
	if again := up(t, pool); again != version || !slices.Equal(schema(t, pool), before) {
		t.Errorf("version %d, then %d", version, again)
	}
}

func TestUpOfSeveralServersAtOnce(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	var all sync.WaitGroup
	versions := make([]int64, 4)
	errs := make([]error, len(versions))
	for i := range versions {
		all.Go(func() { versions[i], errs[i] = migrations.Up(context.Background(), pool) })
	}
	all.Wait()
	for i, err := range errs {
		if err != nil || versions[i] != versions[0] || versions[i] < 1 {
			t.Errorf("server %d: version %d, %v", i, versions[i], err)
		}
	}
	n := collect[struct{ N int }](t, pool, `
		SELECT count(*)::int FROM goose_db_version WHERE version_id > 0 GROUP BY version_id HAVING count(*) > 1`)
	if len(n) != 0 {
		t.Errorf("migrations were applied more than once: %v", n)
	}
}

func TestDownAndUp(t *testing.T) {
	t.Parallel()
	pool, db := open(t)
	empty := schema(t, pool)
	version, full := up(t, pool), schema(t, pool)
	provider, err := migrations.Provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(context.Background(), 0); err != nil {
		t.Fatal(err)
	}
	if left := schema(t, pool); !slices.Equal(left, empty) {
		t.Errorf("down leaves:\n%s", strings.Join(left, "\n"))
	}
	if again := up(t, pool); again != version || !slices.Equal(schema(t, pool), full) {
		t.Errorf("up after down makes another schema, version %d", again)
	}
}
