package crm

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

// lockOne reads the first row that the clauses, which end in FOR UPDATE, leave; nil when there is none. It is often the first
// statement of a transaction, whose beginning it takes along.
func (t table[T]) lockOne(tx *Tx, clauses string, args ...any) (*T, error) {
	b := tx.batch()
	var found *T
	r := t.where(AllColumns, clauses, args, func(row *T) {
		if found == nil {
			found = row
		}
	})
	b.Queue(numbered(r.text), plain(r.args)...).Query(r.collect)
	return found, tx.pgx.SendBatch(tx.Statement.Context, b).Close()
}

// beginning is a connection that begins the transaction before its first statement.
type beginning struct {
	*sql.Conn
	tx *Tx
}

// ExecContext begins the transaction and runs a statement.
func (c beginning) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := c.tx.begin(ctx); err != nil {
		return nil, err
	}
	return c.Conn.ExecContext(ctx, query, args...)
}

// QueryContext begins the transaction and runs a query.
func (c beginning) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := c.tx.begin(ctx); err != nil {
		return nil, err
	}
	return c.Conn.QueryContext(ctx, query, args...)
}

// Query begins the transaction and runs a query by pgx.
func (c beginning) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	if err := c.tx.begin(ctx); err != nil {
		return nil, err
	}
	return c.tx.pgx.Query(ctx, text, args...)
}

// QueryRowContext begins the transaction and runs a query of one row, which is not run if the transaction can't begin.
func (c beginning) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := c.tx.begin(ctx); err != nil {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		return c.Conn.QueryRowContext(ended, query, args...)
	}
	return c.Conn.QueryRowContext(ctx, query, args...)
}
