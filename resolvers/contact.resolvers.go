package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
	"time"
)

// Points is the resolver for the points field.
func (r *contactResolver) Points(ctx context.Context, obj *models.Contact) ([]*models.ContactPoint, error) {
	return loaders.From(ctx).PointsByContact.Load(ctx, obj.ID)
}

// Emails is the resolver for the emails field.
func (r *contactResolver) Emails(ctx context.Context, obj *models.Contact) ([]*models.ContactPoint, error) {
	return pointsOf(ctx, obj.ID, models.PointEmail)
}

// PhoneNumbers is the resolver for the phoneNumbers field.
func (r *contactResolver) PhoneNumbers(ctx context.Context, obj *models.Contact) ([]*models.ContactPoint, error) {
	return pointsOf(ctx, obj.ID, models.PointPhone)
}

// Identifiers is the resolver for the identifiers field.
func (r *contactResolver) Identifiers(ctx context.Context, obj *models.Contact) ([]*models.ContactPoint, error) {
	return pointsOf(ctx, obj.ID, models.PointIdentifier)
}

// Availability is the resolver for the availability field.
func (r *contactResolver) Availability(ctx context.Context, obj *models.Contact) (models.Availability, error) {
	presence, err := loaders.From(ctx).PresenceByContact.Load(ctx, obj.ID)
	return presence.At(time.Now()), err
}

// LastSeenAt is the resolver for the lastSeenAt field.
func (r *contactResolver) LastSeenAt(ctx context.Context, obj *models.Contact) (*models.DateTime, error) {
	presence, err := loaders.From(ctx).PresenceByContact.Load(ctx, obj.ID)
	return presence.Last(), err
}

// MatchedOn is the resolver for the matchedOn field.
func (r *contactResolver) MatchedOn(ctx context.Context, obj *models.Contact, search string) ([]models.ContactSearchField, error) {
	points, err := loaders.From(ctx).PointsByContact.Load(ctx, obj.ID)
	if err != nil {
		return nil, err
	}
	company, err := r.Company(ctx, obj)
	if err != nil {
		return nil, err
	}
	return obj.MatchedOn(search, points, company)
}

// Company is the resolver for the company field.
func (r *contactResolver) Company(ctx context.Context, obj *models.Contact) (*models.Company, error) {
	return loaders.From(ctx).Companies.LoadOptional(ctx, obj.CompanyID)
}

// Labels is the resolver for the labels field.
func (r *contactResolver) Labels(ctx context.Context, obj *models.Contact) ([]*models.Label, error) {
	return loaders.From(ctx).LabelsByContact.Load(ctx, obj.ID)
}

// Inboxes is the resolver for the inboxes field.
func (r *contactResolver) Inboxes(ctx context.Context, obj *models.Contact) ([]*models.Inbox, error) {
	return loaders.From(ctx).InboxesByContact.Load(ctx, obj.ID)
}

