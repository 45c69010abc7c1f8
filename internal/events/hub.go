// Package events delivers new events of the event logs to subscribers.
//
// The log in PostgreSQL is authoritative. Each node follows the logs of the accounts that have subscribers on it: a notification (Bus)
// says that a log has grown, and once a second one statement reads the ends of all of them, so that a lost notification delays an event by
// a second but never loses it. A subscriber has a position and pulls events: recent ones from its account's feed, which has read them once
// for all subscribers, older ones from the log.
package events

import (
	"context"
	"errors"
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

// Hub serves the subscribers of one node.
type Hub struct {
	crm *crm.Service
	bus Bus
	log *slog.Logger
	// read is told how old each event was when it came here.
	read func(age time.Duration)
	// ctx ends with Run; the feeds end with it.
	ctx  context.Context
	stop context.CancelFunc
	// follower may be nil.
	follower Follower
	typing   typingSubscribers
	feeds    struct {
		sync.Mutex
		by      map[int64]*feed
		running sync.WaitGroup
	}
}

// NewHub returns a hub, and makes the bus send a notification for each commit of c from now on.
func NewHub(c *crm.Service, bus Bus, log *slog.Logger) *Hub {
	h := &Hub{crm: c, bus: bus, log: log}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.feeds.by = map[int64]*feed{}
	h.typing.all = map[*typingSubscriber]struct{}{}
	c.OnTyping(bus.NotifyTyping)
	c.OnCommit(bus.Notify)
	c.OnQuietCommit(func(account int64) { bus.Notify(account, 0) })
	return h
}

// Follower is told of commits in the accounts as a hub is.
type Follower interface {
	// Notified says that something was committed in an account. Notifications may be lost, repeated and reordered.
	Notified(account int64)
	// Compare is called at every tick, to find what no notification has told.
	Compare(ctx context.Context) error
	// End is called when the hub ends.
	End()
}

// Attach sets a follower, before Run.
func (h *Hub) Attach(f Follower) { h.follower = f }

// OnRead has fn told how old each event is when a feed has read it; before Run.
func (h *Hub) OnRead(fn func(age time.Duration)) { h.read = fn }

// Counts returns how many accounts are followed here, and for how many subscribers.
func (h *Hub) Counts() (feeds, subscribers int) {
	h.feeds.Lock()
	defer h.feeds.Unlock()
	for _, f := range h.feeds.by {
		f.mu.Lock()
		subscribers += len(f.subscribers.all)
		f.mu.Unlock()
	}
	return len(h.feeds.by), subscribers
}

// Run follows the logs until the context ends, and compares them at every tick. Subscriptions outlive it without receiving anything more:
// their connections tell clients to reconnect elsewhere.
func (h *Hub) Run(ctx context.Context, ticks <-chan time.Time) error {
	defer h.end()
	if err := errors.Join(h.bus.Listen(h.notified), h.bus.ListenTyping(h.typing.pass)); err != nil {
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

// end ends the feeds; no feed starts after it.
func (h *Hub) end() {
	h.feeds.Lock()
	h.stop()
	h.feeds.Unlock()
	h.feeds.running.Wait()
	if h.follower != nil {
		h.follower.End()
	}
}

func (h *Hub) notified(account, seq int64) {
	if h.follower != nil {
		h.follower.Notified(account)
	}
	h.feeds.Lock()
	f := h.feeds.by[account]
	h.feeds.Unlock()
	if f != nil {
		f.notified(seq)
	}
}

// compare reads the ends of the logs of all accounts with subscribers, in one statement.
func (h *Hub) compare(ctx context.Context) error {
	if h.follower != nil {
		if err := h.follower.Compare(ctx); err != nil {
			return err
		}
	}
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

// Subscribe starts after a cursor, or after the last event if there is no cursor. Invalid and CursorExpired as crm.OpenLog.
func (h *Hub) Subscribe(ctx context.Context, after *page.Cursor, q crm.EventQuery) (*Subscription, error) {
	if err := q.Check(models.ViewerFrom(ctx)); err != nil {
		return nil, err
	}
	at, ends, err := h.crm.OpenLog(ctx, after)
	if err != nil {
		return nil, err
	}
	s := &Subscription{hub: h, wake: make(chan struct{}, 1), types: q.Kinds(), inbox: q.InboxID,
		conversation: q.ConversationID, contacts: contactSet(q.ContactIDs), at: at, taken: at}
	if !h.join(s, ends, after != nil) {
		return nil, models.Errorf(models.Unavailable, "The server is stopping. Try again.")
	}
	return s, nil
}

// join adds a subscriber to the feed of its account, and creates the feed if needed; false if the hub has ended. Subscribers often resume
// together, for instance after a restart, so the ring of a new feed is filled with the last events.
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
	f := &feed{account: s.at.Account, crm: h.crm, log: h.log, read: h.read, wake: make(chan struct{}, 1), stop: stop,
		subscribers: newAudience()}
	f.end = models.LogPosition{Account: s.at.Account, Epoch: ends.Epoch, Seq: start}
	f.recent.first, f.recent.last = start+1, start
	signal(f.wake) // what came since then has rung for nobody
	h.feeds.by[f.account] = f
	h.feeds.running.Go(func() { f.follow(ctx) })
	return f.join(s)
}

// leave removes a subscriber, and with the last subscriber the feed.
func (h *Hub) leave(s *Subscription) {
	h.feeds.Lock()
	defer h.feeds.Unlock()
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.feed.subscribers.remove(s)
	if len(s.feed.subscribers.all) > 0 {
		return
	}
	s.feed.stop()
	if h.feeds.by[s.feed.account] == s.feed {
		delete(h.feeds.by, s.feed.account)
	}
}
