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
func (r *duplicateClusterResolver) Contacts(ctx context.Context, obj *models.DuplicateCluster) ([]*models.Contact, error) {
	return duplicateContacts(ctx, obj.ContactIDs[:min(len(obj.ContactIDs), maxClusterContacts)])
}

// Contact is the resolver for the contact field.
func (r *duplicateMatchResolver) Contact(ctx context.Context, obj *models.DuplicateMatch) (*models.Contact, error) {
	return must(loaders.From(ctx).Contacts.Load(ctx, obj.ContactID))
}

// Contacts is the resolver for the contacts field.
func (r *duplicatePairResolver) Contacts(ctx context.Context, obj *models.DuplicatePair) ([]*models.Contact, error) {
	both, err := duplicateContacts(ctx, []models.ContactID{obj.First, obj.Second})
	if err == nil && len(both) < 2 {
		_, err = must[models.Contact](nil, nil)
	}
	return both, err
}

// DuplicateDismiss is the resolver for the duplicateDismiss field.
func (r *mutationResolver) DuplicateDismiss(ctx context.Context, input models.DuplicateDismissInput) (*models.DuplicateDismissPayload, error) {
	return respond(r.CRM.DismissDuplicate(ctx, input), &models.DuplicateDismissPayload{Dismissed: true})
}

// ContactDuplicates is the resolver for the contactDuplicates field.
func (r *queryResolver) ContactDuplicates(ctx context.Context, first *int, after *page.Cursor, minProbability *float64, contact *string) (*page.Connection[*models.DuplicatePair], error) {
	q := crm.DuplicateQuery{MinProbability: minProbability, Contact: contactID(contact)}
	return r.CRM.ListDuplicates(ctx, args(first, after, nil, nil), q)
}

// ContactDuplicateClusters is the resolver for the contactDuplicateClusters field.
func (r *queryResolver) ContactDuplicateClusters(ctx context.Context, first int, minProbability *float64) ([]*models.DuplicateCluster, error) {
	return r.CRM.ListDuplicateClusters(ctx, first, minProbability)
}

// ContactDuplicatesOf is the resolver for the contactDuplicatesOf field.
func (r *queryResolver) ContactDuplicatesOf(ctx context.Context, draft models.DuplicateDraft, minProbability *float64) ([]*models.DuplicateMatch, error) {
	return r.CRM.DuplicatesOf(ctx, draft, minProbability)
}

// DuplicateCluster returns graph.DuplicateClusterResolver implementation.
func (r *Resolver) DuplicateCluster() graph.DuplicateClusterResolver {
	return &duplicateClusterResolver{r}
}

// DuplicateMatch returns graph.DuplicateMatchResolver implementation.
func (r *Resolver) DuplicateMatch() graph.DuplicateMatchResolver { return &duplicateMatchResolver{r} }

// DuplicatePair returns graph.DuplicatePairResolver implementation.
func (r *Resolver) DuplicatePair() graph.DuplicatePairResolver { return &duplicatePairResolver{r} }

type (
	duplicateClusterResolver struct{ *Resolver }
	duplicateMatchResolver   struct{ *Resolver }
	duplicatePairResolver    struct{ *Resolver }
)