// ContactInboxes is the resolver for the contactInboxes field.
func (r *contactResolver) ContactInboxes(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.ContactInbox], error) {
	return loaders.From(ctx).LinkPagesByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// ContactableInboxes is the resolver for the contactableInboxes field.
func (r *contactResolver) ContactableInboxes(ctx context.Context, obj *models.Contact) ([]*models.ContactableInbox, error) {
	all, err := loaders.From(ctx).AllInboxes()
	if err != nil {
		return nil, err
	}
	links, err := loaders.From(ctx).LinksByContact.Load(ctx, obj.ID)
	return obj.Contactable(all, links), err
}

// Attachments is the resolver for the attachments field.
func (r *contactResolver) Attachments(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Attachment], error) {
	return loaders.From(ctx).AttachmentsByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// SourceID is the resolver for the sourceId field.
func (r *contactResolver) SourceID(ctx context.Context, obj *models.Contact, inboxID string) (*string, error) {
	links, err := loaders.From(ctx).LinksByContact.Load(ctx, obj.ID)
	return models.SourceIDIn(links, typeid.Read[models.InboxID](inboxID)), err
}

// Conversations is the resolver for the conversations field.
func (r *contactResolver) Conversations(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor, filter *models.ConversationFilter, orderBy *models.ConversationOrder) (*page.Connection[*models.Conversation], error) {
	return loaders.From(ctx).ConversationsByContact.Load(ctx, obj.ID, args(first, after, last, before),
		crm.ConversationQuery{Filter: filter, OrderBy: orZero(orderBy)})
}

// Messages is the resolver for the messages field.
func (r *contactResolver) Messages(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Message], error) {
	return loaders.From(ctx).MessagesByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// Notes is the resolver for the notes field.
func (r *contactResolver) Notes(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.Note], error) {
	return loaders.From(ctx).NotesByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// CsatResponses is the resolver for the csatResponses field.
func (r *contactResolver) CsatResponses(ctx context.Context, obj *models.Contact, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.CsatResponse], error) {
	return loaders.From(ctx).CsatResponsesByContact.Load(ctx, obj.ID, args(first, after, last, before), loaders.None{})
}

// ViewerCan is the resolver for the viewerCan field.
func (r *contactResolver) ViewerCan(ctx context.Context, obj *models.Contact) (*models.ContactPermissions, error) {
	return models.ViewerFrom(ctx).ContactPermissions(), nil
}

// LegacyIds is the resolver for the legacyIds field.
func (r *contactResolver) LegacyIds(ctx context.Context, obj *models.Contact) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// BlockedBy is the resolver for the blockedBy field.
func (r *contactBlockResolver) BlockedBy(ctx context.Context, obj *models.ContactBlock) (models.Actor, error) {
	return actor(ctx, obj.ByUser, obj.ByToken)
}

// Label is the resolver for the label field.
func (r *contactGroupResolver) Label(ctx context.Context, obj *models.ContactGroup) (*models.Label, error) {
	return loaders.From(ctx).Labels.LoadOptional(ctx, obj.LabelID)
}

// Company is the resolver for the company field.
func (r *contactGroupResolver) Company(ctx context.Context, obj *models.ContactGroup) (*models.Company, error) {
	return loaders.From(ctx).Companies.LoadOptional(ctx, obj.CompanyID)
}

// Inbox is the resolver for the inbox field.
func (r *contactGroupResolver) Inbox(ctx context.Context, obj *models.ContactGroup) (*models.Inbox, error) {
	return loaders.From(ctx).Inboxes.LoadOptional(ctx, obj.InboxID)
}

// ContactUpsert is the resolver for the contactUpsert field.
func (r *mutationResolver) ContactUpsert(ctx context.Context, input models.ContactUpsertInput) (*models.ContactUpsertPayload, error) {
	input.Nulls = nulls(ctx, "input", "contact")
	contact, created, err := r.CRM.UpsertContact(ctx, input)
	return respond(err, &models.ContactUpsertPayload{Contact: contact, Created: created})
}

// ContactBlock is the resolver for the contactBlock field.
func (r *mutationResolver) ContactBlock(ctx context.Context, input models.ContactBlockInput) (*models.ContactBlockPayload, error) {
	contact, resolved, err := r.CRM.BlockContact(ctx, input)
	return respond(err, &models.ContactBlockPayload{Contact: contact, ResolvedConversations: resolved})
}

// ContactUnblock is the resolver for the contactUnblock field.
func (r *mutationResolver) ContactUnblock(ctx context.Context, input models.ContactUnblockInput) (*models.ContactUnblockPayload, error) {
	contact, err := r.CRM.UnblockContact(ctx, input)
	return respond(err, &models.ContactUnblockPayload{Contact: contact})
}

// ContactLabelsAdd is the resolver for the contactLabelsAdd field.
func (r *mutationResolver) ContactLabelsAdd(ctx context.Context, input models.ContactLabelsInput) (*models.ContactLabelsPayload, error) {
	contact, err := r.CRM.AddContactLabels(ctx, input)
	return respond(err, &models.ContactLabelsPayload{Contact: contact})
}

