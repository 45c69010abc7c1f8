package crm

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// command is a statement whose placeholders are question marks.
type command struct {
	sql  string
	args []any
}

// run runs statements one after the other.
func run(tx *Tx, commands []command) error {
	for _, c := range commands {
		if _, err := tx.Statement.ConnPool.ExecContext(tx.Statement.Context, numbered(c.sql), c.args...); err != nil {
			return err
		}
	}
	return nil
}

// atEnd leaves a statement to be sent with the events and the commit, all of them in one round trip. What is run before must not
// need what it writes; whoever does calls flush first.
func (tx *Tx) atEnd(sql string, args ...any) { tx.ending = append(tx.ending, command{sql, args}) }

// flush runs what was left for the end.
func (tx *Tx) flush() error {
	left := tx.ending
	tx.ending = nil
	return run(tx, left)
}

// undone runs fn and takes back what it stored and emitted.
func (tx *Tx) undone(fn func() error) error {
	if err := tx.flush(); err != nil {
		return err
	}
	emitted := tx.emitted
	if err := run(tx, []command{{sql: "savepoint undone"}}); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err // which undoes all of the transaction
	}
	if err := tx.flush(); err != nil {
		return err
	}
	tx.emitted = emitted
	return run(tx, []command{{sql: "rollback to savepoint undone"}})
}

// stream runs a statement again and again, with the arguments that next returns, nil after the last. PostgreSQL works on some while
// next makes others; next must not use the transaction.
func (tx *Tx) stream(sql string, next func() ([]any, error)) error {
	ctx := tx.Statement.Context
	if err := tx.begin(ctx); err != nil {
		return err
	}
	sql = numbered(sql)
	statement, err := tx.pgx.Prepare(ctx, sql, sql) // once for each connection
	if err != nil {
		return err
	}
	pipeline := tx.pgx.PgConn().StartPipeline(ctx)
	for err == nil {
		var args []any
		if args, err = next(); args == nil || err != nil {
			break
		}
		var built pgx.ExtendedQueryBuilder
		if err = built.Build(tx.pgx.TypeMap(), statement, args); err == nil {
			pipeline.SendQueryStatement(statement, built.ParamValues, built.ParamFormats, built.ResultFormats)
			err = pipeline.Flush()
		}
	}
	return errors.Join(err, pipeline.Sync(), pipeline.Close())
}

// commit sends what was left for the end, the events and the commit.
func (tx *Tx) commit(ctx context.Context) error {
	for len(tx.emitted) > emitBatch {
		if err := tx.flush(); err != nil {
			return err
		}
		if err := tx.storeSome(); err != nil {
			return err
		}
	}
	end := tx.batch()
	for _, c := range tx.ending {
		end.Queue(numbered(c.sql), plain(c.args)...)
	}
	if err := tx.queueEvents(end); err != nil {
		return err
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

// plain turns arguments into what pgx knows, as database/sql does for statements that are run through it.
func plain(args []any) []any {
	all := make([]any, len(args))
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil { // a list, which pgx knows
			v = arg
		}
		all[i] = v
	}
	return all
}
