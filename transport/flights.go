package transport

import (
	"context"
	"sync"
)

// flights counts what is being served, so that a shutdown can wait for it, and knows the connections that must be told.
type flights struct {
	mu       sync.Mutex
	count    int
	sessions map[*session]struct{}
	stopping bool
	landed   chan struct{} // closed when stopping and nothing is left
}

func newFlights() *flights {
	return &flights{sessions: map[*session]struct{}{}, landed: make(chan struct{})}
}

// start reports whether there is still time to begin something.
func (f *flights) start() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		return false
	}
	f.count++
	return true
}

func (f *flights) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count--
	if f.stopping && f.count == 0 {
		close(f.landed)
	}
}

// join makes a connection known to shutdown; false when it comes too late.
func (f *flights) join(s *session) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopping {
		return false
	}
	f.sessions[s] = struct{}{}
	return true
}

func (f *flights) leave(s *session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, s)
}

// stop lets nothing more begin and returns the open connections.
func (f *flights) stop() []*session {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.stopping {
		f.stopping = true
		if f.count == 0 {
			close(f.landed)
		}
	}
	open := make([]*session, 0, len(f.sessions))
	for s := range f.sessions {
		open = append(open, s)
	}
	return open
}

func (f *flights) wait(ctx context.Context) error {
	select {
	case <-f.landed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
