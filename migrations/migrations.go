// Package migrations holds the schema of the database as numbered SQL files, and a few functions, and brings a database up to date.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed *.sql
var files embed.FS

// The tables of River, the queue of background work, stand in a schema of their own and are made by its own migrations, as far
// as riverVersion.
const (
	RiverSchema  = "river"
	riverVersion = 8
)

// Up applies what is missing, under a lock of the database, so that several servers may start at once. It returns the
// version that the database has then.
func Up(ctx context.Context, pool *pgxpool.Pool) (version int64, err error) {
	return up(ctx, pool, Latest(), riverVersion)
}

// To is Up as far as a version of the schema and one of the queue, for a database that is to become like an older one.
func To(ctx context.Context, pool *pgxpool.Pool, schema int64, queue int) error {
	reached, err := up(ctx, pool, schema, queue)
	if err == nil && reached != schema {
		err = fmt.Errorf("migrate: the database is at version %d already, and not at %d: use an empty one", reached, schema)
	}
	return err
}

// programmed are the migrations that need the rules of the program; each has a number that no file has.
var programmed = []*goose.Migration{
	goose.NewGoMigration(20, &goose.GoFunc{RunTx: canonicalKeys}, nil),
	goose.NewGoMigration(25, &goose.GoFunc{RunTx: searchKeys}, &goose.GoFunc{RunTx: dropSearchKeys}),
}

// Provider returns goose's provider of all migrations.
func Provider(db *sql.DB) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithGoMigrations(programmed...), goose.WithDisableGlobalRegistry(true))
}

// Latest returns the version that Up brings a database to.
func Latest() int64 {
	latest := latestFile()
	for _, m := range programmed {
		latest = max(latest, m.Version)
	}
	return latest
}

func latestFile() int64 {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		panic(err) // only for a bad pattern, or a build without files
	}
	version, err := goose.NumericComponent(names[len(names)-1])
	if err != nil {
		panic(err) // the name begins with no number
	}
	return version
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Version returns what a database is at: the version of the schema and that of the queue.
func Version(ctx context.Context, db querier) (schema int64, queue int, err error) {
	err = db.QueryRow(ctx, `
		SELECT (SELECT max(version_id) FROM public.goose_db_version WHERE is_applied),
			(SELECT max(version) FROM `+RiverSchema+`.river_migration)`).Scan(&schema, &queue)
	return schema, queue, err
}

func up(ctx context.Context, pool *pgxpool.Pool, schema int64, queue int) (version int64, err error) {
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return 0, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := locker.SessionLock(ctx, conn); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, locker.SessionUnlock(context.WithoutCancel(ctx), conn)) }()
	provider, err := Provider(db)
	if err != nil {
		return 0, err
	}
	if _, err := provider.UpTo(ctx, schema); err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	if err := upRiver(ctx, pool, queue); err != nil {
		return 0, fmt.Errorf("migrate the queue: %w", err)
	}
	if schema == Latest() {
		if err := spreadNew(ctx, pool); err != nil {
			return 0, fmt.Errorf("distribute: %w", err)
		}
	}
	return provider.GetDBVersion(ctx)
}

func upRiver(ctx context.Context, pool *pgxpool.Pool, version int) error {
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+RiverSchema); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: RiverSchema, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: version})
	return err
}

// Digest changes whenever a migration does.
func Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "river %d\n", riverVersion)
	for _, m := range programmed {
		fmt.Fprintf(h, "program %d\n", m.Version)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err) // only for a bad pattern
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it was listed a moment ago
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(content), content)
	}
	return hex.EncodeToString(h.Sum(nil))
}
