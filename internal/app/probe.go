package app

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
)

// probe asks the database whether it answers, over a connection of its own: that all of the pool are busy does not make a server unable
// to serve. Those who ask at the same time have one answer.
type probe struct {
	config *pgx.ConnConfig

	mu     sync.Mutex
	conn   *pgx.Conn
	asking *asking
}

// asking is a question under way.
type asking struct {
	answered chan struct{}
	err      error
}

func newProbe(config *pgx.ConnConfig) *probe {
	config = config.Copy()
	config.Tracer = nil
	return &probe{config: config}
}

// Ping asks, or waits for the answer to the same question.
func (p *probe) Ping(ctx context.Context) error {
	p.mu.Lock()
	a := p.asking
	if a == nil {
		a = &asking{answered: make(chan struct{})}
		p.asking = a
		go p.ask(context.WithoutCancel(ctx), a)
	}
	p.mu.Unlock()
	select {
	case <-a.answered:
		return a.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ask asks once, and connects first if it has to.
func (p *probe) ask(ctx context.Context, a *asking) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	p.mu.Lock()
	conn := p.conn
	p.mu.Unlock()
	if conn == nil || conn.IsClosed() {
		conn, a.err = pgx.ConnectConfig(ctx, p.config)
	}
	if a.err == nil {
		a.err = conn.Ping(ctx) // which closes the connection when it fails
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conn, p.asking = conn, nil
	close(a.answered)
}

// Close closes the connection, once the question under way is answered.
func (p *probe) Close() error {
	p.mu.Lock()
	a := p.asking
	p.mu.Unlock()
	if a != nil {
		<-a.answered
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeTimeout)
	defer cancel()
	return p.conn.Close(ctx)
}
