package main

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// batch is the results of statements that went to PostgreSQL together, read one after the other.
type batch struct {
	results pgx.BatchResults
	err     error
}

// batch sends statements with the same arguments in one round trip.
func (l limit) batch(ctx context.Context, args []any, statements ...string) *batch {
	queue := &pgx.Batch{}
	for _, sql := range statements {
		queue.Queue(sql, args...)
	}
	return &batch{results: l.pool.SendBatch(ctx, queue)}
}

// lists reads the next result, whose first column is the record that a row belongs to. Objects end with what then appends, which
// is given the second column, the id of the row.
func (b *batch) lists(columns []column, then func(to []byte, id uuid.UUID) []byte) lists {
	rows, err := b.results.Query()
	if err != nil {
		b.err = errors.Join(b.err, err)
		return nil
	}
	all := lists{}
	for rows.Next() {
		raw := rows.RawValues()
		of := uuid.UUID(raw[0])
		list := all[of]
		if len(list) > 0 {
			list = append(list, ',')
		}
		all[of] = then(appendRow(list, columns, raw[1:]), uuid.UUID(raw[1]))
	}
	rows.Close()
	b.err = errors.Join(b.err, rows.Err())
	return all
}

// end ends an object that has nothing but its columns.
func end(to []byte, _ uuid.UUID) []byte { return append(to, '}') }

// last returns the last result, unless something went wrong before.
func (b *batch) last() (pgx.Rows, error) {
	rows, err := b.results.Query()
	return rows, errors.Join(b.err, err)
}

func (b *batch) close() { _ = b.results.Close() }
