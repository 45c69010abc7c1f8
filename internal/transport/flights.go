package transport

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"kith/models"
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
	return slices.Collect(maps.Keys(f.sessions))
}

// open returns the open connections.
func (f *flights) open() []*session {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.sessions))
}

func (f *flights) wait(ctx context.Context) error {
	select {
	case <-f.landed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown lets nothing more begin, waits for the operations in flight, and closes sockets and streams over a while, so
// that their clients do not all come back at once. What is left when ctx ends is cut off.
func (s *Server) Shutdown(ctx context.Context) error {
	open := s.flights.stop()
	s.streams.forget()
	for _, k := range open {
		time.AfterFunc(time.Duration(rand.Float64()*float64(s.timing.Spread)), k.drain)
	}
	err := s.flights.wait(ctx)
	for _, k := range open {
		k.cancel()
	}
	return err
}

func answerStopping(w http.ResponseWriter) {
	answerRefusal(w, mediaJSON, refuse(models.Unavailable, "The server is stopping. Try again."))
}
