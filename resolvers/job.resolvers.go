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

// Failures is the resolver for the failures field.
func (r *jobResolver) Failures(ctx context.Context, obj *models.Job, first *int) ([]*models.JobFailure, error) {
	return loaders.From(ctx).FailuresByJob.Load(ctx, crm.JobFailuresKey{Job: obj.ID, First: or(first, defaultFailures)})
}

// WarningList is the resolver for the warningList field.
func (r *jobResolver) WarningList(ctx context.Context, obj *models.Job, first *int) ([]*models.JobWarning, error) {
	return loaders.From(ctx).WarningsByJob.Load(ctx, crm.JobFailuresKey{Job: obj.ID, First: or(first, defaultFailures)})
}

// ResultURL is the resolver for the resultUrl field.
func (r *jobResolver) ResultURL(ctx context.Context, obj *models.Job) (*string, error) {
	return r.Transfers.URL(ctx, obj.Result)
}

// FailuresURL is the resolver for the failuresUrl field.
func (r *jobResolver) FailuresURL(ctx context.Context, obj *models.Job) (*string, error) {
	return r.Transfers.URL(ctx, obj.FailuresFile)
}

// Actor is the resolver for the actor field.
func (r *jobResolver) Actor(ctx context.Context, obj *models.Job) (models.Actor, error) {
	return actor(ctx, obj.ActorUserID, obj.ActorTokenID)
}

// ContactsBulkUpdate is the resolver for the contactsBulkUpdate field.
func (r *mutationResolver) ContactsBulkUpdate(ctx context.Context, input models.ContactsBulkUpdateInput) (*models.JobPayload, error) {
	job, err := r.CRM.BulkUpdateContacts(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// ContactsBulkDelete is the resolver for the contactsBulkDelete field.
func (r *mutationResolver) ContactsBulkDelete(ctx context.Context, input models.ContactsBulkDeleteInput) (*models.JobPayload, error) {
	job, err := r.CRM.BulkDeleteContacts(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// ContactsCleanupStale is the resolver for the contactsCleanupStale field.
func (r *mutationResolver) ContactsCleanupStale(ctx context.Context, input models.ContactsCleanupStaleInput) (*models.JobPayload, error) {
	job, err := r.CRM.CleanUpStaleContacts(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// ContactsExport is the resolver for the contactsExport field.
func (r *mutationResolver) ContactsExport(ctx context.Context, input models.ContactsExportInput) (*models.JobPayload, error) {
	job, err := r.CRM.ExportContacts(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// JobCancel is the resolver for the jobCancel field.
func (r *mutationResolver) JobCancel(ctx context.Context, input models.JobCancelInput) (*models.JobPayload, error) {
	job, err := r.CRM.CancelJob(ctx, input.ID)
	return respond(err, &models.JobPayload{Job: job})
}

// JobUndo is the resolver for the jobUndo field.
func (r *mutationResolver) JobUndo(ctx context.Context, input models.JobUndoInput) (*models.JobPayload, error) {
	job, err := r.CRM.UndoJob(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// Job is the resolver for the job field.
func (r *queryResolver) Job(ctx context.Context, id string) (*models.Job, error) {
	return loaders.From(ctx).Jobs.Load(ctx, typeid.Read[models.JobID](id))
}

// Jobs is the resolver for the jobs field.
func (r *queryResolver) Jobs(ctx context.Context, first *int, after *page.Cursor) (*page.Connection[*models.Job], error) {
	return r.CRM.ListJobs(ctx, args(first, after, nil, nil))
}

// JobProgress is the resolver for the jobProgress field.
func (r *subscriptionResolver) JobProgress(ctx context.Context, id string) (<-chan *models.Job, error) {
	return r.CRM.WatchJob(ctx, typeid.Read[models.JobID](id))
}

// Job returns graph.JobResolver implementation.
func (r *Resolver) Job() graph.JobResolver { return &jobResolver{r} }

type jobResolver struct{ *Resolver }
