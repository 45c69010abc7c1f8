package crm

import (
	"context"
	"database/sql"
)

// snapshot runs reads that all see the database as it is at the first of them.
func (s *Service) snapshot(ctx context.Context, fn func(reader) error) error {
	r, err := s.read(ctx)
	if err != nil {
		return err
	}
	pool, err := s.db.DB()
	if err != nil {
		return err
	}
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of reads
	r.DB = s.on(ctx, tx)
	return fn(r)
}
