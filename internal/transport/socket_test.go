package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"kith/internal/transport"
	"kith/models"
)

// patience bounds what a test waits for, so that it can say for what before the time of all tests, ten minutes, is up. Nothing is
// measured by it.
const patience = 5 * time.Minute

// peer is the client's end of a socket.
type peer struct {
	t    *testing.T
	conn *websocket.Conn
	ctx  context.Context
}

type frame struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

func (w *world) dial(headers ...string) *peer {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	h := http.Header{}
	protocol := "graphql-transport-ws"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "protocol" {
			protocol = headers[i+1]
			continue
		}
		h.Set(headers[i], headers[i+1])
	}
	conn, _, err := websocket.Dial(ctx, w.http.URL, &websocket.DialOptions{HTTPHeader: h, Subprotocols: []string{protocol}})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return &peer{w.t, conn, ctx}
}

// open dials and initialises the socket.
func (w *world) open() *peer {
	w.t.Helper()
	p := w.dial()
	p.send(`{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`)
	p.expect("connection_ack", "", "")
	return p
}

func (p *peer) send(text string) {
	p.t.Helper()
	if err := p.conn.Write(p.ctx, websocket.MessageText, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) subscribe(id, query string) {
	p.t.Helper()
	p.send(fmt.Sprintf(`{"id":%q,"type":"subscribe","payload":%s}`, id, asked(query, nil)))
}

func (p *peer) read() frame {
	p.t.Helper()
	_, text, err := p.conn.Read(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	var f frame
	if err := json.Unmarshal(text, &f); err != nil {
		p.t.Fatal(err)
	}
	return f
}

// expect reads a message of the kind whose payload holds the text.
func (p *peer) expect(kind, id, text string) {
	p.t.Helper()
	if f := p.read(); f.Type != kind || f.ID != id || !strings.Contains(string(f.Payload), text) {
		p.t.Fatalf("got %s %q %s, not %s %q with %s", f.Type, f.ID, f.Payload, kind, id, text)
	}
}

// closed reads until the socket is closed and returns the code.
func (p *peer) closed() (code int, reason string) {
	p.t.Helper()
	for {
		if _, _, err := p.conn.Read(p.ctx); err != nil {
			var closing websocket.CloseError
			if !errors.As(err, &closing) {
				p.t.Fatalf("not closed but broken: %v", err)
			}
			return int(closing.Code), closing.Reason
		}
	}
}

func TestSocketCloseCodes(t *testing.T) {
	init := `{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`
	sub := `{"id":"1","type":"subscribe","payload":{"query":"subscription { ticks(room: \"r\") { n } }"}}`
	for _, test := range []struct {
		name     string
		headers  []string
		messages []string
		code     int
		reason   string
	}{
		{name: "another subprotocol", headers: []string{"protocol", "graphql-ws"}, code: 4406, reason: "Subprotocol not acceptable"},
		{name: "no init", code: 4408, reason: "Connection initialisation timeout"},
		{name: "subscribe before init", messages: []string{sub}, code: 4401, reason: "Unauthorized"},
		{name: "second init", messages: []string{init, init}, code: 4429, reason: "Too many initialisation requests"},
		{name: "no JSON", messages: []string{`{`}, code: 4400},
		{name: "no object", messages: []string{`["ping"]`}, code: 4400},
		{name: "two objects", messages: []string{`{"type":"ping"}{"type":"ping"}`}, code: 4400},
		{name: "no type", messages: []string{`{}`}, code: 4400},
		{name: "a number as type", messages: []string{`{"type":1}`}, code: 4400},
		{name: "unknown type", messages: []string{init, `{"type":"start"}`}, code: 4400},
		{name: "a server's message", messages: []string{init, `{"type":"connection_ack"}`}, code: 4400},
		{name: "init with a wrong payload", messages: []string{`{"type":"connection_init","payload":"x"}`}, code: 4400},
		{name: "subscribe without id", messages: []string{init, `{"type":"subscribe","payload":{"query":"{ hello }"}}`}, code: 4400},
		{name: "subscribe with an empty id", messages: []string{init, `{"id":"","type":"subscribe","payload":{"query":"{ hello }"}}`},
			code: 4400},
		{name: "subscribe with a number as id", messages: []string{init, `{"id":1,"type":"subscribe","payload":{"query":"{ hello }"}}`},
			code: 4400},
		{name: "subscribe without payload", messages: []string{init, `{"id":"1","type":"subscribe"}`}, code: 4400},
		{name: "subscribe without query", messages: []string{init, `{"id":"1","type":"subscribe","payload":{}}`}, code: 4400},
		{name: "subscribe with a wrong query", messages: []string{init, `{"id":"1","type":"subscribe","payload":{"query":1}}`}, code: 4400},
		{name: "subscribe with wrong variables", messages: []string{init,
			`{"id":"1","type":"subscribe","payload":{"query":"{ hello }","variables":"x"}}`}, code: 4400},
		{name: "complete without id", messages: []string{init, `{"type":"complete"}`}, code: 4400},
		{name: "duplicate id", messages: []string{init, sub, sub}, code: 4409, reason: "Subscriber for 1 already exists"},
		{name: "bad token", messages: []string{`{"type":"connection_init","payload":{"authorization":"Bearer bad"}}`}, code: 4403,
			reason: "Forbidden"},
		{name: "a token that is no text", messages: []string{`{"type":"connection_init","payload":{"authorization":1}}`}, code: 4403},
		{name: "bad token at the upgrade", headers: []string{"Authorization", "Bearer bad"}, messages: []string{`{"type":"connection_init"}`},
			code: 4403},
		{name: "too large", messages: []string{`{"type":"ping","payload":{"x":"` + strings.Repeat("x", 256<<10) + `"}}`}, code: 1009},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, func(c *transport.Config) {
				if test.name == "no init" {
					c.Timing.Init = time.Millisecond
				}
			})
			p := w.dial(test.headers...)
			for _, m := range test.messages {
				p.send(m)
			}
			code, reason := p.closed()
			if code != test.code || test.reason != "" && reason != test.reason {
				t.Errorf("closed by %d %q", code, reason)
			}
		})
	}
	t.Run("binary", func(t *testing.T) {
		p := newWorld(t).open()
		if err := p.conn.Write(p.ctx, websocket.MessageBinary, []byte(`{"type":"ping"}`)); err != nil {
			t.Fatal(err)
		}
		if code, _ := p.closed(); code != 4400 {
			t.Errorf("closed by %d", code)
		}
	})
	soon := time.Now().Add(10 * time.Millisecond)
	t.Run("expired token", func(t *testing.T) {
		w := newWorld(t, func(c *transport.Config) {
			c.Bearer = func(context.Context, string) (*models.Viewer, time.Time, error) {
				return viewers[goodToken], soon, nil
			}
		})
		if code, _ := w.open().closed(); code != 4403 {
			t.Errorf("closed by %d", code)
		}
	})
	t.Run("expired at the upgrade", func(t *testing.T) {
		w := newWorld(t, func(c *transport.Config) {
			c.Viewer = func(*http.Request) (*models.Viewer, time.Time, error) { return viewers[goodToken], soon, nil }
		})
		p := w.dial()
		p.send(`{"type":"connection_init"}`)
		p.expect("connection_ack", "", "")
		if code, _ := p.closed(); code != 4403 {
			t.Errorf("closed by %d", code)
		}
	})
	t.Run("a token in the place of an expired cookie", func(t *testing.T) {
		w := newWorld(t, func(c *transport.Config) {
			c.Viewer = func(*http.Request) (*models.Viewer, time.Time, error) {
				return viewers[otherToken], time.Now().Add(-time.Hour), nil
			}
		})
		p := w.open()
		p.subscribe("q", `{ hello }`)
		p.expect("next", "q", `"hello you"`)
	})
}

