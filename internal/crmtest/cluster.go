// Package crmtest makes the world that a test lives in: a database of its own, what stands in it, and clients.
package crmtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/postgres"
)

// The classes of advisory locks in the cluster's own database. PostgreSQL gives them back when a process dies, so
// they say truly who is still there.
const (
	lockUse      = 7301 // shared by every process that uses the private cluster
	lockKeeper   = 7302 // of the session that stops it
	lockRun      = 7303 // of one process, by the number in the names of its databases
	lockTemplate = 7304 // shared by the users of a template, by its name
	lockMake     = 7305 // of the process that makes a template, by its name
)

// oldTemplates is how many templates are kept for other versions of the migrations: those of other branches.
const oldTemplates = 3

// patience is how long one step may take on a busy machine.
const patience = time.Minute

// cluster is the PostgreSQL that the tests of a process use. Its session holds the locks of the process.
type cluster struct {
	url       string
	run       int32
	mu        sync.Mutex // over what follows
	session   *pgx.Conn
	templates map[string]bool // that this process has seen finished, and holds
}

// joined is the cluster of this process. It is the process that uses it, not a test: there is no end of all tests to
// leave it at.
var joined = sync.OnceValues(join)

// NewDatabase returns the URL of a new database for one test, which is dropped after it. The database is a copy of a
// template that migrate has made out of an empty database, once for each version: a hash of the migrations. It needs
// no set-up: a private PostgreSQL is started by the first process that wants one and stops with the last. To use
// another, set KITH_TEST_DATABASE_URL to the URL of a superuser.
func NewDatabase(tb testing.TB, version string, migrate func(ctx context.Context, url string) error) string {
	tb.Helper()
	c, err := joined()
	if err != nil {
		tb.Fatal(err)
	}
	template, err := c.template(context.Background(), version, migrate) // which may be large
	if err != nil {
		tb.Fatalf("cannot make the template of the test databases: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	name := fmt.Sprintf("%s%d_%x", runPrefix, uint32(c.run), rand.Uint64())
	if err := c.exec(ctx, `CREATE DATABASE `+name+` TEMPLATE `+template); err != nil {
		tb.Fatalf("cannot make a test database: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := c.exec(ctx, `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			tb.Errorf("cannot drop the test database: %v", err)
		}
	})
	return withDatabase(c.url, name)
}

// join begins the use of the cluster.
func join() (*cluster, error) {
	c := &cluster{url: os.Getenv("KITH_TEST_DATABASE_URL"), run: int32(rand.Uint32()), templates: map[string]bool{}}
	var private postgres.Options
	var err error
	if c.url == "" {
		if private, err = privateOptions(); err != nil {
			return nil, fmt.Errorf("no PostgreSQL for the tests: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if c.url != "" {
		c.session, err = pgx.Connect(ctx, c.url)
	} else {
		err = c.joinPrivate(ctx, private)
	}
	if err != nil {
		return nil, fmt.Errorf("no PostgreSQL for the tests: %w", err)
	}
	if _, err := c.session.Exec(ctx, `SELECT pg_advisory_lock($1, $2)`, lockRun, c.run); err != nil {
		return nil, err
	}
	return c, c.sweep(ctx)
}

// joinPrivate starts or joins the private cluster, and never stops it: the keeper does.
func (c *cluster) joinPrivate(ctx context.Context, options postgres.Options) error {
	for {
		server, err := postgres.Join(ctx, options)
		if err != nil {
			return err
		}
		c.url = server.DSN()
		c.session, err = pgx.Connect(ctx, c.url)
		if err == nil {
			// Waits while the keeper stops the cluster, and fails when it has.
			_, err = c.session.Exec(ctx, `SELECT pg_advisory_lock_shared($1, 0)`, lockUse)
		}
		if err == nil {
			return c.keep(ctx)
		}
		if err := errors.Join(ctx.Err(), server.Stop(ctx)); err != nil {
			return err
		}
	}
}

// privateOptions are those of the private cluster. The programs of PostgreSQL are looked for here, because a download of them may take
// longer than a step.
func privateOptions() (postgres.Options, error) {
	options := postgres.Options{
		BinDir:   os.Getenv("KITH_PG_BIN"),
		Download: postgres.Download(os.Getenv("KITH_PG_DOWNLOAD")),
		Params: map[string]string{
			"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
			"max_connections": "200", "shared_buffers": "128MB",
		},
	}
	programs, err := postgres.Programs(context.Background(), options)
	options.DataDir = filepath.Join(os.TempDir(), clusterName(programs.Major))
	return options, err
}

// clusterName is the name of the private cluster: each major version of PostgreSQL has its own.
func clusterName(major int) string { return fmt.Sprintf("kith-test-%d-%d", os.Geteuid(), major) }

// keep makes sure that the cluster stops after its last user. The keeper is a session of PostgreSQL, which goes on
// when the process that began it has ended, in whatever way; a process of its own would need a program of its own.
func (c *cluster) keep(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return err
	}
	keeper := fmt.Sprintf(`
		DO $$
		BEGIN
			IF NOT pg_try_advisory_lock(%[2]d, 0) THEN
				RETURN; -- another keeps it
			END IF;
			WHILE NOT pg_try_advisory_lock(%[1]d, 0) LOOP
				PERFORM pg_sleep(0.05);
			END LOOP;
			COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; kill -INT $(head -n 1 postmaster.pid)';
			PERFORM pg_sleep(60); -- with the lock held, so that nobody joins
		END $$`, lockUse, lockKeeper)
	go func() {
		_, _ = conn.Exec(context.Background(), keeper) // ends with us, or with PostgreSQL
		_ = conn.Close(context.Background())
	}()
	return nil
}

func (c *cluster) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// withDatabase returns the URL or connection string of another database of the same server.
func withDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return dsn + " dbname=" + name // the last one counts
	}
	u.Path = "/" + name
	return u.String()
}

// runOf returns the number of the process in the name of a test database.
func runOf(name string) (int32, bool) {
	number, _, _ := strings.Cut(strings.TrimPrefix(name, runPrefix), "_")
	n, err := strconv.ParseUint(number, 10, 32)
	return int32(uint32(n)), err == nil
}
