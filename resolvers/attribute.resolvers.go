package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// UsedBySegments is the resolver for the usedBySegments field.
func (r *customAttributeDefinitionResolver) UsedBySegments(ctx context.Context, obj *models.CustomAttributeDefinition) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// CustomAttributeDefinitionCreate is the resolver for the customAttributeDefinitionCreate field.
func (r *mutationResolver) CustomAttributeDefinitionCreate(ctx context.Context, input models.CustomAttributeDefinitionCreateInput) (*models.CustomAttributeDefinitionPayload, error) {
	customAttributeDefinition, err := r.CRM.CreateDefinition(ctx, input)
	return respond(err, &models.CustomAttributeDefinitionPayload{CustomAttributeDefinition: customAttributeDefinition})
}

// CustomAttributeDefinitionUpdate is the resolver for the customAttributeDefinitionUpdate field.
func (r *mutationResolver) CustomAttributeDefinitionUpdate(ctx context.Context, input models.CustomAttributeDefinitionUpdateInput) (*models.CustomAttributeDefinitionPayload, error) {
	customAttributeDefinition, err := r.CRM.UpdateDefinition(ctx, input)
	return respond(err, &models.CustomAttributeDefinitionPayload{CustomAttributeDefinition: customAttributeDefinition})
}

// CustomAttributeDefinitionDelete is the resolver for the customAttributeDefinitionDelete field.
func (r *mutationResolver) CustomAttributeDefinitionDelete(ctx context.Context, input models.CustomAttributeDefinitionDeleteInput) (*models.CustomAttributeDefinitionDeletePayload, error) {
	return respond(r.CRM.DeleteDefinition(ctx, input.ID), &models.CustomAttributeDefinitionDeletePayload{DeletedID: &input.ID})
}

// CustomAttributeDefinitions is the resolver for the customAttributeDefinitions field.
func (r *queryResolver) CustomAttributeDefinitions(ctx context.Context, model models.AttributeModel) ([]*models.CustomAttributeDefinition, error) {
	return r.CRM.ListDefinitions(ctx, model)
}

// CustomAttributeDefinition returns graph.CustomAttributeDefinitionResolver implementation.
func (r *Resolver) CustomAttributeDefinition() graph.CustomAttributeDefinitionResolver {
	return &customAttributeDefinitionResolver{r}
}

type customAttributeDefinitionResolver struct{ *Resolver }
