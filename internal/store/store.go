// Package store is the only door to PostgreSQL: the pool, transactions, statements, tables and the batches and pages that are read
// from them. It knows no noun: what a row means is said by those who declare its table, and what clients are told of an error by
// Options.Explain.
//
// Statements are SQL whose placeholders are question marks; a slice is one array parameter. They are sent by
//
//	s.Exec, s.Affected        a statement that returns no rows
//	Rows[T], One[T]           a statement whose rows are scanned into T
//	Table[T].List, First      rows of a noun, by the clauses that follow WHERE
//	Lock, Create, Save, …     rows of a plain noun by GORM
//	tx.Defer                  a statement that goes with the commit
//	Batch                     reads that share a round trip
//	tx.Stream                 one statement with many sets of arguments
package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Options are what the store is told about the nouns that are kept in it.
type Options struct {
	// QueueSchema is the schema of River's tables.
	QueueSchema string
	// Retry reports whether a transaction that failed should be run again although PostgreSQL did not ask for it.
	Retry func(error) bool
	// Explain turns an error into what a caller may show: violated constraints, *page.Error, ErrBusy.
	Explain func(error) error
}

// DB is a database.
type DB struct {
	pool    *pgxpool.Pool
	orm     *gorm.DB
	queue   *river.Client[pgx.Tx]
	options Options
}

// Open returns the database behind a pool.
func Open(pool *pgxpool.Pool, o Options) (*DB, error) {
	orm, err := gorm.Open(postgres.New(postgres.Config{Conn: stdlib.OpenDBFromPool(pool)}), &gorm.Config{
		SkipDefaultTransaction: true,
		QueryFields:            true, // SELECT * would break prepared statements when a migration adds a column
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return nil, err
	}
	// Without workers the client only puts work into the queue.
	queue, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: o.QueueSchema, Middleware: []rivertype.Middleware{&jobTraces{}}})
	if err != nil {
		return nil, err
	}
	return &DB{pool: pool, orm: orm, queue: queue, options: o}, nil
}

// Session returns a session outside of any transaction, for statements about an account; 0 stands for all accounts.
func (db *DB) Session(ctx context.Context, account int64) *Session {
	return &Session{Account: account, ctx: ctx, conn: poolConnection{db.pool}, orm: db.orm.WithContext(ctx), explain: db.options.Explain}
}

// Queue returns the client that puts work into the queue outside of any transaction, and looks at what is in it.
func (db *DB) Queue() *river.Client[pgx.Tx] { return db.queue }

// Snapshot runs reads that all see the database as it is at the first of them.
func (db *DB) Snapshot(ctx context.Context, account int64, fn func(*Session) error) error {
	return db.withConnection(ctx, func(conn sqlConnection, pg *pgx.Conn) error {
		tx, err := pg.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(ctx) }() // of reads
		return fn(&Session{Account: account, ctx: ctx, conn: heldConnection{pg}, orm: db.ormOn(ctx, conn), explain: db.options.Explain})
	})
}

// ErrBusy is the error of a transaction that collided with others at every try.
var ErrBusy = errors.New("store: the records are being changed by others")

const (
	writeAttempts = 10
	// retryPause doubles with every attempt, up to maxPause.
	retryPause = 10 * time.Millisecond
	maxPause   = 200 * time.Millisecond
)
