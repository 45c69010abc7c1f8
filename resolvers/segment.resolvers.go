package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// SegmentCreate is the resolver for the segmentCreate field.
func (r *mutationResolver) SegmentCreate(ctx context.Context, input models.SegmentCreateInput) (*models.SegmentPayload, error) {
	segment, err := r.CRM.CreateSegment(ctx, input)
	return respond(err, &models.SegmentPayload{Segment: segment})
}

// SegmentUpdate is the resolver for the segmentUpdate field.
func (r *mutationResolver) SegmentUpdate(ctx context.Context, input models.SegmentUpdateInput) (*models.SegmentPayload, error) {
	segment, err := r.CRM.UpdateSegment(ctx, input)
	return respond(err, &models.SegmentPayload{Segment: segment})
}

// SegmentDelete is the resolver for the segmentDelete field.
func (r *mutationResolver) SegmentDelete(ctx context.Context, input models.SegmentDeleteInput) (*models.SegmentDeletePayload, error) {
	return respond(r.CRM.DeleteSegment(ctx, input.ID), &models.SegmentDeletePayload{DeletedID: &input.ID})
}

// Segments is the resolver for the segments field.
func (r *queryResolver) Segments(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Segment], error) {
	return r.CRM.ListSegments(ctx, args(first, after, last, before))
}

// Filter is the resolver for the filter field.
func (r *segmentResolver) Filter(ctx context.Context, obj *models.Segment) (models.JSON, error) {
	shown, err := loaders.From(ctx).FilterBySegment.Load(ctx, obj.ID)
	if err != nil || shown == nil {
		return nil, err
	}
	return shown.Filter, nil
}

// DeadReferences is the resolver for the deadReferences field.
func (r *segmentResolver) DeadReferences(ctx context.Context, obj *models.Segment) ([]*models.DeadReference, error) {
	shown, err := loaders.From(ctx).FilterBySegment.Load(ctx, obj.ID)
	if err != nil || shown == nil {
		return nil, err
	}
	return shown.Dead, nil
}

// Owner is the resolver for the owner field.
func (r *segmentResolver) Owner(ctx context.Context, obj *models.Segment) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.OwnerID)
}

// Contacts is the resolver for the contacts field.
func (r *segmentResolver) Contacts(ctx context.Context, obj *models.Segment, first *int, after *page.Cursor, last *int, before *page.Cursor, orderBy []*models.ContactOrder) (*page.Connection[*models.Contact], error) {
	return loaders.From(ctx).ContactsBySegment.Load(ctx, obj, args(first, after, last, before), orderBy)
}

// Segment returns graph.SegmentResolver implementation.
func (r *Resolver) Segment() graph.SegmentResolver { return &segmentResolver{r} }

type segmentResolver struct{ *Resolver }
