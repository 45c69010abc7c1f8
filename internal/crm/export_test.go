package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// Attempt runs a step of a job as workPart does, and returns what becomes of its error.
func Attempt(ctx context.Context, step func() error) (ofOneRecord bool, reason models.BrokenRules, err error) {
	var s Service
	_, err = s.try(&Tx{}, &models.Job{}, func() (chunk, error) { return chunk{}, step() })
	return ofRecord(ctx, err), reasonOf(err), err
}

// CountSeen counts the rows of a table that the viewer sees.
func (s *Service) CountSeen(ctx context.Context, table string) (int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return 0, err
	}
	n, err := store.Rows[int](r, "SELECT count(*) FROM "+table+" t WHERE t.account_id = ?", r.Account)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// BulkChunk is bulkChunk.
const BulkChunk = bulkChunk
