package crm

import (
	"context"
	"math"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
)

// DeliverWebhook are the arguments of the job of one delivery, which is retried until the receiver accepts it or it is given up.
type DeliverWebhook struct {
	AccountID  int64                    `json:"accountId"`
	EndpointID models.WebhookEndpointID `json:"endpointId"`
	DeliveryID models.WebhookDeliveryID `json:"deliveryId"`
}

// Kind returns the name of the job kind.
func (DeliverWebhook) Kind() string { return "webhook_delivery" }

// WebhookQueue is the queue of deliveries, a separate one so that slow receivers don't delay other work.
const WebhookQueue = "webhooks"

// InsertOpts lets the job be retried until it is done. The delivery decides when to give up.
func (DeliverWebhook) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: WebhookQueue, MaxAttempts: math.MaxInt16}
}

// WebhookCall is an attempt that has begun: the URL, the body and the secrets that sign it.
type WebhookCall struct {
	Delivery *models.WebhookDelivery
	// MessageID is the same for all attempts of a message.
	MessageID string
	URL       string
	Body      []byte
	// ContentType is the media type of the body.
	ContentType string
	// Secrets sign the message, newest first.
	Secrets []string
}

// BeginWebhookDelivery begins an attempt of a delivery if it is due and its endpoint may be called. Otherwise it returns no call
// and how long to wait, 0 if the delivery is settled. origin is the public URL of the server.
//
// The attempt is stored before it is made. If the server stops meanwhile, the delivery is due again when the lease expires: the
// receiver may get it twice, with the same message id, but it is never lost.
func (s *Service) BeginWebhookDelivery(
	ctx context.Context, job DeliverWebhook, origin string,
) (call *WebhookCall, wait time.Duration, err error) {
	err = s.write(asOperator(ctx, job.AccountID), models.PermWebhook, func(tx *Tx) error {
		call, wait = nil, 0
		endpoint, delivery, err := lockDelivery(tx, job.EndpointID, job.DeliveryID)
		if err != nil || delivery == nil {
			return err
		}
		if wait = delivery.Wait(tx.Now.Time); wait > 0 || delivery.State.Settled() {
			return nil
		}
		if why := delivery.DeadReason(endpoint, tx.Now.Time); why != "" {
			delivery.MarkDead(why)
			return store.Save(tx, delivery, delivery.ID)
		}
		if wait, err = admit(tx, endpoint, delivery); err != nil || wait > 0 {
			return err
		}
		if call, err = s.composeWebhook(tx, endpoint, delivery, origin); err != nil {
			return err
		}
		return store.Save(tx, delivery, delivery.ID)
	})
	return call, wait, err
}

// lockDelivery locks a delivery against other writers and its endpoint against deletion; it returns nil if they don't exist. A
// caller that needs the endpoint exclusively calls lockHealth afterwards, which does not wait for callers that have only this lock.
func lockDelivery(
	tx *Tx, to models.WebhookEndpointID, id models.WebhookDeliveryID,
) (*models.WebhookEndpoint, *models.WebhookDelivery, error) {
	endpoint, err := webhookEndpoints.First(tx, "e.account_id = ? AND e.id = ? FOR KEY SHARE", tx.Account, to)
	if err != nil || endpoint == nil {
		return nil, nil, err
	}
	delivery, err := webhookDeliveries.First(tx, "d.account_id = ? AND d.id = ? FOR UPDATE", tx.Account, id)
	return endpoint, delivery, err
}

// lockHealth locks an endpoint for counting its failures and returns its current state.
func lockHealth(tx *Tx, id models.WebhookEndpointID) (*models.WebhookEndpoint, error) {
	return webhookEndpoints.First(tx, "e.account_id = ? AND e.id = ? FOR NO KEY UPDATE", tx.Account, id)
}

// admit returns 0 if the circuit breaker admits a delivery, and otherwise how long the delivery must wait. Tests are always
// admitted.
func admit(tx *Tx, e *models.WebhookEndpoint, d *models.WebhookDelivery) (time.Duration, error) {
	now := tx.Now.Time
	if d.Test() || !e.Open(now) {
		return 0, nil
	}
	e, err := lockHealth(tx, e.ID)
	if err != nil || !e.Open(now) {
		return 0, err
	}
	if !e.Probe(now) {
		return e.ProbeAt.Sub(now) + rand.N(models.ProbePause), nil
	}
	return 0, store.Save(tx, e, e.ID)
}

// composeWebhook begins an attempt and returns what is to be sent, nil if the event is no longer kept.
func (s *Service) composeWebhook(tx *Tx, e *models.WebhookEndpoint, d *models.WebhookDelivery, origin string) (*WebhookCall, error) {
	secrets, err := s.secretsOf(e, tx.Now.Time)
	if err != nil {
		return nil, err
	}
	message, err := webhookMessage(tx, d, origin)
	if err != nil {
		return nil, err
	}
	if message == nil {
		d.MarkDead("The event is no longer kept.")
		return nil, nil
	}
	body, err := message.Body(e.Format)
	if err != nil {
		return nil, err
	}
	d.Begin(tx.Now.Time)
	return &WebhookCall{Delivery: d, MessageID: message.ID, URL: e.URL, Body: body, ContentType: e.Format.ContentType(),
		Secrets: secrets}, nil
}

// webhookMessage returns the message of a delivery, nil if its event is no longer kept.
func webhookMessage(tx *Tx, d *models.WebhookDelivery, origin string) (*models.WebhookMessage, error) {
	account, err := accountIn(tx, tx.Account)
	if err != nil {
		return nil, err
	}
	if d.Test() {
		return models.NewWebhookTest(account, d), nil
	}
	event, err := events.First(tx, "e.account_id = ? AND e.id = ?", tx.Account, *d.EventID)
	if err != nil || event == nil {
		return nil, err
	}
	return models.NewWebhookMessage(account, event, origin), nil
}

// SettleWebhookDelivery stores the result of an attempt and returns how long to wait for the next one, 0 if the delivery is
// settled. The result is not stored if the lease has expired and another attempt has begun.
func (s *Service) SettleWebhookDelivery(
	ctx context.Context, call *WebhookCall, answer models.WebhookAnswer,
) (wait time.Duration, err error) {
	err = s.write(asOperator(ctx, call.Delivery.AccountID), models.PermWebhook, func(tx *Tx) error {
		wait = 0
		endpoint, delivery, err := lockDelivery(tx, call.Delivery.EndpointID, call.Delivery.ID)
		if err != nil || delivery == nil {
			return err
		}
		if delivery.State.Settled() || delivery.Attempts != call.Delivery.Attempts {
			wait = delivery.Wait(tx.Now.Time)
			return nil
		}
		delivery.Settle(answer, tx.Now.Time, 2*rand.Float64()-1)
		wait = delivery.Wait(tx.Now.Time)
		if err := store.Save(tx, delivery, delivery.ID); err != nil || answer.Delivered() && endpoint.Failures == 0 {
			return err
		}
		if endpoint, err = lockHealth(tx, endpoint.ID); err != nil || !endpoint.Settle(answer, tx.Now.Time) {
			return err
		}
		return store.Save(tx, endpoint, endpoint.ID)
	})
	return wait, err
}
