package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// History is the resolver for the history field.
func (r *contactResolver) History(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor) (*page.Connection[*models.ContactEvent], error) {
	return loaders.From(ctx).EventsByContact.Load(ctx, obj.ID, args(first, after, nil, nil), loaders.None{})
}

// Contact is the resolver for the contact field.
func (r *contactEventResolver) Contact(ctx context.Context, obj *models.ContactEvent) (*models.Contact, error) {
	return loaders.From(ctx).Contacts.Load(ctx, obj.ContactID)
}

// Conversation is the resolver for the conversation field.
func (r *contactEventResolver) Conversation(ctx context.Context, obj *models.ContactEvent) (*models.Conversation, error) {
	return loaders.From(ctx).Conversations.LoadOptional(ctx, obj.ConversationID)
}

// Message is the resolver for the message field.
func (r *contactEventResolver) Message(ctx context.Context, obj *models.ContactEvent) (*models.Message, error) {
	return loaders.From(ctx).Messages.LoadOptional(ctx, obj.MessageID)
}

// Actor is the resolver for the actor field.
func (r *contactEventResolver) Actor(ctx context.Context, obj *models.ContactEvent) (models.Actor, error) {
	return actor(ctx, obj.ByUser, obj.ByToken)
}

// ContactEvents is the resolver for the contactEvents field.
func (r *queryResolver) ContactEvents(ctx context.Context, first *int, after *page.Cursor, types []models.ContactEventType, contactIds []string) (*page.Connection[*models.ContactEvent], error) {
	return r.CRM.ListEvents(ctx, args(first, after, nil, nil), crm.EventQuery{Types: types, ContactIDs: contactIDs(contactIds)})
}

// EventCursor is the resolver for the eventCursor field.
func (r *queryResolver) EventCursor(ctx context.Context) (page.Cursor, error) {
	at, _, err := r.CRM.OpenLog(ctx, nil)
	return at.Cursor(), err
}

// ContactEvent returns graph.ContactEventResolver implementation.
func (r *Resolver) ContactEvent() graph.ContactEventResolver { return &contactEventResolver{r} }

type contactEventResolver struct{ *Resolver }
