package crm

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
)

// snapshot runs reads that all see the database as it is at the first of them.
func (s *Service) snapshot(ctx context.Context, fn func(reader) error) error {
	r, err := s.read(ctx)
	if err != nil {
		return err
	}
	return s.withConnection(ctx, func(conn *sql.Conn, pg *pgx.Conn) error {
		tx, err := pg.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(ctx) }() // of reads
		r.DB = s.on(ctx, heldConnection{conn, pg})
		return fn(r)
	})
}

// heldConnection is one connection, in a transaction that has begun.
type heldConnection struct {
	*sql.Conn
	pgx *pgx.Conn
}

// Query runs a query by pgx.
func (c heldConnection) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	return c.pgx.Query(ctx, text, args...)
}
