package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
	"slices"
)

// LegacyIds is the resolver for the legacyIds field.
func (r *companyResolver) LegacyIds(ctx context.Context, obj *models.Company) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// Contacts is the resolver for the contacts field.
func (r *companyResolver) Contacts(ctx context.Context, obj *models.Company, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Contact], error) {
	return loaders.From(ctx).ContactsByCompany.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// Conversations is the resolver for the conversations field.
func (r *companyResolver) Conversations(ctx context.Context, obj *models.Company, first *int, after *page.Cursor, last *int, before *page.Cursor, filter *models.ConversationFilter, orderBy *models.ConversationOrder) (*page.Connection[*models.Conversation], error) {
	return loaders.From(ctx).ConversationsByCompany.Load(ctx, obj.ID, args(first, after, last, before),
		crm.ConversationQuery{Filter: filter, OrderBy: orZero(orderBy)})
}

// Notes is the resolver for the notes field.
func (r *companyResolver) Notes(ctx context.Context, obj *models.Company, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Note], error) {
	return loaders.From(ctx).NotesByCompany.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *companyResolver) UsedBySegments(ctx context.Context, obj *models.Company) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *companyDeletePayloadResolver) UsedBySegments(ctx context.Context, obj *models.CompanyDeletePayload) (*models.SegmentUsage, error) {
	return usedBySegments(ctx, obj.DeletedID)
}

// Companies is the resolver for the companies field.
func (r *companyDuplicatePairResolver) Companies(ctx context.Context, obj *models.CompanyDuplicatePair) ([]*models.Company, error) {
	loaded, err := loaders.From(ctx).Companies.LoadAll(ctx, []models.CompanyID{obj.First, obj.Second})
	return slices.DeleteFunc(loaded, func(c *models.Company) bool { return c == nil }), err
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

// CompanyDuplicateDismiss is the resolver for the companyDuplicateDismiss field.
func (r *mutationResolver) CompanyDuplicateDismiss(ctx context.Context, input models.CompanyDuplicateDismissInput) (*models.CompanyDuplicateDismissPayload, error) {
	return respond(r.CRM.DismissCompanyDuplicate(ctx, input), &models.CompanyDuplicateDismissPayload{Dismissed: true})
}

// Company is the resolver for the company field.
func (r *queryResolver) Company(ctx context.Context, id string) (*models.Company, error) {
	return loaders.From(ctx).Companies.Load(ctx, typeid.Read[models.CompanyID](id))
}

// Companies is the resolver for the companies field.
func (r *queryResolver) Companies(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, search *string, orderBy *models.CompanyOrder) (*page.Connection[*models.Company], error) {
	return r.CRM.ListCompanies(ctx, args(first, after, last, before), search, orderBy)
}

// CompanyDuplicates is the resolver for the companyDuplicates field.
func (r *queryResolver) CompanyDuplicates(ctx context.Context, first *int, after *page.Cursor, minProbability *float64, company *string) (*page.Connection[*models.CompanyDuplicatePair], error) {
	q := crm.CompanyDuplicateQuery{MinProbability: minProbability}
	if company != nil {
		id := typeid.Read[models.CompanyID](*company)
		q.Company = &id
	}
	return r.CRM.ListCompanyDuplicates(ctx, args(first, after, nil, nil), q)
}

// Company returns graph.CompanyResolver implementation.
func (r *Resolver) Company() graph.CompanyResolver { return &companyResolver{r} }

// CompanyDeletePayload returns graph.CompanyDeletePayloadResolver implementation.
func (r *Resolver) CompanyDeletePayload() graph.CompanyDeletePayloadResolver {
	return &companyDeletePayloadResolver{r}
}

// CompanyDuplicatePair returns graph.CompanyDuplicatePairResolver implementation.
func (r *Resolver) CompanyDuplicatePair() graph.CompanyDuplicatePairResolver {
	return &companyDuplicatePairResolver{r}
}

type (
	companyResolver              struct{ *Resolver }
	companyDeletePayloadResolver struct{ *Resolver }
	companyDuplicatePairResolver struct{ *Resolver }
)
