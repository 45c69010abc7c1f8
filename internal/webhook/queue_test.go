package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"kith/internal/crmtest"
	"kith/internal/egress"
	"kith/internal/jobs"
	"kith/models"
)

// TestFromWriteToReceiver runs everything as the server does: the notification of a write wakes the dispatcher, whose jobs the queue passes
// to the worker.
func TestFromWriteToReceiver(t *testing.T) {
	t.Parallel()
	s := &stage{World: crmtest.NewWorld(t), now: time.Now()}
	arrived := make(chan string, 10)
	to := s.receive(t, func(_ http.ResponseWriter, r *http.Request) { arrived <- r.Header.Get("webhook-id") })
	dispatcher := NewDispatcher(s.CRM)
	queue, err := jobs.New(s.Pool, s.CRM,
		jobs.Options{Workers: []func(*river.Workers){Work(s.CRM, egress.NewClient(true), "https://kith.example",
			NewMetrics(prometheus.NewRegistry()))}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var loops errgroup.Group
	loops.Go(func() error { return dispatcher.Run(ctx) })
	loops.Go(func() error { return queue.Run(ctx) })
	name := "Ada"
	if _, err := s.CRM.CreateContact(crmtest.As(s.Home.Administrator), models.ContactCreateInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	var got string
	select {
	case got = <-arrived:
	case <-deadline.Done():
		t.Error("nothing has arrived")
	}
	stop()
	if err := loops.Wait(); err != nil {
		t.Fatal(err)
	}
	if d := s.delivery(t, to); d.State != models.WebhookDelivered || d.EventID.String() != got {
		t.Errorf("%s has arrived, stored is %s %s", got, d.EventID, d.State)
	}
	if n := s.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'webhook_delivery' AND state = 'completed'"); n != 1 {
		t.Errorf("%d jobs are done", n)
	}
}
