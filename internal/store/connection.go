package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// connection is what a session's statements are sent through. They have PostgreSQL's placeholders.
type connection interface {
	exec(ctx context.Context, sql string, args []any) (affected int64, err error)
	query(ctx context.Context, mode pgx.QueryExecMode, sql string, args []any, collect func(pgx.Rows) error) error
	sendBatch(ctx context.Context, b *pgx.Batch) error
}

// querier is the part of pgx's connections and pools that connections are made of.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// poolConnection takes any connection of the pool for each statement.
type poolConnection struct{ *pgxpool.Pool }

func (c poolConnection) exec(ctx context.Context, sql string, args []any) (int64, error) {
	return execOn(ctx, c.Pool, sql, args)
}

func (c poolConnection) query(ctx context.Context, mode pgx.QueryExecMode, sql string, args []any, collect func(pgx.Rows) error) error {
	return queryOn(ctx, c.Pool, mode, sql, args, collect)
}

func (c poolConnection) sendBatch(ctx context.Context, b *pgx.Batch) error {
	return c.SendBatch(ctx, b).Close()
}

// heldConnection is one connection, in a transaction that has begun.
type heldConnection struct{ *pgx.Conn }

func (c heldConnection) exec(ctx context.Context, sql string, args []any) (int64, error) {
	return execOn(ctx, c.Conn, sql, args)
}

func (c heldConnection) query(ctx context.Context, mode pgx.QueryExecMode, sql string, args []any, collect func(pgx.Rows) error) error {
	return queryOn(ctx, c.Conn, mode, sql, args, collect)
}

func (c heldConnection) sendBatch(ctx context.Context, b *pgx.Batch) error {
	return c.SendBatch(ctx, b).Close()
}

func execOn(ctx context.Context, c querier, sql string, args []any) (int64, error) {
	tag, err := c.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

func queryOn(ctx context.Context, c querier, mode pgx.QueryExecMode, sql string, args []any, collect func(pgx.Rows) error) error {
	rows, err := c.Query(ctx, sql, append([]any{mode}, args...)...)
	if err != nil {
		return err
	}
	return collect(rows)
}

// sqlConnection is the same connection as database/sql, and so GORM, sees it.
type sqlConnection = *sql.Conn

// withConnection lends one connection of the pool as both see it.
func (db *DB) withConnection(ctx context.Context, fn func(conn sqlConnection, pg *pgx.Conn) error) error {
	pool, err := db.orm.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	var pg *pgx.Conn
	err = conn.Raw(func(driver any) error { // taken out of Raw, which would lock conn against GORM's use of it
		pg = driver.(*stdlib.Conn).Conn()
		return nil
	})
	if err != nil {
		return err
	}
	return fn(conn, pg)
}

// ormOn returns a GORM session whose statements go to a connection.
func (db *DB) ormOn(ctx context.Context, conn gorm.ConnPool) *gorm.DB {
	orm := db.orm.Session(&gorm.Session{NewDB: true, Context: ctx})
	orm.Statement.ConnPool = conn
	return orm
}
