package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// MergedFrom is the resolver for the mergedFrom field.
func (r *companyResolver) MergedFrom(ctx context.Context, obj *models.Company, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.CompanyMerge], error) {
	return loaders.From(ctx).MergesByCompany.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// Into is the resolver for the into field.
func (r *companyMergeResolver) Into(ctx context.Context, obj *models.CompanyMerge) (*models.Company, error) {
	return loaders.From(ctx).Companies.Load(ctx, obj.IntoID)
}

// Moved is the resolver for the moved field.
func (r *companyMergeResolver) Moved(ctx context.Context, obj *models.CompanyMerge) (*models.CompanyMoved, error) {
	return models.MovedFor(models.ViewerFrom(ctx), obj.Contacts, obj.Domains), nil
}

// Actor is the resolver for the actor field.
func (r *companyMergeResolver) Actor(ctx context.Context, obj *models.CompanyMerge) (models.Actor, error) {
	return actor(ctx, obj.ByUser, obj.ByToken)
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *companyMergePayloadResolver) UsedBySegments(ctx context.Context, obj *models.CompanyMergePayload) (*models.SegmentUsage, error) {
	return usedBySegments(ctx, obj.MergedID)
}

// CompanyMerge is the resolver for the companyMerge field.
func (r *mutationResolver) CompanyMerge(ctx context.Context, input models.CompanyMergeInput) (*models.CompanyMergePayload, error) {
	company, merge, err := r.CRM.MergeCompanies(ctx, input)
	return respond(err, models.NewCompanyMergePayload(company, merge))
}

// CompanyUnmerge is the resolver for the companyUnmerge field.
func (r *mutationResolver) CompanyUnmerge(ctx context.Context, input models.CompanyUnmergeInput) (*models.CompanyUnmergePayload, error) {
	companies, kept, err := r.CRM.UnmergeCompanies(ctx, input)
	return respond(err, &models.CompanyUnmergePayload{Companies: companies, Kept: kept})
}

// CompanyMergePreview is the resolver for the companyMergePreview field.
func (r *queryResolver) CompanyMergePreview(ctx context.Context, input models.CompanyMergeInput) (*models.CompanyMergePreview, error) {
	return r.CRM.PreviewCompanyMerge(ctx, input)
}

// CompanyMerge returns graph.CompanyMergeResolver implementation.
func (r *Resolver) CompanyMerge() graph.CompanyMergeResolver { return &companyMergeResolver{r} }

// CompanyMergePayload returns graph.CompanyMergePayloadResolver implementation.
func (r *Resolver) CompanyMergePayload() graph.CompanyMergePayloadResolver {
	return &companyMergePayloadResolver{r}
}

type (
	companyMergeResolver        struct{ *Resolver }
	companyMergePayloadResolver struct{ *Resolver }
)
