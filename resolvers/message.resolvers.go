package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/typeid"
)

// LegacyIds is the resolver for the legacyIds field.
func (r *botResolver) LegacyIds(ctx context.Context, obj *models.Bot) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// Conversation is the resolver for the conversation field.
func (r *messageResolver) Conversation(ctx context.Context, obj *models.Message) (*models.Conversation, error) {
	return must(loaders.From(ctx).Conversations.Load(ctx, obj.ConversationID))
}

// InReplyTo is the resolver for the inReplyTo field.
func (r *messageResolver) InReplyTo(ctx context.Context, obj *models.Message) (*models.Message, error) {
	return loaders.From(ctx).Messages.LoadOptional(ctx, obj.InReplyToID)
}

// Attachments is the resolver for the attachments field.
func (r *messageResolver) Attachments(ctx context.Context, obj *models.Message) ([]*models.Attachment, error) {
	return loaders.From(ctx).AttachmentsByMessage.Load(ctx, obj.ID)
}

// Sender is the resolver for the sender field.
func (r *messageResolver) Sender(ctx context.Context, obj *models.Message) (models.MessageSender, error) {
	if obj.SenderContactID != nil {
		contact, err := loaders.From(ctx).Contacts.Load(ctx, *obj.SenderContactID)
		return some(contact, err, func(c *models.Contact) models.MessageSender { return c })
	}
	if obj.SenderBotID != nil {
		bot, err := loaders.From(ctx).Bots.Load(ctx, *obj.SenderBotID)
		return some(bot, err, func(b *models.Bot) models.MessageSender { return b })
	}
	user, err := loaders.From(ctx).Users.LoadOptional(ctx, obj.SenderUserID)
	return some(user, err, func(u *models.User) models.MessageSender { return u })
}

// MessageCreate is the resolver for the messageCreate field.
func (r *mutationResolver) MessageCreate(ctx context.Context, input models.MessageCreateInput) (*models.MessagePayload, error) {
	message, err := r.CRM.CreateMessage(ctx, input)
	return respond(err, &models.MessagePayload{Message: message})
}

// MessageUpdate is the resolver for the messageUpdate field.
func (r *mutationResolver) MessageUpdate(ctx context.Context, input models.MessageUpdateInput) (*models.MessagePayload, error) {
	message, err := r.CRM.UpdateMessage(ctx, input)
	return respond(err, &models.MessagePayload{Message: message})
}

// MessageDelete is the resolver for the messageDelete field.
func (r *mutationResolver) MessageDelete(ctx context.Context, input models.MessageDeleteInput) (*models.MessagePayload, error) {
	message, err := r.CRM.DeleteMessage(ctx, input)
	return respond(err, &models.MessagePayload{Message: message})
}

// Bot returns graph.BotResolver implementation.
func (r *Resolver) Bot() graph.BotResolver { return &botResolver{r} }

// Message returns graph.MessageResolver implementation.
func (r *Resolver) Message() graph.MessageResolver { return &messageResolver{r} }

type (
	botResolver     struct{ *Resolver }
	messageResolver struct{ *Resolver }
)
