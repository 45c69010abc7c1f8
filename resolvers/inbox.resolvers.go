package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Contact is the resolver for the contact field.
func (r *contactInboxResolver) Contact(ctx context.Context, obj *models.ContactInbox) (*models.Contact, error) {
	return must(loaders.From(ctx).Contacts.Load(ctx, obj.ContactID))
}

// Inbox is the resolver for the inbox field.
func (r *contactInboxResolver) Inbox(ctx context.Context, obj *models.ContactInbox) (*models.Inbox, error) {
	return must(loaders.From(ctx).Inboxes.Load(ctx, obj.InboxID))
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *inboxResolver) UsedBySegments(ctx context.Context, obj *models.Inbox) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// LegacyIds is the resolver for the legacyIds field.
func (r *inboxResolver) LegacyIds(ctx context.Context, obj *models.Inbox) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// InboxCreate is the resolver for the inboxCreate field.
func (r *mutationResolver) InboxCreate(ctx context.Context, input models.InboxCreateInput) (*models.InboxPayload, error) {
	inbox, err := r.CRM.CreateInbox(ctx, input)
	return respond(err, &models.InboxPayload{Inbox: inbox})
}

// InboxUpdate is the resolver for the inboxUpdate field.
func (r *mutationResolver) InboxUpdate(ctx context.Context, input models.InboxUpdateInput) (*models.InboxPayload, error) {
	inbox, err := r.CRM.UpdateInbox(ctx, input)
	return respond(err, &models.InboxPayload{Inbox: inbox})
}

// InboxDelete is the resolver for the inboxDelete field.
func (r *mutationResolver) InboxDelete(ctx context.Context, input models.InboxDeleteInput) (*models.InboxDeletePayload, error) {
	return respond(r.CRM.DeleteInbox(ctx, input.ID), &models.InboxDeletePayload{DeletedID: &input.ID})
}

// ContactInboxCreate is the resolver for the contactInboxCreate field.
func (r *mutationResolver) ContactInboxCreate(ctx context.Context, input models.ContactInboxCreateInput) (*models.ContactInboxPayload, error) {
	contactInbox, err := r.CRM.CreateContactInbox(ctx, input)
	return respond(err, &models.ContactInboxPayload{ContactInbox: contactInbox})
}

// ContactInboxDelete is the resolver for the contactInboxDelete field.
func (r *mutationResolver) ContactInboxDelete(ctx context.Context, input models.ContactInboxDeleteInput) (*models.ContactInboxDeletePayload, error) {
	err := r.CRM.DeleteContactInbox(ctx, input)
	return respond(err, &models.ContactInboxDeletePayload{DeletedID: &input.ID})
}

// Inboxes is the resolver for the inboxes field.
func (r *queryResolver) Inboxes(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Inbox], error) {
	return r.CRM.ListInboxes(ctx, args(first, after, last, before))
}

// ContactInbox returns graph.ContactInboxResolver implementation.
func (r *Resolver) ContactInbox() graph.ContactInboxResolver { return &contactInboxResolver{r} }

// Inbox returns graph.InboxResolver implementation.
func (r *Resolver) Inbox() graph.InboxResolver { return &inboxResolver{r} }

type (
	contactInboxResolver struct{ *Resolver }
	inboxResolver        struct{ *Resolver }
)
