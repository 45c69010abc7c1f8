package crmtest

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// relay records statements for the world that has the database.
type relay struct{ to atomic.Pointer[Statements] }

func (r *relay) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if to := r.to.Load(); to != nil {
		return to.TraceQueryStart(ctx, conn, data)
	}
	return ctx
}

func (r *relay) TraceQueryEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryEndData) {
	if to := r.to.Load(); to != nil {
		to.TraceQueryEnd(ctx, conn, data)
	}
}

func (r *relay) TraceBatchStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	if to := r.to.Load(); to != nil {
		return to.TraceBatchStart(ctx, conn, data)
	}
	return ctx
}

func (r *relay) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (r *relay) TraceBatchEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchEndData) {
	if to := r.to.Load(); to != nil {
		to.TraceBatchEnd(ctx, conn, data)
	}
}
