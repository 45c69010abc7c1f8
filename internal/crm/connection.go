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
