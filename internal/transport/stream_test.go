package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"kith/internal/transport"
	"kith/models"
)

// stream is the client's end of an event stream.
type stream struct {
	t      *testing.T
	resp   *http.Response
	lines  *bufio.Reader
	cancel context.CancelFunc
}

// event is one event; comments alone are left out.
type event struct{ name, id, data string }

func (w *world) stream(method, query, body string, headers ...string) *stream {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, w.http.URL+query, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", goodToken)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = resp.Body.Close() })
	return &stream{w.t, resp, bufio.NewReader(resp.Body), cancel}
}

// next reads the next event; false at the end of the stream.
func (s *stream) next() (e event, ok bool) {
	s.t.Helper()
	for {
		line, err := s.lines.ReadString('\n')
		if err == io.EOF {
			return e, false
		}
		if err != nil {
			s.t.Fatal(err)
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data = value
		case "":
			if line == "" && e != (event{}) {
				return e, true
			}
		}
	}
}

func (s *stream) expect(name, id, text string) {
	s.t.Helper()
	if e, ok := s.next(); !ok || e.name != name || e.id != id || !strings.Contains(e.data, text) {
		s.t.Fatalf("got %+v, not %s %q with %s", e, name, id, text)
	}
}

func (s *stream) ends() {
	s.t.Helper()
	if e, ok := s.next(); ok {
		s.t.Fatalf("got %+v, not the end", e)
	}
}

const ticks = `subscription { ticks(room: "a") { n cursor } }`

func TestStream(t *testing.T) {
	w := newWorld(t)
	for method, s := range map[string]func() *stream{
		"POST": func() *stream { return w.stream("POST", "", asked(ticks, nil)) },
		"GET":  func() *stream { return w.stream("GET", search("query", ticks), "") },
	} {
		s := s()
		if s.resp.StatusCode != 200 || s.resp.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Fatalf("%s: %v", method, s.resp)
		}
		<-w.rooms.joined
		w.rooms.room("a") <- tick(1)
		s.expect("next", "", `{"data":{"ticks":{"n":1`)
		w.rooms.room("a") <- tick(2)
		s.expect("next", "", `"n":2`)
		close(w.rooms.room("a"))
		s.expect("complete", "", "")
		s.ends()
		<-w.rooms.left
	}
	s := w.stream("POST", "", asked(`{ hello }`, nil))
	s.expect("next", "", `"hello you"`)
	s.expect("complete", "", "")
	s.ends()
	s = w.stream("POST", "", asked(`{ nothing }`, nil))
	s.expect("next", "", `{"errors":[{"message":"Cannot query`)
	s.expect("complete", "", "")
	s.ends()
	s = w.stream("POST", "", asked(`subscription { broken { n } }`, nil))
	s.expect("next", "", `CURSOR_EXPIRED`)
	s.expect("complete", "", "")
	s.ends()
}

func TestStreamIsRefusedByStatus(t *testing.T) {
	w := newWorld(t)
	if got := w.send("POST", "", asked(ticks, nil), "Accept", "text/event-stream", "Authorization", "-"); got.status != 401 ||
		got.code() != "UNAUTHENTICATED" {
		t.Errorf("a stranger: %d %s", got.status, got.body)
	}
	if got := w.send("POST", "", `{`, "Accept", "text/event-stream"); got.status != 400 {
		t.Errorf("no request: %d %s", got.status, got.body)
	}
}

func TestStreamEndsWithItsClient(t *testing.T) {
	w := newWorld(t)
	s := w.stream("POST", "", asked(ticks, nil))
	<-w.rooms.joined
	s.cancel()
	<-w.rooms.left
}

// TestStreamResumes gives events ids, and the resolver the last one that the client saw.
func TestStreamResumes(t *testing.T) {
	w := newWorld(t)
	seen := make(chan string, 1)
	w.exec.streams["ticks"] = func(ctx context.Context, _ map[string]any) (<-chan any, error) {
		stream, n := models.StreamFrom(ctx), 40
		seen <- stream.LastEventID
		return models.Pull(stream, func() (e models.Event[any], err error) {
			if n++; n == 44 {
				return e, io.EOF
			}
			value := tick(n)
			// What would break the stream is left out of the id.
			return models.Event[any]{ID: fmt.Sprintf("c%d\n\x00", n), Make: func() any { return value }}, nil
		}, func() {}), nil
	}
	s := w.stream("POST", "", asked(ticks, nil))
	if last := <-seen; last != "" {
		t.Errorf("a new stream goes on after %q", last)
	}
	for n := 41; n < 44; n++ {
		s.expect("next", fmt.Sprintf("c%d", n), fmt.Sprintf(`"n":%d`, n))
	}
	s.expect("complete", "", "")
	w.stream("POST", "", asked(ticks, nil), "Last-Event-ID", "c41")
	if last := <-seen; last != "c41" {
		t.Errorf("the stream goes on after %q", last)
	}
}

func TestStreamIsKeptAlive(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.KeepAlive = time.Millisecond })
	s := w.stream("POST", "", asked(ticks, nil))
	for comments := 0; comments < 5; {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == ":\n" {
			comments++
		}
	}
}

