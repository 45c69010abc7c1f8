package crmtest

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Gate stops a use case at one of its statements, so that a test can put another one exactly there.
type Gate struct {
	stops   func(sql string) bool
	once    sync.Once
	reached chan struct{}
	opening sync.Once
	open    chan struct{}
}

type gateKey struct{}

// WithGate returns a context whose first statement that contains text, such as "commit", waits at the gate.
func WithGate(ctx context.Context, text string) (context.Context, *Gate) {
	return withGate(ctx, func(sql string) bool { return strings.Contains(sql, text) })
}

// WithGateAt returns a context whose n-th statement waits at the gate; those that frame transactions count.
func WithGateAt(ctx context.Context, n int) (context.Context, *Gate) {
	var seen atomic.Int64
	return withGate(ctx, func(string) bool { return seen.Add(1) == int64(n) })
}

func withGate(ctx context.Context, stops func(sql string) bool) (context.Context, *Gate) {
	g := &Gate{stops: stops, reached: make(chan struct{}), open: make(chan struct{})}
	return context.WithValue(ctx, gateKey{}, g), g
}

type eachKey struct{}

// WithEach returns a context of which a function gets each statement before it is sent.
func WithEach(ctx context.Context, do func(sql string)) context.Context {
	return context.WithValue(ctx, eachKey{}, do)
}

// Open lets the use case go on.
func (g *Gate) Open() { g.opening.Do(func() { close(g.open) }) }

// pass holds a statement that the gate is for, once.
func (g *Gate) pass(sql string) {
	if !g.stops(sql) {
		return
	}
	g.once.Do(func() {
		close(g.reached)
		<-g.open
	})
}

// Interleave runs first until it waits at its gate, then second until that ends or waits for a lock, and then both to their ends.
// If first never reaches the gate, met is false and second is not run.
func (w *World) Interleave(tb testing.TB, gate *Gate, first, second func() error) (met bool, firstErr, secondErr error) {
	tb.Helper()
	defer gate.Open() // a test that fails here ends its world
	firstEnd, secondEnd := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(firstEnd)
		firstErr = first()
	}()
	select {
	case <-firstEnd:
		return false, firstErr, nil
	case <-gate.reached:
	}
	go func() {
		defer close(secondEnd)
		secondErr = second()
	}()
	for stands := false; !stands; {
		select {
		case <-secondEnd:
			stands = true
		case <-time.After(between):
			stands = w.blocked(tb) > 0
		}
	}
	gate.Open()
	<-firstEnd
	<-secondEnd
	return true, firstErr, secondErr
}

// between is the pause between two looks at what sessions do: to look all the time takes the processor from them.
const between = 5 * time.Millisecond

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(between):
		return nil
	}
}

// AwaitBlocked waits until n sessions of the world's database wait for a lock.
func (w *World) AwaitBlocked(tb testing.TB, n int) {
	tb.Helper()
	ctx, cancel := Deadline(tb)
	defer cancel()
	for w.blocked(tb) < n {
		if pause(ctx) != nil {
			tb.Fatalf("never %d sessions waited for a lock", n)
		}
	}
}

// blocked counts the sessions of the world's database that wait for a lock.
func (w *World) blocked(tb testing.TB) int {
	tb.Helper()
	return w.Count(tb, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
}
