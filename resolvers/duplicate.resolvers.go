package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// Contacts is the resolver for the contacts field.
func (r *duplicatePairResolver) Contacts(ctx context.Context, obj *models.DuplicatePair) ([]*models.Contact, error) {
	first, err := must(loaders.From(ctx).Contacts.Load(ctx, obj.First))
	if err != nil {
		return nil, err
	}
	second, err := must(loaders.From(ctx).Contacts.Load(ctx, obj.Second))
	return []*models.Contact{first, second}, err
}

// DuplicateDismiss is the resolver for the duplicateDismiss field.
func (r *mutationResolver) DuplicateDismiss(ctx context.Context, input models.DuplicateDismissInput) (*models.DuplicateDismissPayload, error) {
	return respond(r.CRM.DismissDuplicate(ctx, input), &models.DuplicateDismissPayload{Dismissed: true})
}

// ContactDuplicates is the resolver for the contactDuplicates field.
func (r *queryResolver) ContactDuplicates(ctx context.Context, first *int, after *page.Cursor, minScore *float64, contact *string) (*page.Connection[*models.DuplicatePair], error) {
	return r.CRM.ListDuplicates(ctx, args(first, after, nil, nil), crm.DuplicateQuery{MinScore: minScore, Contact: contactID(contact)})
}

// DuplicatePair returns graph.DuplicatePairResolver implementation.
func (r *Resolver) DuplicatePair() graph.DuplicatePairResolver { return &duplicatePairResolver{r} }

type duplicatePairResolver struct{ *Resolver }
