package resolvers

import (
	"context"
	"kith/models"
)

// ContactsImport is the resolver for the contactsImport field.
func (r *mutationResolver) ContactsImport(ctx context.Context, input models.ContactsImportInput) (*models.JobPayload, error) {
	job, err := r.Transfers.Import(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// ContactsImportPreview is the resolver for the contactsImportPreview field.
func (r *mutationResolver) ContactsImportPreview(ctx context.Context, input models.ContactsImportInput) (*models.ContactsImportPreviewPayload, error) {
	preview, err := r.Transfers.Preview(ctx, input)
	return respond(err, &models.ContactsImportPreviewPayload{Preview: preview})
}

// ContactsUpsert is the resolver for the contactsUpsert field.
func (r *mutationResolver) ContactsUpsert(ctx context.Context, input models.ContactsUpsertInput) (*models.ContactsUpsertPayload, error) {
	results, err := r.CRM.UpsertContacts(ctx, input)
	return respond(err, &models.ContactsUpsertPayload{Results: results})
}
