package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// Conversation is the resolver for the conversation field.
func (r *messageResolver) Conversation(ctx context.Context, obj *models.Message) (*models.Conversation, error) {
	return must(loaders.From(ctx).Conversations.Load(ctx, obj.ConversationID))
}

// Sender is the resolver for the sender field.
func (r *messageResolver) Sender(ctx context.Context, obj *models.Message) (models.MessageSender, error) {
	if obj.SenderContactID != nil {
		contact, err := loaders.From(ctx).Contacts.Load(ctx, *obj.SenderContactID)
		return some(contact, err, func(c *models.Contact) models.MessageSender { return c })
	}
	user, err := loaders.From(ctx).Users.LoadOptional(ctx, obj.SenderUserID)
	return some(user, err, func(u *models.User) models.MessageSender { return u })
}

// MessageCreate is the resolver for the messageCreate field.
func (r *mutationResolver) MessageCreate(ctx context.Context, input models.MessageCreateInput) (*models.MessagePayload, error) {
	message, err := r.CRM.CreateMessage(ctx, input)
	return respond(err, &models.MessagePayload{Message: message})
}

// Message returns graph.MessageResolver implementation.
func (r *Resolver) Message() graph.MessageResolver { return &messageResolver{r} }

type messageResolver struct{ *Resolver }
