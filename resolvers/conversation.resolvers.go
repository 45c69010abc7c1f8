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

// Contact is the resolver for the contact field.
func (r *conversationResolver) Contact(ctx context.Context, obj *models.Conversation) (*models.Contact, error) {
	return must(loaders.From(ctx).Contacts.Load(ctx, obj.ContactID))
}

// Inbox is the resolver for the inbox field.
func (r *conversationResolver) Inbox(ctx context.Context, obj *models.Conversation) (*models.Inbox, error) {
	return must(loaders.From(ctx).Inboxes.Load(ctx, obj.InboxID))
}

// ContactInbox is the resolver for the contactInbox field.
func (r *conversationResolver) ContactInbox(ctx context.Context, obj *models.Conversation) (*models.ContactInbox, error) {
	return loaders.From(ctx).Links.Load(ctx, obj.ContactInboxID)
}

// Assignee is the resolver for the assignee field.
func (r *conversationResolver) Assignee(ctx context.Context, obj *models.Conversation) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.AssigneeID)
}

// Team is the resolver for the team field.
func (r *conversationResolver) Team(ctx context.Context, obj *models.Conversation) (*models.Team, error) {
	return loaders.From(ctx).Teams.LoadOptional(ctx, obj.TeamID)
}

// AssigneeBot is the resolver for the assigneeBot field.
func (r *conversationResolver) AssigneeBot(ctx context.Context, obj *models.Conversation) (*models.Bot, error) {
	return loaders.From(ctx).Bots.LoadOptional(ctx, obj.AssigneeBotID)
}

// Labels is the resolver for the labels field.
func (r *conversationResolver) Labels(ctx context.Context, obj *models.Conversation) ([]*models.Label, error) {
	return loaders.From(ctx).LabelsByConversation.Load(ctx, obj.ID)
}

// Messages is the resolver for the messages field.
func (r *conversationResolver) Messages(ctx context.Context, obj *models.Conversation, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Message], error) {
	return loaders.From(ctx).MessagesByConversation.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// LastMessage is the resolver for the lastMessage field.
func (r *conversationResolver) LastMessage(ctx context.Context, obj *models.Conversation) (*models.Message, error) {
	return loaders.From(ctx).LastMessageByConversation.Load(ctx, obj.ID)
}

// CsatResponse is the resolver for the csatResponse field.
func (r *conversationResolver) CsatResponse(ctx context.Context, obj *models.Conversation) (*models.CsatResponse, error) {
	return loaders.From(ctx).CsatResponseByConversation.Load(ctx, obj.ID)
}

// LegacyIds is the resolver for the legacyIds field.
func (r *conversationResolver) LegacyIds(ctx context.Context, obj *models.Conversation) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// By is the resolver for the by field.
func (r *conversationTypingEventResolver) By(ctx context.Context, obj *models.ConversationTypingEvent) (models.MessageSender, error) {
	if obj.ContactID != nil {
		contact, err := loaders.From(ctx).Contacts.Load(ctx, *obj.ContactID)
		return some(contact, err, func(c *models.Contact) models.MessageSender { return c })
	}
	user, err := loaders.From(ctx).Users.LoadOptional(ctx, obj.UserID)
	return some(user, err, func(u *models.User) models.MessageSender { return u })
}

// ConversationCreate is the resolver for the conversationCreate field.
func (r *mutationResolver) ConversationCreate(ctx context.Context, input models.ConversationCreateInput) (*models.ConversationPayload, error) {
	conversation, err := r.CRM.CreateConversation(ctx, input)
	return respond(err, &models.ConversationPayload{Conversation: conversation})
}

// ConversationUpdate is the resolver for the conversationUpdate field.
func (r *mutationResolver) ConversationUpdate(ctx context.Context, input models.ConversationUpdateInput) (*models.ConversationPayload, error) {
	conversation, err := r.CRM.UpdateConversation(ctx, input)
	return respond(err, &models.ConversationPayload{Conversation: conversation})
}

// ConversationTyping is the resolver for the conversationTyping field.
func (r *mutationResolver) ConversationTyping(ctx context.Context, input models.ConversationTypingInput) (*models.ConversationTypingPayload, error) {
	typing, err := r.CRM.ConversationTyping(ctx, input)
	return respond(err, &models.ConversationTypingPayload{Typing: typing})
}

// ConversationDelete is the resolver for the conversationDelete field.
func (r *mutationResolver) ConversationDelete(ctx context.Context, input models.ConversationDeleteInput) (*models.ConversationDeletePayload, error) {
	err := r.CRM.DeleteConversation(ctx, input)
	return respond(err, &models.ConversationDeletePayload{DeletedID: &input.ID})
}

// Conversation is the resolver for the conversation field.
func (r *queryResolver) Conversation(ctx context.Context, by models.ConversationBy) (*models.Conversation, error) {
	return r.CRM.FindConversation(ctx, by)
}

// Conversations is the resolver for the conversations field.
func (r *queryResolver) Conversations(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, filter *models.ConversationFilter, orderBy *models.ConversationOrder) (*page.Connection[*models.Conversation], error) {
	return r.CRM.ListConversations(ctx, args(first, after, last, before), crm.ConversationQuery{Filter: filter, OrderBy: orZero(orderBy)})
}

// Conversation returns graph.ConversationResolver implementation.
func (r *Resolver) Conversation() graph.ConversationResolver { return &conversationResolver{r} }

// ConversationTypingEvent returns graph.ConversationTypingEventResolver implementation.
func (r *Resolver) ConversationTypingEvent() graph.ConversationTypingEventResolver {
	return &conversationTypingEventResolver{r}
}

type (
	conversationResolver            struct{ *Resolver }
	conversationTypingEventResolver struct{ *Resolver }
)
