package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// begin begins the transaction unless it has begun.
func (tx *Tx) begin(ctx context.Context) error {
	if tx.begun {
		return nil
	}
	return tx.pgx.SendBatch(ctx, tx.batch()).Close()
}

// batch returns a batch of statements that begins the transaction unless it has begun.
func (tx *Tx) batch() *pgx.Batch {
	b := &pgx.Batch{}
	if !tx.begun {
		b.Queue("begin").Exec(func(pgconn.CommandTag) error {
			tx.begun = true
			return nil
		})
	}
	return b
}

func (tx *Tx) exec(ctx context.Context, sql string, args []any) (affected int64, err error) {
	if tx.begun {
		return execOn(ctx, tx.pgx, sql, args)
	}
	b := tx.batch()
	b.Queue(sql, args...).Exec(func(tag pgconn.CommandTag) error {
		affected = tag.RowsAffected()
		return nil
	})
	return affected, tx.pgx.SendBatch(ctx, b).Close()
}

func (tx *Tx) query(ctx context.Context, mode pgx.QueryExecMode, sql string, args []any, collect func(pgx.Rows) error) error {
	if !tx.begun && mode == pgx.QueryExecModeCacheStatement {
		b := tx.batch()
		b.Queue(sql, args...).Query(collect)
		return tx.pgx.SendBatch(ctx, b).Close()
	}
	if err := tx.begin(ctx); err != nil {
		return err
	}
	return queryOn(ctx, tx.pgx, mode, sql, args, collect)
}

func (tx *Tx) sendBatch(ctx context.Context, b *pgx.Batch) error {
	if err := tx.begin(ctx); err != nil {
		return err
	}
	return tx.pgx.SendBatch(ctx, b).Close()
}

// ormConnection is the transaction as GORM sees it.
type ormConnection struct {
	sqlConnection
	tx *Tx
}

// ExecContext begins the transaction and runs a statement.
func (c ormConnection) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := c.tx.begin(ctx); err != nil {
		return nil, err
	}
	return c.sqlConnection.ExecContext(ctx, query, args...)
}

// QueryContext begins the transaction and runs a query.
func (c ormConnection) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := c.tx.begin(ctx); err != nil {
		return nil, err
	}
	return c.sqlConnection.QueryContext(ctx, query, args...)
}

// QueryRowContext begins the transaction and runs a query of one row, which is not run if the transaction can't begin.
func (c ormConnection) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := c.tx.begin(ctx); err != nil {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		return c.sqlConnection.QueryRowContext(ended, query, args...)
	}
	return c.sqlConnection.QueryRowContext(ctx, query, args...)
}
