package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// URL is the resolver for the url field.
func (r *attachmentResolver) URL(ctx context.Context, obj *models.Attachment) (*string, error) {
	return r.Transfers.AttachmentURL(ctx, obj)
}

// Message is the resolver for the message field.
func (r *attachmentResolver) Message(ctx context.Context, obj *models.Attachment) (*models.Message, error) {
	return loaders.From(ctx).Messages.Load(ctx, obj.MessageID)
}

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

// AttachmentCreate is the resolver for the attachmentCreate field.
func (r *mutationResolver) AttachmentCreate(ctx context.Context, input models.AttachmentCreateInput) (*models.AttachmentPayload, error) {
	attachment, err := r.Transfers.Attach(ctx, input)
	return respond(err, &models.AttachmentPayload{Attachment: attachment})
}

// AttachmentDelete is the resolver for the attachmentDelete field.
func (r *mutationResolver) AttachmentDelete(ctx context.Context, input models.AttachmentDeleteInput) (*models.AttachmentDeletePayload, error) {
	err := r.CRM.DeleteAttachment(ctx, input.ID)
	return respond(err, &models.AttachmentDeletePayload{DeletedID: &input.ID})
}

// Messages is the resolver for the messages field.
func (r *queryResolver) Messages(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, search string, contactID *string, conversationID *string) (*page.Connection[*models.Message], error) {
	return r.CRM.ListMessages(ctx, args(first, after, last, before), crm.MessageQuery{Search: search,
		ContactID: optionalID[models.ContactID](contactID), ConversationID: optionalID[models.ConversationID](conversationID)})
}

// Attachment returns graph.AttachmentResolver implementation.
func (r *Resolver) Attachment() graph.AttachmentResolver { return &attachmentResolver{r} }

// Bot returns graph.BotResolver implementation.
func (r *Resolver) Bot() graph.BotResolver { return &botResolver{r} }

// Message returns graph.MessageResolver implementation.
func (r *Resolver) Message() graph.MessageResolver { return &messageResolver{r} }

type (
	attachmentResolver struct{ *Resolver }
	botResolver        struct{ *Resolver }
	messageResolver    struct{ *Resolver }
)
