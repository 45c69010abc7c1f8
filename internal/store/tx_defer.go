package store

import (
	"errors"

	"github.com/jackc/pgx/v5"
)

// command is a statement with its arguments, and what becomes of its only row if it has one.
type command struct {
	sql  string
	args []any
	row  func(pgx.Row) error
}

func (c command) queue(b *pgx.Batch) {
	queued := b.Queue(rebind(c.sql), driverValues(c.args)...)
	if c.row != nil {
		queued.QueryRow(c.row)
	}
}

// Defer has a statement go with the commit, in one round trip with all that are deferred, in their order. What runs before must not
// need what it writes; whoever does calls Flush first.
func (tx *Tx) Defer(sql string, args ...any) {
	tx.deferred = append(tx.deferred, command{sql: sql, args: args})
}

// DeferRow is Defer for a statement that returns one row, which scan reads.
func (tx *Tx) DeferRow(scan func(pgx.Row) error, sql string, args ...any) {
	tx.deferred = append(tx.deferred, command{sql, args, scan})
}

// Flush runs what is deferred now.
func (tx *Tx) Flush() error {
	if len(tx.deferred) == 0 {
		return nil
	}
	b := tx.batch()
	for _, c := range tx.deferred {
		c.queue(b)
	}
	tx.deferred = nil
	return tx.pgx.SendBatch(tx.ctx, b).Close()
}

// DryRun runs fn and takes back what it stored.
func (tx *Tx) DryRun(fn func() error) error {
	if err := tx.Flush(); err != nil {
		return err
	}
	if err := tx.Exec("savepoint dry_run"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err // which undoes all of the transaction
	}
	if err := tx.Flush(); err != nil {
		return err
	}
	return tx.Exec("rollback to savepoint dry_run")
}

// Savepoint runs fn; if it fails, what it stored is taken back and the transaction goes on.
func (tx *Tx) Savepoint(fn func() error) error {
	if err := tx.Flush(); err != nil {
		return err
	}
	if err := tx.Exec("savepoint part"); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		err = tx.Flush()
	}
	if err == nil {
		return tx.Exec("release savepoint part")
	}
	tx.deferred = nil
	return errors.Join(err, tx.Exec("rollback to savepoint part"), tx.Exec("release savepoint part"))
}

// Stream runs a statement again and again, with the arguments that next returns, nil after the last. PostgreSQL works on some while
// next makes others; next must not use the transaction.
func (tx *Tx) Stream(sql string, next func() ([]any, error)) error {
	if err := tx.begin(tx.ctx); err != nil {
		return err
	}
	sql = rebind(sql)
	statement, err := tx.pgx.Prepare(tx.ctx, sql, sql) // once for each connection
	if err != nil {
		return err
	}
	pipeline := tx.pgx.PgConn().StartPipeline(tx.ctx)
	for err == nil {
		var args []any
		if args, err = next(); args == nil || err != nil {
			break
		}
		var built pgx.ExtendedQueryBuilder
		if err = built.Build(tx.pgx.TypeMap(), statement, driverValues(args)); err == nil {
			pipeline.SendQueryStatement(statement, built.ParamValues, built.ParamFormats, built.ResultFormats)
			err = pipeline.Flush()
		}
	}
	return errors.Join(err, pipeline.Sync(), pipeline.Close())
}
