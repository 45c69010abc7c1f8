package live

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"kith/internal/crm"
)

const (
	// clockInterval is how often views are read that depend on the time.
	clockInterval = 5 * time.Second
	// retryInterval is when a read that failed is tried again, maxRest how long the views of an account rest at most after a read.
	retryInterval, maxRest = time.Second, time.Second
)

// account keeps the views of one account.
type account struct {
	hub  *Hub
	id   int64
	wake chan struct{} // holds one signal while there may be something to read
	stop context.CancelFunc

	mu    sync.Mutex
	views map[string]*view
	// at is the moment that the views show, unless they wait for being read; its zero value says that all of them do.
	at crm.Mark
	// begun counts the reads that have begun, done is the last one that has ended well. waiting are the subscribers that have joined since.
	begun, done int
	waiting     []*subscriber
}

// follow reads what has changed until the context ends. It rests as long as a read took, so that an account whose contacts change all the
// time is read half of the time at most; what has changed meanwhile is read at once.
func (a *account) follow(ctx context.Context) {
	for {
		clock := time.NewTimer(a.untilDue())
		select {
		case <-ctx.Done():
			clock.Stop()
			return
		case <-a.wake:
			clock.Stop()
		case <-clock.C:
		}
		begun := time.Now()
		rest := maxRest
		if err := a.refresh(ctx); err != nil {
			if ctx.Err() == nil {
				a.hub.log.WarnContext(ctx, "lists were not read", "error", err)
			}
			a.mark(crm.Mark{})
			time.AfterFunc(retryInterval, func() { signal(a.wake) })
		} else {
			rest = min(rest, time.Since(begun))
		}
		select {
		case <-ctx.Done():
		case <-time.After(rest):
		}
	}
}

// untilDue is the time until a view has to be read because time passes.
func (a *account) untilDue() time.Duration {
	next := time.Hour
	for _, v := range a.current() {
		if due := v.dueAt(); !due.IsZero() {
			next = min(next, max(0, due.Sub(a.hub.now())))
		}
	}
	return next
}

// refresh reads the views that can have changed, all at one moment, and passes on how they are.
func (a *account) refresh(ctx context.Context) (err error) {
	select {
	case a.hub.reads <- struct{}{}:
		defer func() { <-a.hub.reads }()
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { // a panic in this goroutine would end the process
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	number := a.begin()
	views := a.current()
	if len(views) == 0 {
		return nil
	}
	var at crm.Mark
	var states []*state
	var stale []*view
	err = a.hub.crm.AtOneMoment(ctx, a.id, func(m *crm.Moment) error {
		at = m.Mark
		if stale, err = a.stale(m, views); err != nil {
			return err
		}
		states, err = read(m, stale)
		return err
	})
	if err != nil {
		return err
	}
	for i, v := range stale {
		v.show(states[i])
	}
	a.mark(at)
	a.ended(number)
	return nil
}

// begin counts a read. What subscribers do that join from now on may come too late for it.
func (a *account) begin() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begun++
	return a.begun
}

// ended wakes the subscribers that have waited for a read.
func (a *account) ended(number int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done = number
	a.waiting = slices.DeleteFunc(a.waiting, func(s *subscriber) bool {
		if s.joined <= number {
			signal(s.wake)
		}
		return s.joined <= number
	})
}

// hasRead reports whether a read has ended well that began after a subscriber had joined.
func (a *account) hasRead(s *subscriber) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.done >= s.joined
}

// stale returns the views that may differ from how they were at the moment before.
func (a *account) stale(m *crm.Moment, views []*view) ([]*view, error) {
	since := a.marked()
	if since.Seen == "" {
		return views, nil
	}
	changes, err := m.Changes(since)
	if err != nil {
		return nil, err
	}
	now := a.hub.now()
	return slices.DeleteFunc(views, func(v *view) bool { return !v.isStale(changes, now) }), nil
}

// current returns the views as they are now, in the order of their keys.
func (a *account) current() []*view {
	a.mu.Lock()
	defer a.mu.Unlock()
	views := make([]*view, 0, len(a.views))
	for _, key := range slices.Sorted(maps.Keys(a.views)) {
		views = append(views, a.views[key])
	}
	return views
}

func (a *account) marked() crm.Mark {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at
}

func (a *account) mark(at crm.Mark) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = at
}

// join adds a subscriber to the view of a list.
func (a *account) join(w crm.Window) *subscriber {
	key := w.Key()
	a.mu.Lock()
	defer a.mu.Unlock()
	v := a.views[key]
	if v == nil {
		v = &view{account: a, key: key, window: &w, gone: map[crm.RowID]absence{}, subscribers: map[*subscriber]struct{}{}}
		a.views[key] = v
	}
	s := &subscriber{view: v, wake: make(chan struct{}, 1), joined: a.begun + 1}
	a.waiting = append(a.waiting, s)
	v.mu.Lock()
	v.subscribers[s] = struct{}{}
	v.mu.Unlock()
	signal(a.wake)
	return s
}

// leave removes a subscriber, and reports whether no view is left.
func (a *account) leave(s *subscriber) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	v := s.view
	v.mu.Lock()
	delete(v.subscribers, s)
	a.waiting = slices.DeleteFunc(a.waiting, func(other *subscriber) bool { return other == s })
	empty := len(v.subscribers) == 0
	v.mu.Unlock()
	if empty && a.views[v.key] == v {
		delete(a.views, v.key)
	}
	return len(a.views) == 0
}