func TestSocketOrigins(t *testing.T) {
	origins, err := transport.ParseOrigins([]string{"https://app.example.com", "http://localhost:*"})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(c *transport.Config) { c.Origins = origins })
	for _, test := range []struct {
		origin, cookie string
		want           int
	}{
		{"https://evil.example.com", "kith_session=x", 403}, {"null", "kith_session=x", 403}, {"http://localhost.evil.example.com",
			"kith_session=x", 403},
		{"https://app.example.com", "kith_session=x", 101}, {"http://localhost:5173", "kith_session=x", 101}, {w.http.URL, "kith_session=x", 101},
		{"", "kith_session=x", 101}, {"https://evil.example.com", "", 101}, {"electron://altair", "", 101}, {"null", "", 101},
	} {
		origin, want := test.origin, test.want
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		if test.cookie != "" {
			h.Set("Cookie", test.cookie)
		}
		conn, resp, err := websocket.Dial(ctx, w.http.URL, &websocket.DialOptions{HTTPHeader: h, Subprotocols: []string{"graphql-transport-ws"}})
		if resp == nil || resp.StatusCode != want {
			t.Errorf("origin %q: %v %v", origin, resp, err)
		}
		if err == nil {
			_ = conn.CloseNow()
		}
		cancel()
	}
}

func TestSocketPing(t *testing.T) {
	w := newWorld(t)
	p := w.dial()
	p.send(`{"type":"ping","payload":{"a":[1]}}`)
	p.expect("pong", "", `{"a":[1]}`)
	p.send(`{"type":"ping"}`)
	if f := p.read(); f.Type != "pong" || f.Payload != nil {
		t.Errorf("got %+v", f)
	}
	p.send(`{"type":"pong","payload":{}}`)
	p.send(`{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`)
	p.expect("connection_ack", "", "")
}

