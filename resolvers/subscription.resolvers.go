package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// ContactEvents is the resolver for the contactEvents field.
func (r *subscriptionResolver) ContactEvents(ctx context.Context, after *page.Cursor, types []models.ContactEventType, contactIds []string, filter *models.ContactFilter) (<-chan *models.ContactEvent, error) {
	return r.Events.ContactEvents(ctx, after, crm.EventQuery{Types: types, ContactIDs: contactIDs(contactIds)}, filter)
}

// ConversationEvents is the resolver for the conversationEvents field.
func (r *subscriptionResolver) ConversationEvents(ctx context.Context, after *page.Cursor, types []models.ContactEventType, contactID *string, inboxID *string) (<-chan *models.ContactEvent, error) {
	q := crm.EventQuery{Types: types, InboxID: optionalID[models.InboxID](inboxID)}
	if contactID != nil {
		q.ContactIDs = contactIDs([]string{*contactID})
	}
	return r.Events.ConversationEvents(ctx, after, q)
}

// MessageEvents is the resolver for the messageEvents field.
func (r *subscriptionResolver) MessageEvents(ctx context.Context, conversationID string, after *page.Cursor) (<-chan *models.ContactEvent, error) {
	return r.Events.ConversationEvents(ctx, after, crm.EventQuery{Types: models.TypesOfMessages,
		ConversationID: optionalID[models.ConversationID](&conversationID)})
}

// ConversationTypingEvents is the resolver for the conversationTypingEvents field.
func (r *subscriptionResolver) ConversationTypingEvents(ctx context.Context, conversationID *string) (<-chan *models.ConversationTypingEvent, error) {
	return r.Events.ConversationTyping(ctx, optionalID[models.ConversationID](conversationID))
}

// ContactUpdated is the resolver for the contactUpdated field.
func (r *subscriptionResolver) ContactUpdated(ctx context.Context, id string) (<-chan *models.Contact, error) {
	return r.Events.ContactUpdated(ctx, typeid.Read[models.ContactID](id))
}

// Subscription returns graph.SubscriptionResolver implementation.
func (r *Resolver) Subscription() graph.SubscriptionResolver { return &subscriptionResolver{r} }

type subscriptionResolver struct{ *Resolver }
