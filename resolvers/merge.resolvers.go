package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// MergedFrom is the resolver for the mergedFrom field.
func (r *contactResolver) MergedFrom(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.ContactMerge], error) {
	return loaders.From(ctx).MergesByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// Into is the resolver for the into field.
func (r *contactMergeResolver) Into(ctx context.Context, obj *models.ContactMerge) (*models.Contact, error) {
	return loaders.From(ctx).Contacts.Load(ctx, obj.IntoID)
}

// Actor is the resolver for the actor field.
func (r *contactMergeResolver) Actor(ctx context.Context, obj *models.ContactMerge) (models.Actor, error) {
	return actor(ctx, obj.ByUser, obj.ByToken)
}

// ContactMerge is the resolver for the contactMerge field.
func (r *mutationResolver) ContactMerge(ctx context.Context, input models.ContactMergeInput) (*models.ContactMergePayload, error) {
	contact, merge, err := r.CRM.MergeContacts(ctx, input)
	return respond(err, &models.ContactMergePayload{Contact: contact, Merge: merge})
}

// ContactUnmerge is the resolver for the contactUnmerge field.
func (r *mutationResolver) ContactUnmerge(ctx context.Context, input models.ContactUnmergeInput) (*models.ContactUnmergePayload, error) {
	contacts, kept, err := r.CRM.UnmergeContacts(ctx, input)
	return respond(err, &models.ContactUnmergePayload{Contacts: contacts, Kept: kept})
}

// ContactMergePreview is the resolver for the contactMergePreview field.
func (r *queryResolver) ContactMergePreview(ctx context.Context, input models.ContactMergeInput) (*models.ContactMergePreview, error) {
	return r.CRM.PreviewMerge(ctx, input)
}

// ContactMerge returns graph.ContactMergeResolver implementation.
func (r *Resolver) ContactMerge() graph.ContactMergeResolver { return &contactMergeResolver{r} }

type contactMergeResolver struct{ *Resolver }
