package crm

import (
	"context"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// dispatchBatch is how many events one transaction dispatches to the endpoints.
const dispatchBatch = 200

// DispatchWebhooks creates a delivery of each event for each endpoint that subscribes to it, until all events are dispatched: in
// the given accounts, or in all accounts if there are none. It is called by the system, not by a viewer.
func (s *Service) DispatchWebhooks(ctx context.Context, among []int64) error {
	accounts, err := store.Rows[int64](s.system(ctx), `
		SELECT c.account_id
		FROM webhook_cursors c
		JOIN account_seq s ON s.account_id = c.account_id
		WHERE s.last_seq > c.seq AND (?::bigint[] IS NULL OR c.account_id = ANY(?::bigint[]))
		ORDER BY c.account_id`, among, among)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		for n := dispatchBatch; n == dispatchBatch; {
			if n, err = s.dispatchSome(asOperator(ctx, account)); err != nil {
				return err
			}
		}
	}
	return nil
}

// eventHead is the part of an event that the dispatcher needs.
type eventHead struct {
	Seq  int64
	ID   models.ContactEventID
	Type models.ContactEventType
}

// dispatchSome dispatches the next events of an account and returns their number. The cursor is advanced in the transaction that
// creates the deliveries and their jobs, so that no event is skipped or dispatched twice. If another server has locked the cursor,
// it is dispatching these events, and nothing is done.
func (s *Service) dispatchSome(ctx context.Context) (n int, err error) {
	err = s.write(ctx, models.PermWebhook, func(tx *Tx) error {
		n = 0
		cursors, err := store.Rows[int64](tx, "SELECT seq FROM webhook_cursors WHERE account_id = ? FOR UPDATE SKIP LOCKED", tx.Account)
		if err != nil || len(cursors) == 0 {
			return err
		}
		events, err := store.Rows[eventHead](tx, `
			SELECT e.seq, e.id, e.type FROM contact_events e WHERE e.account_id = ? AND e.seq > ? ORDER BY e.seq LIMIT ?`,
			tx.Account, cursors[0], dispatchBatch)
		if err != nil || len(events) == 0 {
			return err
		}
		n = len(events)
		// The endpoints are read after the events: an event that is seen here and follows the creation of an endpoint is delivered to it.
		endpoints, err := webhookEndpoints.List(tx, "e.account_id = ? AND e.enabled ORDER BY e.id", tx.Account)
		if err != nil {
			return err
		}
		if err := queueDeliveries(tx, endpoints, events); err != nil {
			return err
		}
		return tx.Exec("UPDATE webhook_cursors SET seq = ? WHERE account_id = ?", events[n-1].Seq, tx.Account)
	})
	return n, err
}

// queueDeliveries creates the deliveries of events to the endpoints that subscribe to them, with a job for each.
func queueDeliveries(tx *Tx, endpoints []*models.WebhookEndpoint, events []eventHead) error {
	var ids store.IDs[models.WebhookDeliveryID]
	var to store.IDs[models.WebhookEndpointID]
	var about store.IDs[models.ContactEventID]
	for _, event := range events {
		for _, endpoint := range endpoints {
			if event.Seq > endpoint.AfterSeq && endpoint.Wants(event.Type) {
				ids, to, about = append(ids, typeid.New[models.WebhookDeliveryID]()), append(to, endpoint.ID), append(about, event.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	err := tx.Exec(`
		INSERT INTO webhook_deliveries (account_id, id, endpoint_id, event_id, state, attempts, next_attempt_at, queued_at, created_at)
		SELECT ?, d.id, d.endpoint_id, d.event_id, ?, 0, ?, ?, ?
		FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS d (id, endpoint_id, event_id)`,
		tx.Account, models.WebhookPending, tx.Now, tx.Now, tx.Now, ids, to, about)
	if err != nil {
		return err
	}
	return enqueueDeliveries(tx, ids, to)
}

// enqueueDeliveries enqueues a job for each delivery.
func enqueueDeliveries(tx *Tx, ids store.IDs[models.WebhookDeliveryID], to store.IDs[models.WebhookEndpointID]) error {
	jobs := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		jobs[i].Args = DeliverWebhook{AccountID: tx.Account, EndpointID: to[i], DeliveryID: id}
	}
	return tx.EnqueueAll(jobs)
}
