package store

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/trace"
)

// meter adds up what the database does for one request.
type meter struct {
	free       time.Duration
	took       atomic.Int64 // nanoseconds beyond free
	statements atomic.Int64
}

type meterKey struct{}

// Metered returns a context whose trips to the database are measured, and a function that returns how long they took so far and how many
// statements they had. Of each trip only the time beyond free counts. The pool needs a Tracer.
func Metered(ctx context.Context, free time.Duration) (context.Context, func() (took time.Duration, statements int)) {
	m := &meter{free: free}
	return context.WithValue(ctx, meterKey{}, m), func() (time.Duration, int) {
		return time.Duration(m.took.Load()), int(m.statements.Load())
	}
}

// Tracer measures the trips of metered contexts, each a statement or a batch, and makes them spans of traces.
type Tracer struct{}

type tripKey struct{}

func begin(ctx context.Context, statements int) context.Context {
	m, metered := ctx.Value(meterKey{}).(*meter)
	if !metered {
		return ctx
	}
	m.statements.Add(int64(statements))
	return context.WithValue(ctx, tripKey{}, time.Now())
}

func end(ctx context.Context) {
	m, metered := ctx.Value(meterKey{}).(*meter)
	began, sent := ctx.Value(tripKey{}).(time.Time)
	if metered && sent {
		m.took.Add(int64(max(0, time.Since(began)-m.free)))
	}
}

// TraceQueryStart begins the trip of a statement.
func (Tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, query pgx.TraceQueryStartData) context.Context {
	if traced(ctx) {
		ctx = beginStatement(ctx, summary(query.SQL))
	}
	return begin(ctx, 1)
}

// TraceQueryEnd ends it.
func (Tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, query pgx.TraceQueryEndData) {
	end(ctx)
	endStatement(ctx, query.Err)
}

// TraceBatchStart begins the trip of several statements.
func (Tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, batch pgx.TraceBatchStartData) context.Context {
	if traced(ctx) {
		var texts []string
		for _, query := range batch.Batch.QueuedQueries {
			texts = append(texts, query.SQL)
		}
		ctx = beginStatement(ctx, summaries(texts), trace.Int("db.operation.batch.size", len(texts)))
	}
	return begin(ctx, batch.Batch.Len())
}

// TraceBatchQuery does nothing: a batch is timed as a whole.
func (Tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd ends the trip of a batch.
func (Tracer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, batch pgx.TraceBatchEndData) {
	end(ctx)
	endStatement(ctx, batch.Err)
}
