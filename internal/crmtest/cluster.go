// Package crmtest makes the world that a test lives in: a database of its own, the records in it, and clients.
package crmtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kith/internal/postgres"
)

// The classes of advisory locks in the cluster's own database. PostgreSQL gives them back when a process dies, so
// they show which processes are still running.
const (
	lockUse      = 7301 // shared by every process that uses the private cluster
	lockKeeper   = 7302 // of the session that stops it
	lockRun      = 7303 // of one process, by the number in the names of its databases
	lockTemplate = 7304 // shared by the users of a template, by its name
	lockMake     = 7305 // of the process that makes a template, by its name
)

// oldTemplates is how many templates are kept for other versions of the migrations: those of other branches.
const oldTemplates = 8

// cluster is the PostgreSQL that the tests of a process use. Its session holds the locks of the process.
type cluster struct {
	url       string
	run       int32
	workers   []*cluster // of a Citus cluster, whose coordinator this is
	mu        sync.Mutex // over what follows
	session   *pgx.Conn
	templates map[string]*template
}

var (
	joinMu sync.Mutex
	own    *cluster
)

// joined returns the cluster of this process, which begins to use it with its first test. It is the process that uses it, not
// a test: there is no end of all tests to leave it at.
func joined(tb testing.TB) (*cluster, error) {
	joinMu.Lock()
	defer joinMu.Unlock()
	if own == nil {
		ctx, cancel := Deadline(tb)
		defer cancel()
		c, err := join(ctx)
		if err != nil {
			return nil, fmt.Errorf("no PostgreSQL for the tests: %w", because(ctx, err))
		}
		own = c
	}
	return own, nil
}

// NewDatabase returns the URL of a new database for one test, which is dropped after it. The database is a copy of a
// template that migrate has made out of an empty database, once for each version: a hash of the migrations. It needs
// no set-up: a private PostgreSQL is started by the first process that wants one and stops with the last. To use
// another, set KITH_TEST_DATABASE_URL to the URL of a superuser.
func NewDatabase(tb testing.TB, version string, migrate func(ctx context.Context, url string) error) string {
	tb.Helper()
	c, template := prepared(tb, version, migrate, forCopies)
	ctx, cancel := Deadline(tb)
	defer cancel()
	name, err := c.copyOf(ctx, template)
	if err != nil {
		tb.Fatalf("cannot make a test database: %v", because(ctx, err))
	}
	tb.Cleanup(func() {
		ctx, cancel := Deadline(tb)
		defer cancel()
		if err := c.drop(ctx, name); err != nil {
			tb.Errorf("cannot drop the test database: %v", because(ctx, err))
		}
	})
	return withDatabase(c.url, name)
}

// prepared returns the cluster and the name of a template in it.
func prepared(tb testing.TB, version string, migrate func(ctx context.Context, url string) error, use use) (*cluster, string) {
	tb.Helper()
	c, err := joined(tb)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := Deadline(tb)
	defer cancel()
	name, err := c.template(ctx, version, migrate, use)
	if err != nil {
		tb.Fatalf("cannot make the template of the test databases: %v", because(ctx, err))
	}
	return c, name
}

// copyOf makes a database of this process. Files are copied: it takes a third less than the log does, which is what PostgreSQL
// would choose, and nobody has to recover these databases.
func (c *cluster) copyOf(ctx context.Context, template string) (name string, err error) {
	name = fmt.Sprintf("%s%d_%x", runPrefix, uint32(c.run), rand.Uint64())
	return name, c.everywhere(ctx, `CREATE DATABASE `+name+` TEMPLATE `+template+` STRATEGY FILE_COPY`)
}

// join begins the use of the cluster.
func join(ctx context.Context) (*cluster, error) {
	c := &cluster{url: os.Getenv("KITH_TEST_DATABASE_URL"), run: int32(rand.Uint32()), templates: map[string]*template{}}
	var err error
	var private postgres.Options
	if c.url == "" {
		if private, err = privateOptions(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case c.url != "":
		c.session, err = pgx.Connect(ctx, c.url)
	case Citus():
		err = c.joinCitus(ctx, private)
	default:
		err = c.joinPrivate(ctx, private)
	}
	if err != nil {
		return nil, err
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
		var held *postgres.InUseError
		if (errors.As(err, &held) || errors.Is(err, context.DeadlineExceeded)) && ctx.Err() == nil {
			continue // it waits for half a minute, which may be too little on a busy machine
		}
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

// privateOptions are those of the private cluster. PostgreSQL's programs are looked for, and downloaded if need be, because their
// version is part of the name of its directory.
func privateOptions(ctx context.Context) (postgres.Options, error) {
	options := postgres.Options{
		BinDir:   cmp.Or(citusPrograms(), os.Getenv("KITH_PG_BIN")),
		Download: postgres.Download(os.Getenv("KITH_PG_DOWNLOAD")),
		Params: map[string]string{
			"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
			"max_connections": "400", "shared_buffers": "128MB",
			// It would go through hundreds of databases again and again. Tests whose plans matter analyze their tables.
			"autovacuum": "off",
		},
	}
	programs, err := postgres.Programs(ctx, options)
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

// everywhere runs a statement on the workers, if there are any, and on the coordinator, whose databases are those that are known.
func (c *cluster) everywhere(ctx context.Context, sql string) error {
	for _, node := range append(slices.Clone(c.workers), c) {
		if err := node.exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// drop drops a database, if it is there, on all machines. PostgreSQL gives its sessions five seconds to end; those of Citus itself may take
// longer, and are waited for.
func (c *cluster) drop(ctx context.Context, name string) error {
	const inUse = "55006"
	for {
		err := c.everywhere(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != inUse || ctx.Err() != nil {
			return err
		}
	}
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
