// Package webhook delivers contact events to the endpoints of an account, signed according to Standard Webhooks. The rules of when to
// retry and when to give up are in models; crm stores the result of each attempt.
package webhook

import (
	"context"
	"net/http"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
)

// retryPause is how long a job waits if the database did not answer.
const retryPause = 30 * time.Second

// Work registers the worker that makes deliveries with the client; origin is the public address of the server.
func Work(c *crm.Service, client *http.Client, origin string, m *Metrics) func(*river.Workers) {
	return func(known *river.Workers) { river.AddWorker(known, newWorker(c, client, origin, m, time.Now)) }
}

// worker makes deliveries.
type worker struct {
	river.WorkerDefaults[crm.DeliverWebhook]
	crm     *crm.Service
	client  *http.Client
	origin  string
	now     func() time.Time
	lanes   *lanes
	metrics *Metrics
}

func newWorker(c *crm.Service, client *http.Client, origin string, m *Metrics, now func() time.Time) *worker {
	return &worker{crm: c, client: client, origin: origin, now: now, lanes: newLanes(now), metrics: m}
}

// Work makes an attempt if one is due, and reschedules the job for the next one.
func (w *worker) Work(ctx context.Context, job *river.Job[crm.DeliverWebhook]) error {
	wait, err := w.deliver(ctx, job.Args)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return err
}

// NextRetry is when a job that failed runs again; this does not count as an attempt of its delivery.
func (w *worker) NextRetry(*river.Job[crm.DeliverWebhook]) time.Time { return w.now().Add(retryPause) }

// deliver makes an attempt if one is due and returns how long to wait for the next one, 0 if the delivery is settled.
func (w *worker) deliver(ctx context.Context, job crm.DeliverWebhook) (time.Duration, error) {
	if wait := w.lanes.enter(job.EndpointID); wait > 0 {
		return wait, nil
	}
	start := w.now()
	defer func() { w.lanes.leave(job.EndpointID, w.now().Sub(start)) }()
	call, wait, err := w.crm.BeginWebhookDelivery(ctx, job, w.origin)
	if err != nil || call == nil {
		return wait, err
	}
	answer := send(ctx, w.client, call, w.now)
	if err := ctx.Err(); err != nil {
		return 0, err // it was the server that gave up: the try counts as cut off
	}
	w.metrics.observe(answer, w.now().Sub(start))
	return w.crm.SettleWebhookDelivery(ctx, call, answer)
}
