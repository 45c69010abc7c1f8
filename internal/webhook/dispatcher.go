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
	// pollInterval is how often all accounts are polled: notifications can be lost, and those of other servers do not arrive here.
	pollInterval = time.Second
	// batchDelay is how long notifications are collected, so that a stream of writes does not cause a stream of queries.
	batchDelay = 20 * time.Millisecond
)

// Dispatcher creates deliveries of new events to the endpoints that receive them.
type Dispatcher struct {
	crm *crm.Service

	mu       sync.Mutex
	accounts map[int64]bool // those that have new events
	pending  chan struct{}  // holds a value while accounts is not empty
}

// NewDispatcher returns a dispatcher of the commits of c from now on; it does nothing until it runs.
func NewDispatcher(c *crm.Service) *Dispatcher {
	d := &Dispatcher{crm: c, accounts: map[int64]bool{}, pending: make(chan struct{}, 1)}
	c.OnCommit(d.notify)
	return d
}

// notify records that an account has new events. It does not block.
func (d *Dispatcher) notify(account, _ int64) {
	d.mu.Lock()
	d.accounts[account] = true
	d.mu.Unlock()
	select {
	case d.pending <- struct{}{}:
	default: // it holds one already
	}
}

// Run dispatches until the context ends.
func (d *Dispatcher) Run(ctx context.Context) error {
	look := time.NewTicker(pollInterval)
	defer look.Stop()
	for {
		var among []int64 // nil for all
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		case <-d.pending:
			time.Sleep(batchDelay)
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
	accounts := slices.Collect(maps.Keys(d.accounts))
	clear(d.accounts)
	return accounts
}
