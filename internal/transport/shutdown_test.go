package transport_test

import (
	"context"
	"errors"
	"testing"
)

func TestShutdownOfSockets(t *testing.T) {
	w := newWorld(t)
	p, q := w.open(), w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n } }`)
	<-w.rooms.joined
	finish := make(chan struct{})
	started := make(chan struct{})
	w.exec.resolvers["wait"] = func(context.Context, map[string]any) (any, error) {
		close(started)
		<-finish
		return "done", nil
	}
	q.subscribe("w", `{ wait }`)
	<-started
	done := make(chan error)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	go func() { done <- w.server.Shutdown(ctx) }()
	if code, reason := p.closed(); code != 1012 || reason != "Service restart" {
		t.Errorf("closed by %d %q", code, reason)
	}
	<-w.rooms.left
	if got := w.query(`{ hello }`); got.status != 503 || got.code() != "UNAVAILABLE" {
		t.Errorf("still answers: %d %s", got.status, got.body)
	}
	select {
	case err := <-done:
		t.Fatalf("a query in flight was not waited for: %v", err)
	default:
	}
	close(finish)
	q.expect("next", "w", `"done"`)
	q.expect("complete", "w", "")
	if code, _ := q.closed(); code != 1012 {
		t.Errorf("closed by %d", code)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n, _ := w.metric("kith_graphql_sockets"); n != 0 {
		t.Errorf("%v sockets are left", n)
	}
}

func TestShutdownCutsOffWhatLasts(t *testing.T) {
	w := newWorld(t)
	p := w.open()
	started := make(chan struct{})
	w.exec.resolvers["wait"] = func(ctx context.Context, _ map[string]any) (any, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	p.subscribe("w", `{ wait }`)
	<-started
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.server.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
