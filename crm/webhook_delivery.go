package crm

import (
	"context"
	"time"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

// deliveryRetention is how long deliveries are listed, and can be replayed.
const deliveryRetention = 30 * 24 * time.Hour

var webhookDeliveries = table[models.WebhookDelivery]{
	from: "webhook_deliveries d",
	columns: `d.account_id, d.id, d.endpoint_id, d.event_id, d.state, d.attempts, d.last_status, d.last_error,
		d.next_attempt_at, d.delivered_at, d.queued_at, d.created_at`,
	fields: func(d *models.WebhookDelivery) []any {
		return []any{&d.AccountID, &d.ID, &d.EndpointID, &d.EventID, &d.State, &d.Attempts, &d.LastStatus, &d.LastError,
			&d.NextAttemptAt, &d.DeliveredAt, &d.QueuedAt, &d.CreatedAt}
	},
}

var newestDeliveries = page.Order{Name: "webhook.deliveries", ID: "d.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "d.created_at", Kind: page.Time, Desc: true}}}

// DeliveryQuery says which deliveries of an endpoint are listed: all, or those in one state.
type DeliveryQuery struct{ State models.WebhookDeliveryState }

// Key tells queries apart.
func (q DeliveryQuery) Key() (string, error) { return string(q.State), nil }

func (q DeliveryQuery) where(r reader) (string, []any) {
	const ofEndpoint = "d.account_id = ? AND d.endpoint_id = parent.id"
	if q.State == "" {
		return ofEndpoint, []any{r.Account}
	}
	return ofEndpoint + " AND d.state = ?", []any{r.Account, q.State}
}

// WebhookDeliveriesByID returns the deliveries that the viewer sees, by id.
func (s *Service) WebhookDeliveriesByID(ctx context.Context, ids []models.WebhookDeliveryID) (map[models.WebhookDeliveryID]*models.WebhookDelivery, error) {
	r, err := s.read(ctx)
	if err != nil || !r.Viewer.Can(models.PermWebhook) {
		return nil, err
	}
	return byID(r, webhookDeliveries, ids, func(d *models.WebhookDelivery) models.WebhookDeliveryID { return d.ID })
}

// DeliveriesByEndpoint returns a page of each endpoint's deliveries, newest first.
func (s *Service) DeliveriesByEndpoint(ctx context.Context, ids []models.WebhookEndpointID, a page.Args, q DeliveryQuery) (map[models.WebhookEndpointID]*models.WebhookDeliveryConnection, error) {
	if _, err := permitted(ctx, models.PermWebhook); err != nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	where, args := q.where(r)
	return pagesOf(r, webhookDeliveries, newestDeliveries, a, ids, where, args...)
}

// TestWebhook sends an endpoint a message that tells of nothing, once, and returns its delivery.
func (s *Service) TestWebhook(ctx context.Context, id models.WebhookEndpointID) (*models.WebhookDelivery, error) {
	var delivery *models.WebhookDelivery
	err := s.write(ctx, models.PermWebhook, func(tx *Tx) error {
		if _, err := lock(tx, webhookEndpoints, id, "webhook endpoint"); err != nil {
			return renameField(err, "id", "endpointId")
		}
		delivery = &models.WebhookDelivery{AccountID: tx.Account, ID: typeid.New[models.WebhookDeliveryID](), EndpointID: id,
			State: models.WebhookPending, NextAttemptAt: &tx.Now, QueuedAt: tx.Now, CreatedAt: tx.Now}
		if err := tx.Create(delivery).Error; err != nil {
			return err
		}
		return tx.Enqueue(DeliverWebhook{AccountID: tx.Account, EndpointID: id, DeliveryID: delivery.ID}, nil)
	})
	return delivery, err
}
