package webhook

import (
	"sync"
	"time"

	"kith/models"
)

const (
	// laneWidth is how many deliveries one server makes to an endpoint at a time, so that a slow endpoint leaves workers to the others.
	laneWidth = 8
	// minPause is the minimum time between two attempts to enter, and the assumed pace of an endpoint that has not answered yet.
	minPause = 100 * time.Millisecond
)

// lanes limit the concurrent deliveries to each endpoint. A delivery that finds its lane full gets the time at which it should come back,
// by the pace of the endpoint's responses; until then it occupies no worker.
type lanes struct {
	now  func() time.Time
	mu   sync.Mutex
	open map[models.WebhookEndpointID]*lane
}

type lane struct {
	running int
	// pace is how long the last delivery to the endpoint took, divided among concurrent ones.
	pace time.Duration
	// turn is when the last waiting delivery should come back.
	turn time.Time
}

func newLanes(now func() time.Time) *lanes {
	return &lanes{now: now, open: map[models.WebhookEndpointID]*lane{}}
}

// enter returns 0 if a delivery may proceed, which must then call leave, and otherwise how long it should wait.
func (l *lanes) enter(id models.WebhookEndpointID) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	to, ok := l.open[id]
	if !ok {
		to = &lane{pace: minPause}
		l.open[id] = to
	}
	if to.running < laneWidth {
		to.running++
		return 0
	}
	now := l.now()
	if to.turn.Before(now) {
		to.turn = now
	}
	to.turn = to.turn.Add(to.pace)
	return max(to.turn.Sub(now), minPause)
}

// leave makes room for the next delivery.
func (l *lanes) leave(id models.WebhookEndpointID, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := l.open[id]
	from.running--
	from.pace = took / laneWidth
	if from.running == 0 && from.turn.Before(l.now()) {
		delete(l.open, id)
	}
}
