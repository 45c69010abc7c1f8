package crm

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"gorm.io/gorm"

	"kith/models"
)

// Tx is the transaction of one use case, in the viewer's account. Helpers that write take one, so that none can be called
// outside of write.
type Tx struct {
	*gorm.DB
	Account int64
	Viewer  *models.Viewer
	// Now is the instant of everything that the transaction writes.
	Now models.DateTime

	pgx   *pgx.Conn
	queue *river.Client[pgx.Tx]
	// begun is false until the first statement, which the beginning goes along with.
	begun bool
	// locked are contacts as they were when they were locked.
	locked    map[models.ContactID]models.Contact
	ending    []command
	emitted   []*models.ContactEvent
	lastSeq   int64
	committed bool
}

// Enqueue leaves work to be done in the background once the transaction has committed, and only then.
func (tx *Tx) Enqueue(args river.JobArgs, opts *river.InsertOpts) error {
	joined, err := tx.joined()
	if err != nil {
		return err
	}
	_, err = tx.queue.InsertTx(tx.Statement.Context, joined, args, opts)
	return err
}

// EnqueueAll is Enqueue for much work at once, none of it unique.
func (tx *Tx) EnqueueAll(work []river.InsertManyParams) error {
	joined, err := tx.joined()
	if err != nil {
		return err
	}
	_, err = tx.queue.InsertManyFastTx(tx.Statement.Context, joined, work)
	return err
}

// joined returns the transaction as pgx knows it, which River wants: with a savepoint pgx joins the one that has begun.
func (tx *Tx) joined() (pgx.Tx, error) {
	ctx := tx.Statement.Context
	if err := tx.begin(ctx); err != nil {
		return nil, err
	}
	return tx.pgx.BeginTx(ctx, pgx.TxOptions{BeginQuery: "savepoint queue"})
}

const (
	writeAttempts = 10
	// retryPause doubles with every attempt, up to maxPause.
	retryPause = 10 * time.Millisecond
	maxPause   = 200 * time.Millisecond
)

// write runs fn in a transaction if the viewer has the permission, and commits when fn returns nil. It tries again when
// PostgreSQL asks for it (serialization failure, deadlock, lock timeout) and when a label that a new row refers to was deleted
// meanwhile, so fn must touch nothing but the database and variables that it sets anew each time.
//
// One physical transaction serves GORM, pgx and the queue alike: it is begun on the pgx connection beneath a *sql.Conn, together with
// its first statement, and GORM gets a session whose statements go to that connection. Its last statements store the events that
// fn emitted; after the commit their readers are told.
func (s *Service) write(ctx context.Context, perm models.Permission, fn func(*Tx) error) error {
	viewer, err := permitted(ctx, perm)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err = s.transact(ctx, viewer, fn)
		if !retryable(err) {
			return constraintError(err)
		}
		if attempt == writeAttempts {
			return models.Errorf(models.Unavailable, "The records are being changed by others; send the request again.")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(min(retryPause<<attempt, maxPause))):
		}
	}
}

func (s *Service) transact(ctx context.Context, viewer *models.Viewer, fn func(*Tx) error) error {
	return s.withConnection(ctx, func(conn *sql.Conn, pg *pgx.Conn) error {
		tx := &Tx{Account: viewer.AccountID, Viewer: viewer, Now: models.At(s.now()),
			pgx: pg, queue: s.queue, locked: map[models.ContactID]models.Contact{}}
		tx.DB = s.on(ctx, beginning{conn, tx})
		defer tx.rollback(ctx)
		if err := applyClaim(tx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.commit(ctx); err != nil {
			return err
		}
		if tx.lastSeq > 0 {
			for _, ring := range s.bells {
				ring(tx.Account, tx.lastSeq)
			}
		}
		return nil
	})
}

// on returns a GORM session whose statements go to conn.
func (s *Service) on(ctx context.Context, conn connection) *gorm.DB {
	db := s.db.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = conn
	return db
}

// withConnection lends one connection of the pool, and the pgx connection beneath it. That is taken out of Raw, which would lock conn
// against GORM's use of it.
func (s *Service) withConnection(ctx context.Context, fn func(conn *sql.Conn, pg *pgx.Conn) error) error {
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	var pg *pgx.Conn
	err = conn.Raw(func(driver any) error {
		pg = driver.(*stdlib.Conn).Conn()
		return nil
	})
	if err != nil {
		return err
	}
	return fn(conn, pg)
}

// errMoved asks for another try: what was looked up was moved before it could be locked.
var errMoved = errors.New("crm: a record was moved meanwhile")

func retryable(err error) bool {
	if errors.Is(err, errMoved) || labelGone(err) {
		return true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "55P03"
}

// labelGone reports whether a row was refused because its label is not there; the next try looks for the label again. Contacts need
// none of this: who refers to one has locked it.
func labelGone(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503" && strings.HasSuffix(pg.ConstraintName, "labels_label_fkey")
}
