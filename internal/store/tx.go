package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
)

// Tx is a transaction of one account. It ends only by the return of the function that Write was given.
type Tx struct {
	Session

	pgx   *pgx.Conn
	queue *river.Client[pgx.Tx]
	// begun is false until the first statement, which the beginning goes along with.
	begun     bool
	deferred  []command
	committed bool
}

// ErrMoved asks for another try: what was looked up was moved before it could be locked.
var ErrMoved = errors.New("store: a record was moved meanwhile")

// Write runs fn in a transaction and commits when it returns nil. It tries again when PostgreSQL asks for it (serialization
// failure, deadlock, lock timeout), on ErrMoved and when Options.Retry says so; ErrBusy when all tries were in vain. So fn must touch
// nothing but the database and variables that it sets anew each time.
//
// One physical transaction serves GORM, pgx and the queue alike: it is begun on the pgx connection beneath a *sql.Conn, together with
// its first statement, and GORM gets a session whose statements go to that connection.
func (db *DB) Write(ctx context.Context, account int64, fn func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := db.transact(ctx, account, fn)
		if !db.retryable(err) {
			return db.explain(err)
		}
		if attempt == writeAttempts {
			return db.explain(ErrBusy)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(min(retryPause<<attempt, maxPause))):
		}
	}
}

func (db *DB) explain(err error) error {
	if err == nil {
		return nil
	}
	return db.options.Explain(err)
}

func (db *DB) transact(ctx context.Context, account int64, fn func(*Tx) error) error {
	return db.withConnection(ctx, func(conn sqlConnection, pg *pgx.Conn) error {
		tx := &Tx{pgx: pg, queue: db.queue}
		tx.Session = Session{Account: account, ctx: ctx, conn: tx, orm: db.ormOn(ctx, ormConnection{conn, tx}), explain: db.options.Explain}
		defer tx.rollback(ctx)
		if err := fn(tx); err != nil {
			return err
		}
		return tx.commit(ctx)
	})
}

// retryable reports whether a transaction should be run again.
func (db *DB) retryable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, ErrMoved) || db.options.Retry(err) {
		return true
	}
	switch codeOf(err) {
	case "40001", "40P01", "55P03":
		return true
	}
	return false
}

// codeOf returns PostgreSQL's code of an error, blank for others.
func codeOf(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	return pg.Code
}

// Where tables are distributed over machines, an error of one of them is passed on as a message, without the name beside it, and the name
// in it has the number of the part of the table behind it.
var (
	constraintName = regexp.MustCompile(`constraint "([^"]+)"`)
	shardNumber    = regexp.MustCompile(`_[0-9]{6,}$`)
)

// ConstraintOf returns the name of the constraint that an error violates, as the migrations name it; blank for others.
func ConstraintOf(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	name := pg.ConstraintName
	if found := constraintName.FindStringSubmatch(pg.Message); name == "" && strings.HasPrefix(pg.Code, "23") && found != nil {
		name = found[1]
	}
	return shardNumber.ReplaceAllString(name, "")
}

// IsForeignKey reports whether a row was refused because what it refers to is not there.
func IsForeignKey(err error) bool { return codeOf(err) == "23503" }

// IsUnique reports whether a row was refused because another row has its key.
func IsUnique(err error) bool { return codeOf(err) == "23505" }

// commit sends the deferred statements and the commit.
func (tx *Tx) commit(ctx context.Context) error {
	end := tx.batch()
	for _, c := range tx.deferred {
		c.queue(end)
	}
	end.Queue("commit").Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return pgx.ErrTxCommitRollback
		}
		tx.committed = true
		return nil
	})
	return tx.pgx.SendBatch(ctx, end).Close()
}

// rollback undoes the transaction unless it was committed.
func (tx *Tx) rollback(ctx context.Context) {
	if !tx.begun || tx.committed {
		return
	}
	if _, err := tx.pgx.Exec(ctx, "rollback"); err != nil {
		_ = tx.pgx.Close(context.WithoutCancel(ctx)) // which does the same
	}
}

// Enqueue puts work into the queue when the transaction commits, and only then.
func (tx *Tx) Enqueue(args river.JobArgs, opts *river.InsertOpts) error {
	joined, err := tx.joined()
	if err != nil {
		return err
	}
	_, err = tx.queue.InsertTx(tx.ctx, joined, args, opts)
	return err
}

// EnqueueAll is Enqueue for much work at once, none of it unique.
func (tx *Tx) EnqueueAll(work []river.InsertManyParams) error {
	joined, err := tx.joined()
	if err != nil {
		return err
	}
	_, err = tx.queue.InsertManyFastTx(tx.ctx, joined, work)
	return err
}

// joined returns the transaction as pgx knows it, which River wants: with a savepoint pgx joins the one that has begun.
func (tx *Tx) joined() (pgx.Tx, error) {
	if err := tx.begin(tx.ctx); err != nil {
		return nil, err
	}
	return tx.pgx.BeginTx(tx.ctx, pgx.TxOptions{BeginQuery: "savepoint queue"})
}
