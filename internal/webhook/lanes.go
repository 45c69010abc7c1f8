package webhook

import (
	"sync"
	"time"

	"kith/models"
)

const (
	// laneWidth is how many deliveries one endpoint gets at once from one server, so that a slow one leaves workers to the others.
	laneWidth = 8
	// leastPause keeps what waits from asking too often, and is the pace of an endpoint that has not answered yet.
	leastPause = 100 * time.Millisecond
)

// lanes let deliveries through to each endpoint a few at a time. One that finds its lane full is given the time when its turn should
// come, at the pace at which the endpoint answers; until then it takes nobody's place.
type lanes struct {
	now  func() time.Time
	mu   sync.Mutex
	open map[models.WebhookEndpointID]*lane
}

type lane struct {
	running int
	// pace is how long the endpoint took for the last delivery, shared among those that run at once.
	pace time.Duration
	// turn is when the last of those that wait should come back.
	turn time.Time
}

func newLanes(now func() time.Time) *lanes {
	return &lanes{now: now, open: map[models.WebhookEndpointID]*lane{}}
}

// enter returns 0 when a delivery may go on, which must leave then, and otherwise how long it should wait.
func (l *lanes) enter(id models.WebhookEndpointID) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	to, ok := l.open[id]
	if !ok {
		to = &lane{pace: leastPause}
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
	return max(to.turn.Sub(now), leastPause)
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
