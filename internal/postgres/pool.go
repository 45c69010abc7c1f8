package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const defaultMaxConns = 16

// Planning sets PostgreSQL's planner to what suits Kith's statements: they are short, and compiling a long one (jit) takes seconds; and
// indexes cost what they do on disks without moving parts. What was set for the server, the database, the user or in the URL stays.
const Planning = `
	SELECT set_config(name, value, false)
	FROM (VALUES ('jit', 'off'), ('random_page_cost', '1.1')) wanted (name, value)
	JOIN pg_settings USING (name)
	WHERE source = 'default'`

// OpenPool opens the pool of connections to a database, and makes sure that it answers and is new enough. The URL
// may set pool_max_conns and the other settings of pgxpool; tracer may be nil.
func OpenPool(ctx context.Context, url string, tracer pgx.QueryTracer) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The reason is not told: where a URL is broken, parts of its password pass for a host or a port.
		return nil, errors.New("the address of the database is not understood: it must be like postgres://user:password@host:5432/database, " +
			"with special characters of the password percent-encoded")
	}
	if !setsMaxConns(url) {
		config.MaxConns = max(defaultMaxConns, config.MinConns)
	}
	if config.MaxConnLifetimeJitter == 0 {
		config.MaxConnLifetimeJitter = config.MaxConnLifetime / 10
	}
	if config.ConnConfig.ConnectTimeout == 0 || config.ConnConfig.ConnectTimeout > 10*time.Second {
		config.ConnConfig.ConnectTimeout = 10 * time.Second
	}
	params := config.ConnConfig.RuntimeParams
	params["timezone"] = "UTC"
	if params["application_name"] == "" {
		params["application_name"] = "kith"
	}
	config.ConnConfig.Tracer = tracer
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.PgConn().Exec(ctx, Planning).ReadAll() // which no tracer counts
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := checkVersion(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func setsMaxConns(url string) bool {
	config, err := pgx.ParseConfig(url) // which knows nothing of pools, and keeps their settings as parameters
	return err == nil && config.RuntimeParams["pool_max_conns"] != ""
}

func checkVersion(ctx context.Context, pool *pgxpool.Pool) error {
	var number int
	var version string
	err := pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version')`,
		pgx.QueryExecModeSimpleProtocol).Scan(&number, &version)
	if err != nil {
		c := pool.Config().ConnConfig
		return fmt.Errorf("cannot reach the database as user %s: %w", c.User, err)
	}
	if number < MinVersion*10000 {
		return fmt.Errorf("the database is PostgreSQL %s, and Kith needs %d or newer", version, MinVersion)
	}
	return nil
}
