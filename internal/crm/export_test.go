package crm

import (
	"context"

	"kith/models"
)

// Attempt runs a step of a job as workPart does, and returns what becomes of its error.
func Attempt(ctx context.Context, step func() error) (ofOneRecord bool, reason models.BrokenRules, err error) {
	var s Service
	_, err = s.try(&Tx{}, &models.Job{}, func() (chunk, error) { return chunk{}, step() })
	return ofRecord(ctx, err), reasonOf(err), err
}

// BulkChunk is bulkChunk.
const BulkChunk = bulkChunk
