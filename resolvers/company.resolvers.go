package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// LegacyIds is the resolver for the legacyIds field.
func (r *companyResolver) LegacyIds(ctx context.Context, obj *models.Company) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// Contacts is the resolver for the contacts field.
func (r *companyResolver) Contacts(ctx context.Context, obj *models.Company, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Contact], error) {
	return loaders.From(ctx).ContactsByCompany.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *companyResolver) UsedBySegments(ctx context.Context, obj *models.Company) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *companyDeletePayloadResolver) UsedBySegments(ctx context.Context, obj *models.CompanyDeletePayload) (*models.SegmentUsage, error) {
	return usedBySegments(ctx, obj.DeletedID)
}

// CompanyCreate is the resolver for the companyCreate field.
func (r *mutationResolver) CompanyCreate(ctx context.Context, input models.CompanyCreateInput) (*models.CompanyPayload, error) {
	company, err := r.CRM.CreateCompany(ctx, input)
	return respond(err, &models.CompanyPayload{Company: company})
}

// CompanyUpdate is the resolver for the companyUpdate field.
func (r *mutationResolver) CompanyUpdate(ctx context.Context, input models.CompanyUpdateInput) (*models.CompanyPayload, error) {
	company, err := r.CRM.UpdateCompany(ctx, input)
	return respond(err, &models.CompanyPayload{Company: company})
}

// CompanyDelete is the resolver for the companyDelete field.
func (r *mutationResolver) CompanyDelete(ctx context.Context, input models.CompanyDeleteInput) (*models.CompanyDeletePayload, error) {
	return respond(r.CRM.DeleteCompany(ctx, input.ID), &models.CompanyDeletePayload{DeletedID: &input.ID})
}

// Company is the resolver for the company field.
func (r *queryResolver) Company(ctx context.Context, id string) (*models.Company, error) {
	return loaders.From(ctx).Companies.Load(ctx, typeid.Read[models.CompanyID](id))
}

// Companies is the resolver for the companies field.
func (r *queryResolver) Companies(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, search *string) (*page.Connection[*models.Company], error) {
	return r.CRM.ListCompanies(ctx, args(first, after, last, before), search)
}

// Company returns graph.CompanyResolver implementation.
func (r *Resolver) Company() graph.CompanyResolver { return &companyResolver{r} }

// CompanyDeletePayload returns graph.CompanyDeletePayloadResolver implementation.
func (r *Resolver) CompanyDeletePayload() graph.CompanyDeletePayloadResolver {
	return &companyDeletePayloadResolver{r}
}

type (
	companyResolver              struct{ *Resolver }
	companyDeletePayloadResolver struct{ *Resolver }
)
