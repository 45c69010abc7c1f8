package crm

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
)

// connection is where a session's statements go: GORM's through database/sql, reads straight through pgx, to the same connections.
type connection interface {
	gorm.ConnPool
	Query(ctx context.Context, text string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// poolConnection is the connection of sessions outside of transactions.
type poolConnection struct {
	*sql.DB
	pgx *pgxpool.Pool
}

// GetDBConn gives GORM's DB method the pool.
func (p poolConnection) GetDBConn() (*sql.DB, error) { return p.DB, nil }

func (p poolConnection) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	return p.pgx.Query(ctx, text, args...)
}

func (p poolConnection) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	return p.pgx.SendBatch(ctx, batch)
}

// txConnection is the connection of one transaction: a connection of the pool, and pgx's view of it.
type txConnection struct {
	*sql.Conn
	pgx *pgx.Conn
}

func (t txConnection) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	return t.pgx.Query(ctx, text, args...)
}

func (t txConnection) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	return t.pgx.SendBatch(ctx, batch)
}
