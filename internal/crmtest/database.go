package crmtest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/postgres"
	"kith/internal/store"
	"kith/migrations"
)

// database is a migrated database that one world of this process has after the other. Between two of them it is emptied, which takes a
// tenth of what a new one takes; and its sessions know the tables already.
type database struct {
	name, url string
	pool      *pgxpool.Pool
	tracer    *relay
	// schema is what PostgreSQL knows of the tables of a new database, by describe.
	schema string
}

// spares are databases of this process that no world has.
var spares struct {
	mu   sync.Mutex
	list []*database
}

// borrow returns an empty database. When the test has ended it is emptied for the next one, or dropped if the test failed or left
// anything in it that emptying does not undo.
func borrow(tb testing.TB) *database {
	tb.Helper()
	c, template := prepared(tb, migrations.Digest(), migrate, forCopies)
	ctx, cancel := Deadline(tb)
	defer cancel()
	d := takeSpare()
	if d == nil {
		var err error
		if d, err = c.newDatabase(ctx, template); err != nil {
			tb.Fatalf("cannot make a test database: %v", because(ctx, err))
		}
	}
	tb.Cleanup(func() {
		ctx, cancel := Deadline(tb)
		defer cancel()
		if !tb.Failed() && !Citus() && d.empty(ctx) == nil { // there sessions are large
			spares.mu.Lock()
			defer spares.mu.Unlock()
			spares.list = append(spares.list, d)
			return
		}
		d.pool.Close()
		if err := c.drop(ctx, d.name); err != nil {
			tb.Errorf("cannot drop the test database: %v", because(ctx, err))
		}
	})
	return d
}

func takeSpare() *database {
	spares.mu.Lock()
	defer spares.mu.Unlock()
	last := len(spares.list) - 1
	if last < 0 {
		return nil
	}
	d := spares.list[last]
	spares.list = spares.list[:last]
	return d
}

func (c *cluster) newDatabase(ctx context.Context, template string) (*database, error) {
	name, err := c.copyOf(ctx, template)
	if err != nil {
		return nil, err
	}
	d := &database{name: name, url: withDatabase(c.url, name), tracer: &relay{}}
	if d.pool, err = postgres.OpenPool(context.WithoutCancel(ctx), d.url, multitracer.New(d.tracer, store.Tracer{})); err != nil {
		return nil, err
	}
	return d, d.pool.QueryRow(ctx, catalogue).Scan(&d.schema)
}

// keptSessions is how many sessions of a database stay open for the next world.
const keptSessions = 4

// errUsed says that a database is not what a new one is.
var errUsed = errors.New("the test left what emptying does not undo")

// empty makes the database what it was when it was new. It fails if the test changed tables, gathered statistics of them, made one large
// that cannot be truncated, closed the pool or left a session in use.
func (d *database) empty(ctx context.Context) error {
	d.tracer.to.Store(nil)
	if d.pool.Stat().AcquiredConns() > 0 {
		return errUsed
	}
	sessions := d.pool.AcquireAllIdle(ctx)
	if len(sessions) == 0 {
		return errUsed
	}
	var own []uint32
	for i, session := range sessions {
		defer session.Release()
		if i >= keptSessions {
			if err := session.Conn().Close(ctx); err != nil {
				return err
			}
			continue
		}
		own = append(own, session.Conn().PgConn().PID())
		if err := run(ctx, session, `SELECT pg_advisory_unlock_all(); UNLISTEN *; RESET ALL; `+postgres.Planning); err != nil {
			return err
		}
	}
	first := sessions[0]
	_, err := first.Exec(ctx, `
		SELECT pg_terminate_backend(pid, 10000)
		FROM pg_stat_activity
		WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> ALL ($1)`, own)
	if err != nil {
		return err
	}
	schema, err := d.describe(ctx, first)
	if err == nil && schema != d.schema {
		err = errUsed
	}
	if err == nil {
		err = run(ctx, first, emptyTables)
	}
	if err == nil {
		d.schema, err = d.describe(ctx, first) // another one if a table was truncated
	}
	return err
}

func run(ctx context.Context, session *pgxpool.Conn, sql string) error {
	_, err := session.Conn().PgConn().Exec(ctx, sql).ReadAll() // which no tracer counts
	return err
}

// describe returns a digest of what PostgreSQL's catalogue says of our tables: any change of it is another version of a row.
func (d *database) describe(ctx context.Context, session *pgxpool.Conn) (digest string, err error) {
	err = session.QueryRow(ctx, catalogue).Scan(&digest)
	return digest, err
}

// catalogue is the statement of describe.
const catalogue = `
	WITH ours AS (
		SELECT oid, xmin, relkind, reltuples FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'river'::regnamespace)
	)
	SELECT md5(concat_ws(' ',
		(SELECT string_agg(concat_ws(' ', oid, xmin, reltuples), ',' ORDER BY oid) FROM ours),
		(SELECT string_agg(concat_ws(' ', a.attrelid, a.attnum, a.xmin), ',' ORDER BY attrelid, attnum)
			FROM pg_attribute a JOIN ours ON attrelid = ours.oid),
		(SELECT string_agg(concat_ws(' ', oid, xmin), ',' ORDER BY oid) FROM pg_trigger),
		(SELECT string_agg(concat_ws(' ', oid, xmin), ',' ORDER BY oid) FROM pg_constraint),
		(SELECT string_agg(concat_ws(' ', oid, xmin), ',' ORDER BY oid) FROM pg_proc WHERE oid >= 16384),
		(SELECT string_agg(concat_ws(' ', oid, xmin), ',' ORDER BY oid) FROM pg_namespace),
		(SELECT count(*) FROM pg_db_role_setting)))`

// emptyTables deletes all rows but those that say which migrations ran, and begins sequences anew. PostgreSQL takes a new table for one
// of ten blocks, so that smaller ones change no plan; a larger one is truncated, which fails if another table refers to it.
const emptyTables = `
	DO $$
	DECLARE
		stored record;
	BEGIN
		PERFORM set_config('session_replication_role', 'replica', true); -- no triggers, no foreign keys
		FOR stored IN
			SELECT oid::regclass AS name, relkind, pg_relation_size(oid) AS size FROM pg_class
			WHERE relnamespace IN ('public'::regnamespace, 'river'::regnamespace) AND relkind IN ('r', 'S')
				AND pg_relation_size(oid) > 0 AND relname NOT IN ('goose_db_version', 'goose_db_version_id_seq', 'river_migration')
		LOOP
			IF stored.relkind = 'S' THEN
				PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence WHERE seqrelid = stored.name;
			ELSIF stored.size > 10 * 8192 THEN
				EXECUTE 'TRUNCATE ' || stored.name;
			ELSE
				EXECUTE 'DELETE FROM ' || stored.name;
			END IF;
		END LOOP;
		PERFORM pg_stat_reset();
	END $$`
