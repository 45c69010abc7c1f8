package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// ContactsCount is the resolver for the contactsCount field.
func (r *labelResolver) ContactsCount(ctx context.Context, obj *models.Label) (*page.Count, error) {
	return loaders.From(ctx).ContactsCountByLabel.Load(ctx, obj.ID)
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *labelResolver) UsedBySegments(ctx context.Context, obj *models.Label) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// LegacyIds is the resolver for the legacyIds field.
func (r *labelResolver) LegacyIds(ctx context.Context, obj *models.Label) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *labelDeletePayloadResolver) UsedBySegments(ctx context.Context, obj *models.LabelDeletePayload) (*models.SegmentUsage, error) {
	return usedBySegments(ctx, obj.DeletedID)
}

// LabelCreate is the resolver for the labelCreate field.
func (r *mutationResolver) LabelCreate(ctx context.Context, input models.LabelCreateInput) (*models.LabelPayload, error) {
	label, err := r.CRM.CreateLabel(ctx, input)
	return respond(err, &models.LabelPayload{Label: label})
}

// LabelUpdate is the resolver for the labelUpdate field.
func (r *mutationResolver) LabelUpdate(ctx context.Context, input models.LabelUpdateInput) (*models.LabelPayload, error) {
	label, err := r.CRM.UpdateLabel(ctx, input)
	return respond(err, &models.LabelPayload{Label: label})
}

// LabelDelete is the resolver for the labelDelete field.
func (r *mutationResolver) LabelDelete(ctx context.Context, input models.LabelDeleteInput) (*models.LabelDeletePayload, error) {
	return respond(r.CRM.DeleteLabel(ctx, input.ID), &models.LabelDeletePayload{DeletedID: &input.ID})
}

// Labels is the resolver for the labels field.
func (r *queryResolver) Labels(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Label], error) {
	return r.CRM.ListLabels(ctx, args(first, after, last, before))
}

// Label returns graph.LabelResolver implementation.
func (r *Resolver) Label() graph.LabelResolver { return &labelResolver{r} }

// LabelDeletePayload returns graph.LabelDeletePayloadResolver implementation.
func (r *Resolver) LabelDeletePayload() graph.LabelDeletePayloadResolver {
	return &labelDeletePayloadResolver{r}
}

type (
	labelResolver              struct{ *Resolver }
	labelDeletePayloadResolver struct{ *Resolver }
)
