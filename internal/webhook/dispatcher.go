package webhook

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"kith/internal/crm"
)

const (
	// lookInterval is how often all accounts are looked at: announcements can be lost, and those of other servers do not come here.
	lookInterval = time.Second
	// gatherPause is how long announcements are gathered, so that a stream of writes does not make a stream of questions.
	gatherPause = 20 * time.Millisecond
)

// Dispatcher has each event handed to the endpoints that want it, soon after it was stored.
type Dispatcher struct {
	crm *crm.Service

	mu   sync.Mutex
	rung map[int64]bool
	bell chan struct{}
}

// NewDispatcher returns a dispatcher of what c commits from now on; it does nothing until it runs.
func NewDispatcher(c *crm.Service) *Dispatcher {
	d := &Dispatcher{crm: c, rung: map[int64]bool{}, bell: make(chan struct{}, 1)}
	c.OnCommit(d.ring)
	return d
}

// ring announces that an account has new events. It does not wait.
func (d *Dispatcher) ring(account, _ int64) {
	d.mu.Lock()
	d.rung[account] = true
	d.mu.Unlock()
	select {
	case d.bell <- struct{}{}:
	default: // it rings already
	}
}

// Run dispatches until the context ends.
func (d *Dispatcher) Run(ctx context.Context) error {
	look := time.NewTicker(lookInterval)
	defer look.Stop()
	for {
		var among []int64 // nil for all
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		case <-d.bell:
			time.Sleep(gatherPause)
			among = d.gathered()
		}
		if err := d.crm.DispatchWebhooks(ctx, among); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "dispatch of webhooks failed", "error", err)
		}
	}
}

func (d *Dispatcher) gathered() []int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	accounts := slices.Collect(maps.Keys(d.rung))
	clear(d.rung)
	return accounts
}
