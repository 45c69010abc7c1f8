// Package live keeps lists of contacts and conversations true while clients look at them.
//
// A view is a list (account, query, size, rights) with all of its subscribers on this node. The views of an account are read together:
// after a commit, one read-only snapshot of the database tells what has changed since the snapshot before, which views that can have
// changed, and how these are now. So a view is always what `contacts` or `conversations` would have returned at some moment, whatever it is
// filtered and sorted by, and what no change concerns is not read. Each subscriber has the state that its client took last; a patch is the
// difference from it to the view, however many states lie in between.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
)

// maxReads is how many accounts are read at the same time, so that connections are left for everything else.
const maxReads = 4

// Hub serves the views of one node.
type Hub struct {
	crm   *crm.Service
	log   *slog.Logger
	now   func() time.Time
	reads chan struct{}
	// ctx ends with the hub; the accounts end with it.
	ctx  context.Context
	stop context.CancelFunc

	mu       sync.Mutex
	accounts map[int64]*account
	running  sync.WaitGroup
}

// New returns a hub, which events.Hub.Attach tells of commits.
func New(c *crm.Service, log *slog.Logger) *Hub {
	h := &Hub{crm: c, log: log, now: time.Now, reads: make(chan struct{}, maxReads), accounts: map[int64]*account{}}
	h.ctx, h.stop = context.WithCancel(context.Background())
	return h
}

// SetClock replaces the clock, before the hub is used.
func (h *Hub) SetClock(now func() time.Time) { h.now = now }

// Counts returns how many views are kept here, and for how many subscribers.
func (h *Hub) Counts() (views, subscribers int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.accounts {
		for _, v := range a.current() {
			views++
			v.mu.Lock()
			subscribers += len(v.subscribers)
			v.mu.Unlock()
		}
	}
	return views, subscribers
}

// Notified wakes the views of an account.
func (h *Hub) Notified(id int64) {
	h.mu.Lock()
	a := h.accounts[id]
	h.mu.Unlock()
	if a != nil {
		signal(a.wake)
	}
}

// Compare wakes the accounts in which something has changed, by one statement. If the database does not answer, it may be another one
// afterwards: everything is read again.
func (h *Hub) Compare(ctx context.Context) error {
	h.mu.Lock()
	var marks []crm.Mark
	for _, a := range h.accounts {
		if mark := a.marked(); mark.Seen != "" {
			marks = append(marks, mark)
		} else {
			signal(a.wake)
		}
	}
	h.mu.Unlock()
	if len(marks) == 0 {
		return nil
	}
	passed, err := h.crm.Passed(ctx, marks)
	if err != nil {
		for _, m := range marks {
			h.forget(m.Position.Account)
		}
		return err
	}
	for _, id := range passed {
		h.Notified(id)
	}
	return nil
}

func (h *Hub) forget(id int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if a := h.accounts[id]; a != nil {
		a.mark(crm.Mark{})
	}
}

// End ends the views. Subscriptions outlive it without receiving anything more: their connections tell clients to reconnect elsewhere.
func (h *Hub) End() {
	h.mu.Lock()
	h.stop()
	h.mu.Unlock()
	h.running.Wait()
}

// join adds a subscriber to the view of a list, which begins with its first subscriber.
func (h *Hub) join(w crm.Window) (*subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ctx.Err() != nil {
		return nil, models.Errorf(models.Unavailable, "The server is stopping. Try again.")
	}
	a := h.accounts[w.Viewer.AccountID]
	if a == nil {
		ctx, stop := context.WithCancel(h.ctx)
		a = &account{hub: h, id: w.Viewer.AccountID, wake: make(chan struct{}, 1), stop: stop, views: map[string]*view{}}
		h.accounts[a.id] = a
		h.running.Go(func() { a.follow(ctx) })
	}
	return a.join(w), nil
}

// leave removes a subscriber, with the last one its view, and with the last view the account.
func (h *Hub) leave(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := s.view.account
	if a.leave(s) && h.accounts[a.id] == a {
		a.stop()
		delete(h.accounts, a.id)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
