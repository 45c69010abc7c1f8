package crm

import (
	"context"
	"time"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

const (
	// DefaultAuditRetention is how long the audit log is kept by default.
	DefaultAuditRetention = 400 * 24 * time.Hour
	// auditSweepBatch is how many entries of the audit log one statement removes.
	auditSweepBatch = 10_000
	// auditExportBatch is how many entries an export of the audit log reads at a time.
	auditExportBatch = 1000
)

var auditEvents = store.NewTable[models.AuditEvent]("audit_events x")

var newestAuditEvents = page.Order{Name: "auditEvents", ID: "x.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "x.created_at", Kind: page.Time, Desc: true}}}

// ListAuditEvents returns a page of the account's audit log, newest first. Forbidden for viewers who may not read it.
func (s *Service) ListAuditEvents(ctx context.Context, a page.Args, q models.AuditQuery) (*models.AuditEventConnection, error) {
	if _, err := permitted(ctx, models.PermAudit); err != nil {
		return nil, err
	}
	if q.Kinds != nil && len(q.Kinds) == 0 {
		return nil, models.Errorf(models.Invalid, "The list is empty; give it a kind, or leave it out.").At("kinds")
	}
	return pageOf(ctx, s, a, func(b *Batch) List[models.AuditEvent] {
		where, args := auditWhere(b.Account, q)
		return List[models.AuditEvent]{Batch: b.Batch, Table: auditEvents, Where: where, Args: args, Order: newestAuditEvents}
	})
}

// auditWhere is the condition of a query of the audit log with its arguments.
func auditWhere(account int64, q models.AuditQuery) (where string, args []any) {
	where, args = "x.account_id = ?", []any{account}
	and := func(condition string, arg ...any) { where, args = where+" AND "+condition, append(args, arg...) }
	if q.Kinds != nil {
		kinds := make([]string, len(q.Kinds))
		for i, kind := range q.Kinds {
			kinds[i] = string(kind)
		}
		and("x.kind = ANY(?)", kinds)
	}
	if q.ActorID != nil {
		_, id, _ := typeid.Split(*q.ActorID)
		and("coalesce(x.actor_user_id, x.actor_token_id) = ?::uuid", id)
	}
	if q.TargetID != nil {
		and("x.target = ?::text AND x.target <> ''", withoutNUL(*q.TargetID))
	}
	if q.From != nil {
		and("x.created_at >= ?", *q.From)
	}
	if q.Until != nil {
		and("x.created_at < ?", *q.Until)
	}
	return where, args
}

// EachAuditEvent calls fn with all entries of the account's audit log that a query selects, oldest first.
func (s *Service) EachAuditEvent(ctx context.Context, q models.AuditQuery, fn func(*models.AuditEvent) error) error {
	if _, err := permitted(ctx, models.PermAudit); err != nil {
		return err
	}
	r, err := s.read(ctx)
	if err != nil {
		return err
	}
	where, args := auditWhere(r.Account, q)
	where += " AND (x.created_at, x.id) > (?::timestamptz, ?::uuid) ORDER BY x.created_at, x.id LIMIT ?"
	var after models.DateTime
	var id models.AuditEventID
	for {
		found, err := auditEvents.List(r, where, append(args[:len(args):len(args)], after, id, auditExportBatch)...)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, e := range found {
			if err := fn(e); err != nil {
				return err
			}
			after, id = e.OccurredAt, e.ID
		}
	}
}

// KeepAudit removes the entries of all audit logs that are older than the retention. It runs periodically.
func (s *Service) KeepAudit(ctx context.Context, retention time.Duration) error {
	for {
		n, err := s.system(ctx).Affected(`
			DELETE FROM audit_events WHERE (account_id, id) IN (
				SELECT x.account_id, x.id FROM audit_events x WHERE x.created_at < ? LIMIT ?
			)`, models.At(s.now().Add(-retention)), auditSweepBatch)
		if err != nil || n < auditSweepBatch {
			return err
		}
	}
}
