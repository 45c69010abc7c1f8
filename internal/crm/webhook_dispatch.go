package crm

import (
	"context"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// dispatchBatch is how many events one transaction hands to the endpoints.
const dispatchBatch = 200

// DispatchWebhooks makes a delivery of each event for each endpoint that wants it, until nothing is left: in the accounts given,
// or in all without any. It serves the system, not a viewer.
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

// eventHead is what the dispatcher needs to know of an event.
type eventHead struct {
	Seq  int64
	ID   models.ContactEventID
	Type models.ContactEventType
}

// dispatchSome hands the next events of an account to its endpoints and returns how many there were. The cursor moves in the
// transaction that makes the deliveries and their jobs, so that no event is left out or delivered twice. Its lock is
// skipped when another server has it, which then is at the same work.
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
		// The endpoints are read after the events: an event that is seen here and came after an endpoint is that endpoint's.
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

// queueDeliveries makes the deliveries of the events that each endpoint wants, with a job for each.
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

// enqueueDeliveries leaves deliveries to the workers.
func enqueueDeliveries(tx *Tx, ids store.IDs[models.WebhookDeliveryID], to store.IDs[models.WebhookEndpointID]) error {
	jobs := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		jobs[i].Args = DeliverWebhook{AccountID: tx.Account, EndpointID: to[i], DeliveryID: id}
	}
	return tx.EnqueueAll(jobs)
}
