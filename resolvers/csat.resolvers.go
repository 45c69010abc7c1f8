package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// Contact is the resolver for the contact field.
func (r *csatResponseResolver) Contact(ctx context.Context, obj *models.CsatResponse) (*models.Contact, error) {
	return must(loaders.From(ctx).Contacts.Load(ctx, obj.ContactID))
}

// Conversation is the resolver for the conversation field.
func (r *csatResponseResolver) Conversation(ctx context.Context, obj *models.CsatResponse) (*models.Conversation, error) {
	return must(loaders.From(ctx).Conversations.Load(ctx, obj.ConversationID))
}

// AssignedAgent is the resolver for the assignedAgent field.
func (r *csatResponseResolver) AssignedAgent(ctx context.Context, obj *models.CsatResponse) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.AssignedAgentID)
}

// ReviewedBy is the resolver for the reviewedBy field.
func (r *csatResponseResolver) ReviewedBy(ctx context.Context, obj *models.CsatResponse) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.ReviewedByID)
}

// CsatResponseCreate is the resolver for the csatResponseCreate field.
func (r *mutationResolver) CsatResponseCreate(ctx context.Context, input models.CsatResponseCreateInput) (*models.CsatResponsePayload, error) {
	csatResponse, err := r.CRM.CreateCsatResponse(ctx, input)
	return respond(err, &models.CsatResponsePayload{CsatResponse: csatResponse})
}

// CsatResponseReview is the resolver for the csatResponseReview field.
func (r *mutationResolver) CsatResponseReview(ctx context.Context, input models.CsatResponseReviewInput) (*models.CsatResponsePayload, error) {
	response, err := r.CRM.ReviewCsatResponse(ctx, input)
	return respond(err, &models.CsatResponsePayload{CsatResponse: response})
}

// CsatResponsesExport is the resolver for the csatResponsesExport field.
func (r *mutationResolver) CsatResponsesExport(ctx context.Context, input models.CsatResponsesExportInput) (*models.JobPayload, error) {
	job, err := r.CRM.ExportCsatResponses(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// CsatResponses is the resolver for the csatResponses field.
func (r *queryResolver) CsatResponses(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, filter *models.CsatFilter, orderBy *models.CsatOrder) (*page.Connection[*models.CsatResponse], error) {
	return r.CRM.ListCsatResponses(ctx, args(first, after, last, before), filter, orderBy)
}

// CsatReport is the resolver for the csatReport field.
func (r *queryResolver) CsatReport(ctx context.Context, filter *models.CsatFilter) (*models.CsatReport, error) {
	return r.CRM.ReportCsat(ctx, filter)
}

// CsatResponse returns graph.CsatResponseResolver implementation.
func (r *Resolver) CsatResponse() graph.CsatResponseResolver { return &csatResponseResolver{r} }

type csatResponseResolver struct{ *Resolver }
