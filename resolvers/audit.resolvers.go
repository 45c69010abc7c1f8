package resolvers

import (
	"context"
	"kith/graph"
	"kith/models"
	"kith/models/page"
)

// Actor is the resolver for the actor field.
func (r *auditEventResolver) Actor(ctx context.Context, obj *models.AuditEvent) (models.Actor, error) {
	return actor(ctx, obj.ActorUserID, obj.ActorTokenID)
}

// AuditEvents is the resolver for the auditEvents field.
func (r *queryResolver) AuditEvents(ctx context.Context, first *int, after *page.Cursor, kinds []models.AuditEventKind, actorID *string, targetID *string, from *models.DateTime, until *models.DateTime) (*page.Connection[*models.AuditEvent], error) {
	return r.CRM.ListAuditEvents(ctx, args(first, after, nil, nil),
		models.AuditQuery{Kinds: kinds, ActorID: actorID, TargetID: targetID, From: from, Until: until})
}

// AuditEvent returns graph.AuditEventResolver implementation.
func (r *Resolver) AuditEvent() graph.AuditEventResolver { return &auditEventResolver{r} }

type auditEventResolver struct{ *Resolver }
