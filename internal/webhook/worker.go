// Package webhook notifies the endpoints of an account of what happened to its contacts: it makes the tries of a delivery, signed as
// Standard Webhooks say. When the next try is due, and when a delivery is given up, is a rule of models; what came of each
// try is stored by crm.
package webhook

import (
	"context"
	"net/http"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
)

// retryPause is how long a job waits when the database could not be asked.
const retryPause = 30 * time.Second

// Work has deliveries made, posted with the client; origin is where clients reach the server.
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

// Work makes a try if one is due and comes back for the next one.
func (w *worker) Work(ctx context.Context, job *river.Job[crm.DeliverWebhook]) error {
	wait, err := w.deliver(ctx, job.Args)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return err
}

// NextRetry is when a job comes back that could not be worked on; the tries of its delivery are not counted by that.
func (w *worker) NextRetry(*river.Job[crm.DeliverWebhook]) time.Time { return w.now().Add(retryPause) }

// deliver makes a try if one is due and returns how long to wait for the next one, 0 when the delivery is settled.
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
