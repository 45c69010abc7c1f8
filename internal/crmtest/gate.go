package crmtest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

// Gate stops a use case at one of its statements, so that a test can put another one exactly there.
type Gate struct {
	at      string
	once    sync.Once
	reached chan struct{}
	opening sync.Once
	open    chan struct{}
}

type gateKey struct{}

// WithGate returns a context whose first statement that contains text, such as "commit", waits for Open.
func WithGate(ctx context.Context, text string) (context.Context, *Gate) {
	g := &Gate{at: text, reached: make(chan struct{}), open: make(chan struct{})}
	return context.WithValue(ctx, gateKey{}, g), g
}

// Reached waits until the use case stands at the gate. A test that fails there opens it, so that its world can end.
func (g *Gate) Reached(tb testing.TB) {
	tb.Helper()
	tb.Cleanup(g.Open)
	select {
	case <-g.reached:
	case <-time.After(patience):
		tb.Fatalf("no statement contained %q", g.at)
	}
}

// Open lets the use case go on.
func (g *Gate) Open() { g.opening.Do(func() { close(g.open) }) }

// pass holds a statement that the gate is for, once.
func (g *Gate) pass(sql string) {
	if !strings.Contains(sql, g.at) {
		return
	}
	g.once.Do(func() {
		close(g.reached)
		<-g.open
	})
}

// AwaitBlocked waits until n sessions of the world's database wait for a lock.
func (w *World) AwaitBlocked(tb testing.TB, n int) {
	tb.Helper()
	deadline := time.Now().Add(patience)
	for w.Count(tb, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") < n {
		if time.Now().After(deadline) {
			tb.Fatalf("never %d sessions waited for a lock", n)
		}
	}
}
