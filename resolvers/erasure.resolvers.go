package resolvers

import (
	"context"
	"kith/models"
)

// ContactErase is the resolver for the contactErase field.
func (r *mutationResolver) ContactErase(ctx context.Context, input models.ContactEraseInput) (*models.ContactErasePayload, error) {
	erasure, err := r.CRM.EraseContact(ctx, input)
	return respond(err, &models.ContactErasePayload{Erasure: erasure})
}

// ContactsBulkErase is the resolver for the contactsBulkErase field.
func (r *mutationResolver) ContactsBulkErase(ctx context.Context, input models.ContactsBulkEraseInput) (*models.JobPayload, error) {
	job, err := r.CRM.BulkEraseContacts(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// ContactDataExport is the resolver for the contactDataExport field.
func (r *mutationResolver) ContactDataExport(ctx context.Context, input models.ContactDataExportInput) (*models.JobPayload, error) {
	job, err := r.CRM.ExportContactData(ctx, input.ID)
	return respond(err, &models.JobPayload{Job: job})
}

// SuppressionLift is the resolver for the suppressionLift field.
func (r *mutationResolver) SuppressionLift(ctx context.Context, input models.SuppressionLiftInput) (*models.SuppressionLiftPayload, error) {
	lifted := true
	return respond(r.CRM.LiftSuppression(ctx, input.Address), &models.SuppressionLiftPayload{Lifted: &lifted})
}

// Suppressed is the resolver for the suppressed field.
func (r *queryResolver) Suppressed(ctx context.Context, address models.AddressInput) (*models.Suppression, error) {
	return r.CRM.FindSuppression(ctx, address)
}
