package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// NoteCreate is the resolver for the noteCreate field.
func (r *mutationResolver) NoteCreate(ctx context.Context, input models.NoteCreateInput) (*models.NotePayload, error) {
	note, err := r.CRM.CreateNote(ctx, input)
	return respond(err, &models.NotePayload{Note: note})
}

// NoteUpdate is the resolver for the noteUpdate field.
func (r *mutationResolver) NoteUpdate(ctx context.Context, input models.NoteUpdateInput) (*models.NotePayload, error) {
	note, err := r.CRM.UpdateNote(ctx, input)
	return respond(err, &models.NotePayload{Note: note})
}

// NoteDelete is the resolver for the noteDelete field.
func (r *mutationResolver) NoteDelete(ctx context.Context, input models.NoteDeleteInput) (*models.NoteDeletePayload, error) {
	return respond(r.CRM.DeleteNote(ctx, input.ID), &models.NoteDeletePayload{DeletedID: &input.ID})
}

// Contact is the resolver for the contact field.
func (r *noteResolver) Contact(ctx context.Context, obj *models.Note) (*models.Contact, error) {
	return must(loaders.From(ctx).Contacts.Load(ctx, obj.ContactID))
}

// Author is the resolver for the author field.
func (r *noteResolver) Author(ctx context.Context, obj *models.Note) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.AuthorID)
}

// Note returns graph.NoteResolver implementation.
func (r *Resolver) Note() graph.NoteResolver { return &noteResolver{r} }

type noteResolver struct{ *Resolver }
