package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/egress"
	"kith/models"
	"kith/models/page"
)

// stage is a world with a worker, and a clock that stands until it is moved.
type stage struct {
	*crmtest.World
	worker   *worker
	now      time.Time
	contacts int
}

func newStage(t *testing.T, patience time.Duration) *stage {
	t.Helper()
	s := &stage{World: crmtest.NewWorld(t), now: time.Now()}
	clock := func() time.Time { return s.now }
	s.CRM.SetClock(clock)
	client := egress.NewClient(true)
	client.Timeout = patience
	s.worker = newWorker(s.CRM, client, "https://kith.example", NewMetrics(prometheus.NewRegistry()), clock)
	return s
}

// receiver is an endpoint that remembers what it was sent.
type receiver struct {
	*models.WebhookEndpoint
	secret string
	mu     sync.Mutex
	got    []received
}

type received struct {
	header http.Header
	body   []byte
}

// receive adds an endpoint whose receiver answers as given.
func (s *stage) receive(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.got = append(r.got, received{q.Header, body})
		r.mu.Unlock()
		answer(w, q)
	}))
	t.Cleanup(server.Close)
	var err error
	r.WebhookEndpoint, r.secret, err = s.CRM.CreateWebhookEndpoint(crmtest.As(s.Home.Administrator),
		models.WebhookEndpointCreateInput{URL: server.URL, Events: []models.ContactEventType{models.ContactCreated}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ids are the message ids that were received.
func (r *receiver) ids() (ids []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.got {
		ids = append(ids, one.header.Get("webhook-id"))
	}
	return ids
}

// happen makes an event and its deliveries.
func (s *stage) happen(t *testing.T) {
	t.Helper()
	s.contacts++
	name, email := "Ada", fmt.Sprintf("ada%d@example.com", s.contacts)
	if _, err := s.CRM.CreateContact(crmtest.As(s.Home.Administrator),
		models.ContactCreateInput{Name: &name, Email: &email, Labels: []string{"vip"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.CRM.DispatchWebhooks(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// delivery is the newest one of a receiver.
func (s *stage) delivery(t *testing.T, to *receiver) *models.WebhookDelivery {
	t.Helper()
	pages, err := crm.Read(crmtest.As(s.Home.Administrator), s.CRM, []models.WebhookEndpointID{to.ID},
		func(b *crm.Batch, ids []models.WebhookEndpointID, set crm.Columns) map[models.WebhookEndpointID]*models.WebhookDeliveryConnection {
			return b.DeliveriesByEndpoint(ids, crm.DeliveryQuery{}).Pages(page.Args{}, set)
		})
	if err != nil || len(pages[to.ID].Edges) == 0 {
		t.Fatal(pages, err)
	}
	return pages[to.ID].Edges[0].Node
}

func jobOf(d *models.WebhookDelivery) crm.DeliverWebhook {
	return crm.DeliverWebhook{AccountID: d.AccountID, EndpointID: d.EndpointID, DeliveryID: d.ID}
}

// work does what the queue would until the delivery is settled, and returns the pauses.
func (s *stage) work(t *testing.T, d *models.WebhookDelivery) (pauses []time.Duration) {
	t.Helper()
	for {
		wait, err := s.worker.deliver(t.Context(), jobOf(d))
		if err != nil {
			t.Fatal(err)
		}
		if wait == 0 {
			return pauses
		}
		pauses = append(pauses, wait)
		s.now = s.now.Add(wait)
	}
}

// replay sends the dead deliveries of a receiver again.
func (s *stage) replay(t *testing.T, to *receiver) {
	t.Helper()
	job, err := s.CRM.ReplayWebhooks(crmtest.As(s.Home.Administrator), models.WebhookDeliveriesReplayInput{EndpointID: to.ID})
	for more := true; more && err == nil; {
		more, err = s.CRM.WorkJob(t.Context(), crm.JobArgs{Account: job.AccountID, Job: job.ID})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// TestSchedule gives one event to a receiver that fails until it is given up, is then mended and has it replayed, and to one that
// does not fail.
func TestSchedule(t *testing.T) {
	t.Parallel()
	pauses := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute,
		2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	for name, answer := range map[string]http.HandlerFunc{
		"500":         status(http.StatusInternalServerError),
		"silent":      func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"reset":       reset,
		"slow header": dripHeader,
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 300*time.Millisecond)
			var mended atomic.Bool
			bad := s.receive(t, func(w http.ResponseWriter, r *http.Request) {
				if !mended.Load() {
					answer(w, r)
				}
			})
			good := s.receive(t, status(http.StatusOK))
			s.happen(t)
			got := s.work(t, s.delivery(t, bad))
			if len(got) != len(pauses) {
				t.Fatalf("pauses of %v", got)
			}
			for i, pause := range got {
				if want := float64(pauses[i]); float64(pause) < 0.8*want || float64(pause) > 1.2*want {
					t.Errorf("pause %d is %v, not about %v", i+1, pause, pauses[i])
				}
			}
			if d := s.delivery(t, bad); d.State != models.WebhookDead || d.Attempts != 10 || d.LastError == nil {
				t.Errorf("after ten tries it is %s after %d", d.State, d.Attempts)
			}
			mended.Store(true)
			s.replay(t, bad)
			if got := s.work(t, s.delivery(t, bad)); len(got) != 0 || s.delivery(t, bad).State != models.WebhookDelivered {
				t.Errorf("replayed it pauses %v", got)
			}
			if ids := bad.ids(); len(ids) != 11 || len(slices.Compact(ids)) != 1 {
				t.Errorf("message ids %v", bad.ids())
			}
			if got := s.work(t, s.delivery(t, good)); len(got) != 0 || s.delivery(t, good).State != models.WebhookDelivered || len(good.ids()) != 1 {
				t.Errorf("the other endpoint: %v, %v", got, good.ids())
			}
		})
	}
}

// TestReceiversWhoSayMore: a time to come back, that they are gone, and far more than anybody reads.
func TestReceiversWhoSayMore(t *testing.T) {
	t.Parallel()
	s := newStage(t, time.Minute)
	busy := true
	later := s.receive(t, func(w http.ResponseWriter, _ *http.Request) {
		if busy {
			tooMany(w, "3600")
		}
		busy = false
	})
	gone := s.receive(t, status(http.StatusGone))
	long := s.receive(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 10<<20)) })
	s.happen(t)
	if got := s.work(t, s.delivery(t, later)); !slices.Equal(got, []time.Duration{time.Hour}) ||
		s.delivery(t, later).State != models.WebhookDelivered {
		t.Errorf("asked for an hour it pauses %v", got)
	}
	if got := s.work(t, s.delivery(t, long)); len(got) != 0 || s.delivery(t, long).State != models.WebhookDelivered {
		t.Errorf("a long answer makes pauses of %v", got)
	}
	if got := s.work(t, s.delivery(t, gone)); len(got) != 0 || s.delivery(t, gone).State != models.WebhookDead {
		t.Errorf("gone, it pauses %v", got)
	}
	s.happen(t)
	found, err := crm.Read(crmtest.As(s.Home.Administrator), s.CRM, []models.WebhookEndpointID{gone.ID, later.ID},
		(*crm.Batch).WebhookEndpointsByID)
	if err != nil || found[gone.ID].Enabled || !found[later.ID].Enabled || len(gone.ids()) != 1 {
		t.Errorf("gone is enabled: %t, %v", found[gone.ID].Enabled, err)
	}
}

// TestSlowReceiver has deliveries of an endpoint hang: those beyond its lane come back later, and the other endpoint has its own.
func TestSlowReceiver(t *testing.T) {
	t.Parallel()
	s := newStage(t, time.Minute)
	hanging, release := make(chan struct{}, laneWidth), make(chan struct{})
	slow := s.receive(t, func(http.ResponseWriter, *http.Request) {
		hanging <- struct{}{}
		<-release
	})
	quick := s.receive(t, status(http.StatusOK))
	var jobs []crm.DeliverWebhook
	for range laneWidth + 1 {
		s.happen(t)
		jobs = append(jobs, jobOf(s.delivery(t, slow)))
	}
	var running errgroup.Group
	for _, job := range jobs[:laneWidth] {
		running.Go(func() error {
			_, err := s.worker.deliver(t.Context(), job)
			return err
		})
	}
	for range laneWidth {
		<-hanging
	}
	held := make(chan time.Duration, 1)
	running.Go(func() error {
		wait, err := s.worker.deliver(t.Context(), jobs[laneWidth])
		held <- wait
		return err
	})
	select {
	case wait := <-held:
		if wait == 0 {
			t.Error("one too many does not come back")
		}
	case <-hanging:
		t.Error("one too many is let through")
	}
	if got := s.work(t, s.delivery(t, quick)); len(got) != 0 || len(quick.ids()) != 1 {
		t.Errorf("the other endpoint: %v, %v", got, quick.ids())
	}
	close(release) // and whoever hangs goes on
	if err := running.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := s.work(t, s.delivery(t, slow)); len(got) != 0 || len(slow.ids()) != laneWidth+1 {
		t.Errorf("the last one: %v, %d of %d", got, len(slow.ids()), laneWidth+1)
	}
}

// TestCrash cuts a worker off after its message has arrived and before that is stored.
func TestCrash(t *testing.T) {
	t.Parallel()
	s := newStage(t, time.Minute)
	ctx, crash := context.WithCancel(t.Context())
	to := s.receive(t, func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() == nil {
			crash()
			<-r.Context().Done()
		}
	})
	s.happen(t)
	d := s.delivery(t, to)
	if _, err := s.worker.deliver(ctx, jobOf(d)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if got := s.work(t, d); !slices.Equal(got, []time.Duration{2 * time.Minute}) {
		t.Errorf("it comes back after %v", got)
	}
	if ids := to.ids(); len(ids) != 2 || ids[0] != ids[1] || s.delivery(t, to).State != models.WebhookDelivered {
		t.Errorf("it received %v", ids)
	}
}

// TestBreaker fails an endpoint until only one delivery a minute is tried, and then lets one through.
func TestBreaker(t *testing.T) {
	t.Parallel()
	s := newStage(t, time.Minute)
	healthy := false
	to := s.receive(t, func(w http.ResponseWriter, _ *http.Request) {
		if !healthy {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	var jobs []crm.DeliverWebhook
	try := func(job crm.DeliverWebhook) (tried bool, wait time.Duration) {
		before := len(to.ids())
		wait, err := s.worker.deliver(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		return len(to.ids()) > before, wait
	}
	for range 22 {
		s.happen(t)
		jobs = append(jobs, jobOf(s.delivery(t, to)))
	}
	for i, job := range jobs[:20] {
		if tried, _ := try(job); !tried {
			t.Fatalf("delivery %d is held back", i)
		}
		s.now = s.now.Add(16 * time.Second)
	}
	if tried, _ := try(jobs[20]); !tried {
		t.Error("no probe")
	}
	for _, job := range jobs[20:] {
		if tried, wait := try(job); tried || wait == 0 {
			t.Errorf("a second try within the minute: tried %t, wait %v", tried, wait)
		}
	}
	s.now = s.now.Add(time.Minute)
	healthy = true
	for _, job := range jobs[20:] {
		if tried, wait := try(job); !tried || wait != 0 {
			t.Errorf("once the endpoint is healthy: tried %t, wait %v", tried, wait)
		}
	}
}
