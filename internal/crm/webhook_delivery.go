package crm

import (
	"context"
	"time"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// deliveryRetention is how long deliveries are listed and can be replayed.
const deliveryRetention = 30 * 24 * time.Hour

var webhookDeliveries = store.NewTable[models.WebhookDelivery]("webhook_deliveries d")

var newestDeliveries = page.Order{Name: "webhook.deliveries", ID: "d.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "d.created_at", Kind: page.Time, Desc: true}}}

// DeliveryQuery selects the deliveries of an endpoint: all, or those in one state.
type DeliveryQuery struct{ State models.WebhookDeliveryState }

// Key distinguishes queries.
func (q DeliveryQuery) Key() (string, error) { return string(q.State), nil }

func (q DeliveryQuery) where(r reader) (string, []any) {
	const ofEndpoint = "d.account_id = ? AND d.endpoint_id = parent.id"
	if q.State == "" {
		return ofEndpoint, []any{r.Account}
	}
	return ofEndpoint + " AND d.state = ?", []any{r.Account, q.State}
}

// WebhookDeliveriesByID returns the deliveries that the viewer sees, by id.
func (b *Batch) WebhookDeliveriesByID(ids []models.WebhookDeliveryID, set Columns) map[models.WebhookDeliveryID]*models.WebhookDelivery {
	if !b.Viewer.Can(models.PermWebhook) {
		return nil
	}
	return store.ByID(b.Batch, webhookDeliveries, ids, set)
}

// DeliveriesByEndpoint are each endpoint's deliveries, newest first.
func (b *Batch) DeliveriesByEndpoint(
	ids []models.WebhookEndpointID, q DeliveryQuery,
) Lists[models.WebhookEndpointID, models.WebhookDelivery] {
	if _, err := permitted(b.Context(), models.PermWebhook); err != nil {
		b.Fail(err)
	}
	where, args := q.where(b.reader())
	return Lists[models.WebhookEndpointID, models.WebhookDelivery]{
		List:    List[models.WebhookDelivery]{Batch: b.Batch, Table: webhookDeliveries, Where: where, Args: args, Order: newestDeliveries},
		Parents: ids}
}

// TestWebhook sends an endpoint a test message without an event, in a single attempt, and returns its delivery.
func (s *Service) TestWebhook(ctx context.Context, id models.WebhookEndpointID) (*models.WebhookDelivery, error) {
	var delivery *models.WebhookDelivery
	err := s.writeVerified(ctx, models.PermWebhook, func(tx *Tx) error {
		if _, err := lock[models.WebhookEndpoint](tx, id, "webhook endpoint"); err != nil {
			return renameField(err, "id", "endpointId")
		}
		delivery = &models.WebhookDelivery{AccountID: tx.Account, ID: typeid.New[models.WebhookDeliveryID](), EndpointID: id,
			State: models.WebhookPending, NextAttemptAt: &tx.Now, QueuedAt: tx.Now, CreatedAt: tx.Now}
		tx.Audit(models.AuditWebhookTested, id)
		if err := store.Create(tx, delivery); err != nil {
			return err
		}
		return tx.Enqueue(DeliverWebhook{AccountID: tx.Account, EndpointID: id, DeliveryID: delivery.ID}, nil)
	})
	return delivery, err
}