func TestSocketOperations(t *testing.T) {
	w := newWorld(t)
	p := w.open()
	p.subscribe("q", `{ hello(name: "socket") }`)
	p.expect("next", "q", `"hello socket"`)
	p.expect("complete", "q", "")
	p.subscribe("m", `mutation { add(n: 1) }`)
	p.expect("next", "m", `"cost"`)
	p.expect("complete", "m", "")
	p.subscribe("s", `subscription { t: ticks(room: "a") { n } }`)
	<-w.rooms.joined
	w.rooms.room("a") <- tick(1)
	p.expect("next", "s", `{"data":{"t":{"n":1`)
	w.rooms.room("a") <- tick(2)
	p.expect("next", "s", `{"n":2`)
	close(w.rooms.room("a"))
	p.expect("complete", "s", "")
	p.subscribe("v", `{ nothing }`)
	p.expect("error", "v", `"GRAPHQL_VALIDATION_FAILED"`)
	p.subscribe("b", `subscription { broken { n } }`)
	p.expect("error", "b", `"CURSOR_EXPIRED"`)
	p.subscribe("f", `{ fail(how: "go") }`)
	p.expect("next", "f", `"INTERNAL"`)
	p.expect("complete", "f", "")
	p.subscribe("q", `{ hello }`) // an id is free again after its end
	p.expect("next", "q", `"hello you"`)
	p.expect("complete", "q", "")
}

func TestSocketCompleteIsSilent(t *testing.T) {
	w := newWorld(t)
	p := w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n } }`)
	<-w.rooms.joined
	p.send(`{"id":"s","type":"complete"}`)
	<-w.rooms.left
	p.send(`{"id":"s","type":"complete"}`)
	p.send(`{"id":"unknown","type":"complete"}`)
	p.send(`{"type":"ping"}`)
	p.expect("pong", "", "")
	p.subscribe("s", `subscription { ticks(room: "b") { n } }`)
	<-w.rooms.joined
	w.rooms.room("b") <- tick(7)
	p.expect("next", "s", `{"n":7`)
}

func TestSocketOfAStranger(t *testing.T) {
	w := newWorld(t)
	p := w.dial()
	p.send(`{"type":"connection_init"}`)
	p.expect("connection_ack", "", "")
	p.subscribe("1", `{ __typename }`)
	p.expect("next", "1", `"Query"`)
	p.expect("complete", "1", "")
	p.subscribe("2", `{ hello }`)
	p.expect("error", "2", `"UNAUTHENTICATED"`)
	p.subscribe("3", `subscription { __typename }`)
	p.expect("error", "3", `"UNAUTHENTICATED"`)
}

func TestSocketByCookie(t *testing.T) {
	w := newWorld(t)
	p := w.dial("Authorization", goodToken) // a test's cookie
	p.send(`{"type":"connection_init"}`)
	p.expect("connection_ack", "", "")
	p.subscribe("1", `{ viewer }`)
	p.expect("next", "1", `"1 10000 true"`)
}

func TestSocketOperationsAreBounded(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Limits.Operations = 3 })
	p := w.open()
	for i := range 3 {
		p.subscribe(fmt.Sprint(i), `subscription { ticks(room: "a") { n } }`)
		<-w.rooms.joined
	}
	p.subscribe("3", `subscription { ticks(room: "a") { n } }`)
	p.expect("error", "3", `"RATE_LIMITED"`)
	p.send(`{"id":"0","type":"complete"}`)
	<-w.rooms.left
	p.subscribe("3", `subscription { ticks(room: "a") { n } }`)
	<-w.rooms.joined
}

// TestSlowReader fills the queue of a socket that nobody reads: the operation ends with an error, and the memory for it
// stays bounded.
func TestSlowReader(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Write, c.Timing.Deliver = time.Hour, 50*time.Millisecond })
	p := w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n text } }`)
	<-w.rooms.joined
	events, sent := w.rooms.room("a"), 0
	big := strings.Repeat("x", 64<<10)
	for left := false; !left; {
		select {
		case events <- object{"n": sent, "cursor": "", "text": big}:
			sent++
		case <-w.rooms.left:
			left = true
		}
	}
	last, got := frame{}, 0
	for last.Type != "error" {
		if last = p.read(); last.Type == "next" {
			got++
		}
	}
	if !strings.Contains(string(last.Payload), "SLOW_CONSUMER") || got >= sent || got == 0 {
		t.Errorf("%d of %d events, then %s", got, sent, last.Payload)
	}
	if n, _ := w.metric("kith_graphql_overflows_total"); n != 1 {
		t.Errorf("%v overflows", n)
	}
	p.subscribe("again", `{ hello }`)
	p.expect("next", "again", `"hello you"`)
}

func TestDeadPeerIsNoticed(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Ping, c.Timing.Write = 20*time.Millisecond, 300*time.Millisecond })
	pings := make(chan struct{}, 100)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, w.http.URL, &websocket.DialOptions{
		Subprotocols:   []string{"graphql-transport-ws"},
		OnPingReceived: func(context.Context, []byte) bool { pings <- struct{}{}; return false },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if _, _, err := conn.Read(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("a peer that does not answer stays: %v", err)
	}
	<-pings
}
