package trace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	queued      = 4096 // spans that wait; more are dropped, since no request waits for a collector
	batch       = 512
	interval    = 2 * time.Second
	sendTimeout = 10 * time.Second
	lastTimeout = 5 * time.Second // for all that waits when the server ends
	sendTries   = 4
	maxPause    = 30 * time.Second
)

// Options say where spans go.
type Options struct {
	// Endpoint takes POST requests of OTLP, as http://localhost:4318/v1/traces does.
	Endpoint *url.URL
	// Headers are sent with them.
	Headers map[string]string
	// Resource are the attributes of the server.
	Resource []Attribute
	// Version is that of the program.
	Version string
	// Log is told when spans are lost.
	Log *slog.Logger

	sampler sampler
}

// Tracer makes spans and sends them. On nil, nothing is traced.
type Tracer struct {
	options       Options
	sampler       sampler
	client        *http.Client
	waiting       chan *Span
	sent, dropped atomic.Int64
}

// New returns a tracer; what it records is sent while Run runs.
func New(o Options) *Tracer {
	return &Tracer{options: o, sampler: o.sampler, client: &http.Client{Timeout: sendTimeout}, waiting: make(chan *Span, queued)}
}

// Sent returns how many spans the collector has taken, and how many were lost because it did not.
func (t *Tracer) Sent() (sent, dropped int64) { return t.sent.Load(), t.dropped.Load() }

func (t *Tracer) enqueue(s *Span) {
	select {
	case t.waiting <- s:
	default:
		t.dropped.Add(1)
	}
}

// Run sends spans in batches until the context ends, and then those that wait.
func (t *Tracer) Run(ctx context.Context) error {
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	var gathered []*Span
	for {
		select {
		case s := <-t.waiting:
			if gathered = append(gathered, s); len(gathered) < batch {
				continue
			}
		case <-ticks.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastTimeout)
			defer cancel()
			t.flush(last, gathered)
			return nil
		}
		t.send(ctx, gathered)
		gathered = nil
	}
}

// flush sends what waits at the end.
func (t *Tracer) flush(ctx context.Context, gathered []*Span) {
	for {
		select {
		case s := <-t.waiting:
			if gathered = append(gathered, s); len(gathered) == batch {
				t.send(ctx, gathered)
				gathered = nil
			}
			continue
		default:
		}
		t.send(ctx, gathered)
		return
	}
}

// send sends a batch, again and again where the collector asks for it.
func (t *Tracer) send(ctx context.Context, spans []*Span) {
	if len(spans) == 0 {
		return
	}
	body, err := encode(t.options, spans)
	for try, pause := 1, time.Second; err == nil; try, pause = try+1, pause*2 {
		var again time.Duration
		again, err = t.post(ctx, body)
		if err == nil {
			t.sent.Add(int64(len(spans)))
			return
		}
		var refused *refusedError
		if errors.As(err, &refused) && !refused.temporary || try == sendTries || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(min(max(pause, again), maxPause)):
		}
		err = nil
	}
	t.dropped.Add(int64(len(spans)))
	t.options.Log.Warn("spans of traces were lost", "spans", len(spans), "error", err)
}

// refusedError is an answer of the collector.
type refusedError struct {
	status    int
	temporary bool
}

func (e *refusedError) Error() string { return fmt.Sprintf("the collector answers %d", e.status) }

// post sends a request and returns how long the collector wants to be left alone.
func (t *Tracer) post(ctx context.Context, body []byte) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.options.Endpoint.String(), bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Kith")
	for name, value := range t.options.Headers {
		r.Header.Set(name, value)
	}
	reply, err := t.client.Do(r)
	if err != nil {
		var where *url.Error // which may hold a password
		if errors.As(err, &where) {
			err = where.Err
		}
		return 0, err
	}
	_, _ = io.CopyN(io.Discard, reply.Body, 64<<10) // so that the connection serves the next one
	_ = reply.Body.Close()
	if reply.StatusCode/100 == 2 {
		return 0, nil
	}
	seconds, _ := strconv.Atoi(reply.Header.Get("Retry-After")) // else the pause of its own
	return time.Duration(seconds) * time.Second, &refusedError{reply.StatusCode, temporary(reply.StatusCode)}
}

// temporary are the statuses for which OTLP has a client try again.
func temporary(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}