func TestShutdownOfStreams(t *testing.T) {
	w := newWorld(t)
	s := w.stream("POST", "", asked(ticks, nil))
	<-w.rooms.joined
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	s.ends() // without complete: the client will resume it
}

// reserve makes a reservation and returns its token.
func (w *world) reserve() string {
	w.t.Helper()
	got := w.send("PUT", "", "")
	if got.status != 201 || len(got.body) < 32 {
		w.t.Fatalf("%d %s", got.status, got.body)
	}
	return got.body
}

func on(id, query string) string {
	return body(object{"query": query, "extensions": object{"operationId": id}})
}

func TestReservedStream(t *testing.T) {
	w := newWorld(t)
	token := w.reserve()
	const header = "X-GraphQL-Event-Stream-Token"
	if got := w.send("POST", "", on("early", `{ hello }`), header, token); got.status != 202 || got.body != "" {
		t.Fatalf("before the stream: %d %s", got.status, got.body)
	}
	s := w.stream("GET", "?token="+token, "", "Authorization", "")
	s.expect("next", "", `{"id":"early","payload":{"data":{"hello":"hello you"`)
	s.expect("complete", "", `{"id":"early"}`)
	if got := w.send("GET", "?token="+token, "", "Accept", "text/event-stream"); got.status != 409 {
		t.Errorf("a second reader: %d %s", got.status, got.body)
	}
	if got := w.send("POST", "?token="+token, on("s", ticks)); got.status != 202 {
		t.Fatalf("a subscription: %d %s", got.status, got.body)
	}
	<-w.rooms.joined
	w.rooms.room("a") <- tick(1)
	s.expect("next", "", `{"id":"s","payload":{"data":{"ticks":{"n":1`)
	for name, test := range map[string]struct {
		got    *reply
		status int
		code   string
	}{
		"the same id": {w.send("POST", "", on("s", ticks), header, token), 409, "CONFLICT"},
		"no id":       {w.send("POST", "", asked(ticks, nil), header, token), 400, "INVALID"},
		"an invalid query": {w.send("POST", "", on("i", `{ nothing }`), header, token, "Accept", graphqlType), 400,
			"GRAPHQL_VALIDATION_FAILED"},
		"a strange token":          {w.send("POST", "", on("x", `{ hello }`), header, "nope"), 404, "NOT_FOUND"},
		"another caller":           {w.send("POST", "", on("x", `{ hello }`), header, token, "Authorization", otherToken), 404, "NOT_FOUND"},
		"a stranger":               {w.send("POST", "", on("x", `{ hello }`), header, token, "Authorization", "-"), 404, "NOT_FOUND"},
		"a stranger's reservation": {w.send("PUT", "", "", "Authorization", "-"), 401, "UNAUTHENTICATED"},
		"a bad token's":            {w.send("PUT", "", "", "Authorization", "Bearer bad"), 401, "UNAUTHENTICATED"},
		"stopping nothing":         {w.send("DELETE", "", "", header, token), 400, "INVALID"},
		"stopping for another":     {w.send("DELETE", "?operationId=s", "", header, token, "Authorization", otherToken), 404, "NOT_FOUND"},
		"reading nothing":          {w.send("GET", "?token=nope", "", "Accept", "text/event-stream"), 404, "NOT_FOUND"},
	} {
		if test.got.status != test.status || test.got.code() != test.code {
			t.Errorf("%s: %d %s", name, test.got.status, test.got.body)
		}
	}
	if got := w.send("DELETE", "?operationId=s", "", header, token); got.status != 200 {
		t.Errorf("stopping: %d %s", got.status, got.body)
	}
	<-w.rooms.left
	w.send("POST", "", on("i", `{ hello }`), header, token) // the id of a refused operation is free
	s.expect("next", "", `{"id":"i"`)
	s.expect("complete", "", `{"id":"i"}`)
	w.send("POST", "", on("s", ticks), header, token)
	<-w.rooms.joined
	s.cancel()
	<-w.rooms.left // the stream's end ends its operations
}

func TestReservationsAreBoundedAndExpire(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Limits.StreamsPerCaller = 2 })
	w.reserve()
	w.reserve()
	if got := w.send("PUT", "", ""); got.status != 429 || got.code() != "RATE_LIMITED" {
		t.Errorf("a third: %d %s", got.status, got.body)
	}
	if got := w.send("PUT", "", "", "Authorization", otherToken); got.status != 201 {
		t.Errorf("another caller's first: %d %s", got.status, got.body)
	}
	w = newWorld(t, func(c *transport.Config) { c.Timing.Reservation = 100 * time.Millisecond })
	token := w.reserve()
	// On a machine that is busy the reservation may be gone by now already.
	if got := w.send("POST", "", on("s", ticks), "X-GraphQL-Event-Stream-Token", token); got.status == 202 {
		<-w.rooms.joined
		<-w.rooms.left // nobody came to read it
	}
	if got := w.send("GET", "?token="+token, "", "Accept", "text/event-stream"); got.status != 404 {
		t.Errorf("after its time: %d %s", got.status, got.body)
	}
}
