package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/crm"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
)

// WebhookEndpointCreate is the resolver for the webhookEndpointCreate field.
func (r *mutationResolver) WebhookEndpointCreate(ctx context.Context, input models.WebhookEndpointCreateInput) (*models.WebhookEndpointPayload, error) {
	endpoint, secret, err := r.CRM.CreateWebhookEndpoint(ctx, input)
	return respond(err, &models.WebhookEndpointPayload{WebhookEndpoint: endpoint, Secret: &secret})
}

// WebhookEndpointUpdate is the resolver for the webhookEndpointUpdate field.
func (r *mutationResolver) WebhookEndpointUpdate(ctx context.Context, input models.WebhookEndpointUpdateInput) (*models.WebhookEndpointPayload, error) {
	endpoint, err := r.CRM.UpdateWebhookEndpoint(ctx, input)
	return respond(err, &models.WebhookEndpointPayload{WebhookEndpoint: endpoint})
}

// WebhookEndpointDelete is the resolver for the webhookEndpointDelete field.
func (r *mutationResolver) WebhookEndpointDelete(ctx context.Context, input models.WebhookEndpointDeleteInput) (*models.WebhookEndpointDeletePayload, error) {
	return respond(r.CRM.DeleteWebhookEndpoint(ctx, input.ID), &models.WebhookEndpointDeletePayload{DeletedID: &input.ID})
}

// WebhookSecretRotate is the resolver for the webhookSecretRotate field.
func (r *mutationResolver) WebhookSecretRotate(ctx context.Context, input models.WebhookSecretRotateInput) (*models.WebhookEndpointPayload, error) {
	endpoint, secret, err := r.CRM.RotateWebhookSecret(ctx, input)
	return respond(err, &models.WebhookEndpointPayload{WebhookEndpoint: endpoint, Secret: &secret})
}

// WebhookTest is the resolver for the webhookTest field.
func (r *mutationResolver) WebhookTest(ctx context.Context, input models.WebhookTestInput) (*models.WebhookDeliveryPayload, error) {
	delivery, err := r.CRM.TestWebhook(ctx, input.EndpointID)
	return respond(err, &models.WebhookDeliveryPayload{Delivery: delivery})
}

// WebhookDeliveriesReplay is the resolver for the webhookDeliveriesReplay field.
func (r *mutationResolver) WebhookDeliveriesReplay(ctx context.Context, input models.WebhookDeliveriesReplayInput) (*models.JobPayload, error) {
	job, err := r.CRM.ReplayWebhooks(ctx, input)
	return respond(err, &models.JobPayload{Job: job})
}

// WebhookEndpoints is the resolver for the webhookEndpoints field.
func (r *queryResolver) WebhookEndpoints(ctx context.Context) ([]*models.WebhookEndpoint, error) {
	return r.CRM.ListWebhookEndpoints(ctx)
}

// Event is the resolver for the event field.
func (r *webhookDeliveryResolver) Event(ctx context.Context, obj *models.WebhookDelivery) (*models.ContactEvent, error) {
	return loaders.From(ctx).Events.LoadOptional(ctx, obj.EventID)
}

// Deliveries is the resolver for the deliveries field.
func (r *webhookEndpointResolver) Deliveries(ctx context.Context, obj *models.WebhookEndpoint, first *int, after *page.Cursor, state *models.WebhookDeliveryState) (*page.Connection[*models.WebhookDelivery], error) {
	return loaders.From(ctx).DeliveriesByEndpoint.Load(ctx, obj.ID, args(first, after, nil, nil), crm.DeliveryQuery{State: orZero(state)})
}

// WebhookDelivery returns graph.WebhookDeliveryResolver implementation.
func (r *Resolver) WebhookDelivery() graph.WebhookDeliveryResolver {
	return &webhookDeliveryResolver{r}
}

// WebhookEndpoint returns graph.WebhookEndpointResolver implementation.
func (r *Resolver) WebhookEndpoint() graph.WebhookEndpointResolver {
	return &webhookEndpointResolver{r}
}

type (
	webhookDeliveryResolver struct{ *Resolver }
	webhookEndpointResolver struct{ *Resolver }
)