// ContactLabelsRemove is the resolver for the contactLabelsRemove field.
func (r *mutationResolver) ContactLabelsRemove(ctx context.Context, input models.ContactLabelsInput) (*models.ContactLabelsPayload, error) {
	contact, err := r.CRM.RemoveContactLabels(ctx, input)
	return respond(err, &models.ContactLabelsPayload{Contact: contact})
}

// ContactLabelsSet is the resolver for the contactLabelsSet field.
func (r *mutationResolver) ContactLabelsSet(ctx context.Context, input models.ContactLabelsInput) (*models.ContactLabelsPayload, error) {
	contact, err := r.CRM.SetContactLabels(ctx, input)
	return respond(err, &models.ContactLabelsPayload{Contact: contact})
}

// ContactPresence is the resolver for the contactPresence field.
func (r *mutationResolver) ContactPresence(ctx context.Context, input models.ContactPresenceInput) (*models.ContactPresencePayload, error) {
	contact, err := r.CRM.RecordPresence(ctx, input)
	return respond(err, &models.ContactPresencePayload{Contact: contact})
}

// ContactCreate is the resolver for the contactCreate field.
func (r *mutationResolver) ContactCreate(ctx context.Context, input models.ContactCreateInput) (*models.ContactCreatePayload, error) {
	contact, err := r.CRM.CreateContact(ctx, input)
	return respond(err, &models.ContactCreatePayload{Contact: contact})
}

// ContactUpdate is the resolver for the contactUpdate field.
func (r *mutationResolver) ContactUpdate(ctx context.Context, input models.ContactUpdateInput) (*models.ContactUpdatePayload, error) {
	contact, err := r.CRM.UpdateContact(ctx, input)
	return respond(err, &models.ContactUpdatePayload{Contact: contact})
}

// ContactDelete is the resolver for the contactDelete field.
func (r *mutationResolver) ContactDelete(ctx context.Context, input models.ContactDeleteInput) (*models.ContactDeletePayload, error) {
	return respond(r.CRM.DeleteContact(ctx, input), &models.ContactDeletePayload{DeletedID: &input.ID})
}

// Contact is the resolver for the contact field.
func (r *queryResolver) Contact(ctx context.Context, by models.ContactBy) (*models.Contact, error) {
	return r.CRM.FindContact(ctx, by)
}

// Contacts is the resolver for the contacts field.
func (r *queryResolver) Contacts(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor, filter *models.ContactFilter, segment *string, search *string, orderBy []*models.ContactOrder) (*page.Connection[*models.Contact], error) {
	return r.CRM.ListContacts(ctx, args(first, after, last, before),
		crm.ContactQuery{Filter: filter, Segment: segmentID(segment), Search: search, OrderBy: orderBy})
}

// ContactGroups is the resolver for the contactGroups field.
func (r *queryResolver) ContactGroups(ctx context.Context, by models.ContactGroupKey, filter *models.ContactFilter, search *string, limit int) ([]*models.ContactGroup, error) {
	return loaders.From(ctx).ContactGroups.Load(ctx, crm.GroupQuery{By: by, Filter: filter, Search: search, Limit: limit})
}

// Contact returns graph.ContactResolver implementation.
func (r *Resolver) Contact() graph.ContactResolver { return &contactResolver{r} }

// ContactBlock returns graph.ContactBlockResolver implementation.
func (r *Resolver) ContactBlock() graph.ContactBlockResolver { return &contactBlockResolver{r} }

// ContactGroup returns graph.ContactGroupResolver implementation.
func (r *Resolver) ContactGroup() graph.ContactGroupResolver { return &contactGroupResolver{r} }

type (
	contactResolver      struct{ *Resolver }
	contactBlockResolver struct{ *Resolver }
	contactGroupResolver struct{ *Resolver }
)
