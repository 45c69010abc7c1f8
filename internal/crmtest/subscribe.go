package crmtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kith/models"
)

// Subscription is an operation on an event stream.
type Subscription struct {
	events chan Event
	cancel context.CancelFunc
}

// Event is one event of a stream; the last one is "complete".
type Event struct {
	Kind, ID string
	Answer
}

// pipe is a ResponseWriter that is read while it is written.
type pipe struct {
	*io.PipeWriter
	header http.Header
}

func (p pipe) Header() http.Header { return p.header }

func (p pipe) WriteHeader(int) {}

// Flush does nothing: what is written is read at once.
func (p pipe) Flush() {}

// Subscribe begins a subscription as a viewer, after the last event that it has seen, if any. It ends with the test.
func (a *API) Subscribe(tb testing.TB, viewer *models.Viewer, query string, variables map[string]any, lastEventID string) *Subscription {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Last-Event-ID", lastEventID)
	ctx, cancel := context.WithCancel(As(viewer))
	s := &Subscription{events: make(chan Event, 10_000), cancel: cancel}
	out, in := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.handler.ServeHTTP(pipe{in, http.Header{}}, r.WithContext(ctx))
		_ = in.Close()
	}()
	lines := bufio.NewReader(out)
	if _, err := lines.ReadString('\n'); err != nil { // the comment that opens the stream
		tb.Fatal(err)
	}
	go s.read(tb, lines)
	tb.Cleanup(func() {
		cancel()
		_ = out.Close()
		<-ended
	})
	return s
}

func (s *Subscription) read(tb testing.TB, lines *bufio.Reader) {
	defer close(s.events)
	var e Event
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "event":
			e.Kind = value
		case "id":
			e.ID = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.Answer); err != nil {
				tb.Errorf("%v: %s", err, value)
			}
			e.Body = value
		case "":
			if e.Kind != "" {
				s.events <- e
			}
			e = Event{}
		}
	}
}

// Next returns the next event; false once the stream has ended.
func (s *Subscription) Next(tb testing.TB) (Event, bool) {
	tb.Helper()
	ctx, cancel := Deadline(tb)
	defer cancel()
	select {
	case e, ok := <-s.events:
		return e, ok
	case <-ctx.Done():
		tb.Fatal("no event comes")
		return Event{}, false
	}
}

// End ends the subscription, as a client that disconnects.
func (s *Subscription) End() { s.cancel() }
