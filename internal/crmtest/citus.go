package crmtest

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/postgres"
)

// Citus reports whether the databases of the tests are distributed: KITH_TEST_CITUS names the directory of the programs of a PostgreSQL
// that has the extension. See .ci/run.
func Citus() bool { return citusPrograms() != "" }

func citusPrograms() string { return os.Getenv("KITH_TEST_CITUS") }

// NeedsCitus skips a test that is about distributed databases where there are none.
func NeedsCitus(tb testing.TB) {
	tb.Helper()
	if !Citus() {
		tb.Skip("KITH_TEST_CITUS is not set; `.ci/run citus` sets it")
	}
}

// workers is how many machines hold the rows; each of them has one part of every table.
const workers = 2

// joinCitus starts or joins the private cluster of a coordinator and its workers, all on this machine.
func (c *cluster) joinCitus(ctx context.Context, options postgres.Options) error {
	options.Params = maps.Clone(options.Params)
	maps.Copy(options.Params, map[string]string{
		"shared_preload_libraries": "citus", "wal_level": "logical", "max_wal_senders": "10", "max_prepared_transactions": "800",
		"citus.node_conninfo": "sslmode=disable", "citus.shard_count": fmt.Sprint(workers),
		// As Distribute sets them for a database, whose copies do not have its settings.
		"citus.enable_unsafe_triggers": "on", "citus.allow_nested_distributed_execution": "on",
	})
	folder := options.DataDir
	for n := range workers {
		w := &cluster{}
		options.DataDir = fmt.Sprintf("%s-citus-%d", folder, n+1)
		if err := w.joinPrivate(ctx, options); err != nil {
			return err
		}
		c.workers = append(c.workers, w)
	}
	options.DataDir = folder + "-citus"
	return c.joinPrivate(ctx, options)
}

// connectNodes makes the databases of one name of all nodes one distributed database.
func (c *cluster) connectNodes(ctx context.Context, name string) error {
	if len(c.workers) == 0 {
		return nil
	}
	for _, node := range append(slices.Clone(c.workers), c) { // the coordinator last, which looks for what the others have
		conn, err := pgx.Connect(ctx, withDatabase(node.url, name))
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, `CREATE EXTENSION citus; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin; CREATE EXTENSION fuzzystrmatch`)
		if err == nil && node == c {
			err = c.addNodes(ctx, conn)
		}
		_ = conn.Close(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) addNodes(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, `SELECT citus_set_coordinator_host($1, 5432)`, socketOf(c.url)); err != nil {
		return err
	}
	for _, w := range c.workers {
		if _, err := conn.Exec(ctx, `SELECT citus_add_node($1, 5432)`, socketOf(w.url)); err != nil {
			return err
		}
	}
	return nil
}

// socketOf returns the directory of the socket that a URL leads to.
func socketOf(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	return u.Query().Get("host")
}
