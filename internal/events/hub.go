// Package events delivers what is appended to the event logs to subscribers, as it happens.
//
// The log in PostgreSQL is the truth. Each node follows the logs of those accounts that have subscribers on it: a notification (Bus)
// says that one has grown, and once a second one statement compares how far all of them reach, so that a lost one costs a
// second and never an event. A subscriber stands at a position and pulls: from the last events, which its account's feed has read
// once for all, or from the log when it is further behind.
package events

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// Interval is how often the logs are compared.
const Interval = time.Second

// Hub gives the subscribers of one node their events.
type Hub struct {
	crm *crm.Service
	bus Bus
	log *slog.Logger
	// ctx ends with Run, and so do the feeds.
	ctx   context.Context
	stop  context.CancelFunc
	feeds struct {
		sync.Mutex
		by      map[int64]*feed
		running sync.WaitGroup
	}
}

// NewHub returns a hub; it makes the bus notify of what c commits from now on.
func NewHub(c *crm.Service, bus Bus, log *slog.Logger) *Hub {
	h := &Hub{crm: c, bus: bus, log: log}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.feeds.by = map[int64]*feed{}
	c.OnCommit(bus.Notify)
	return h
}

// Run follows the logs until the context ends; it compares them at every tick. Subscriptions outlive it without hearing anything
// more: their connections are what tells clients to go elsewhere.
func (h *Hub) Run(ctx context.Context, ticks <-chan time.Time) error {
	defer h.end()
	if err := h.bus.Listen(h.notified); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
			if err := h.compare(ctx); err != nil && ctx.Err() == nil {
				h.log.WarnContext(ctx, "the event logs were not compared", "error", err)
			}
		}
	}
}

// end ends the feeds; none begins after it.
func (h *Hub) end() {
	h.feeds.Lock()
	h.stop()
	h.feeds.Unlock()
	h.feeds.running.Wait()
}

func (h *Hub) notified(account, seq int64) {
	h.feeds.Lock()
	f := h.feeds.by[account]
	h.feeds.Unlock()
	if f != nil {
		f.notified(seq)
	}
}

// compare asks how far the logs of all accounts with subscribers reach, by one statement.
func (h *Hub) compare(ctx context.Context) error {
	h.feeds.Lock()
	feeds := maps.Clone(h.feeds.by)
	h.feeds.Unlock()
	if len(feeds) == 0 {
		return nil
	}
	ends, err := h.crm.LogEnds(ctx, slices.Collect(maps.Keys(feeds)))
	if err != nil {
		return err
	}
	for account, f := range feeds {
		f.compare(ends[account])
	}
	return nil
}

// Subscribe begins behind a cursor, without one behind the last event there is. Invalid and CursorExpired as crm.OpenLog.
func (h *Hub) Subscribe(ctx context.Context, after *page.Cursor, q crm.EventQuery) (*Subscription, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	at, ends, err := h.crm.OpenLog(ctx, after)
	if err != nil {
		return nil, err
	}
	s := &Subscription{hub: h, wake: make(chan struct{}, 1), types: q.Types, contacts: contactSet(q.ContactIDs), at: at, taken: at}
	if !h.join(s, ends, after != nil) {
		return nil, models.Errorf(models.Unavailable, "The server is stopping. Try again.")
	}
	return s, nil
}

// join adds a subscriber to the feed of its account, and makes that if there is none; false when the hub has ended. Where one resumes
// many do, after a restart for instance, so the ring of a new feed is filled for them.
func (h *Hub) join(s *Subscription, ends models.LogEnds, resumed bool) bool {
	h.feeds.Lock()
	defer h.feeds.Unlock()
	if h.ctx.Err() != nil {
		return false
	}
	if f := h.feeds.by[s.at.Account]; f != nil && f.join(s) {
		return true
	}
	start := ends.Last
	if resumed {
		start = max(ends.First, ends.Last-ringSize)
	}
	ctx, stop := context.WithCancel(h.ctx)
	f := &feed{account: s.at.Account, crm: h.crm, log: h.log, wake: make(chan struct{}, 1), stop: stop,
		subscribers: map[*Subscription]struct{}{}}
	f.end = models.LogPosition{Account: s.at.Account, Epoch: ends.Epoch, Seq: start}
	f.recent.first, f.recent.last = start+1, start
	signal(f.wake) // what came since then has rung for nobody
	h.feeds.by[f.account] = f
	h.feeds.running.Go(func() { f.follow(ctx) })
	return f.join(s)
}

// leave removes a subscriber, and the feed with the last one.
func (h *Hub) leave(s *Subscription) {
	h.feeds.Lock()
	defer h.feeds.Unlock()
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	delete(s.feed.subscribers, s)
	if len(s.feed.subscribers) > 0 {
		return
	}
	s.feed.stop()
	if h.feeds.by[s.feed.account] == s.feed {
		delete(h.feeds.by, s.feed.account)
	}
}
