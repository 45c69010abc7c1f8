package transport_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/transport"
	"kith/models"
)

// credentials are tokens that can be revoked, and whose look-up can fail.
type credentials struct {
	mu      sync.Mutex
	revoked map[string]bool
	err     error
	expires time.Time
}

func (c *credentials) bearer(ctx context.Context, authorization string) (*models.Viewer, time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return nil, time.Time{}, c.err
	}
	if c.revoked[authorization] {
		return nil, time.Time{}, models.Errorf(models.Unauthenticated, "The token was revoked.")
	}
	v, _, err := bearer(ctx, authorization)
	return v, c.expires, err
}

func (c *credentials) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

func (c *credentials) configure(config *transport.Config) {
	config.Bearer = c.bearer
	config.Viewer = func(r *http.Request) (*models.Viewer, time.Time, error) {
		if r.Header.Get("Authorization") == "" {
			return nil, time.Time{}, nil
		}
		return c.bearer(r.Context(), r.Header.Get("Authorization"))
	}
}

// TestRecheck revokes a token of one account while connections of two are open: those of the token end, before anything is sent or pinged.
func TestRecheck(t *testing.T) {
	c := &credentials{revoked: map[string]bool{}}
	w := newWorld(t, c.configure)
	connect := func(token, room string) *peer {
		p := w.dial()
		p.send(`{"type":"connection_init","payload":{"authorization":"` + token + `"}}`)
		p.expect("connection_ack", "", "")
		p.subscribe("1", `subscription { ticks(room: "`+room+`") { n } }`)
		<-w.rooms.joined
		return p
	}
	byToken, byHeader, other := connect(goodToken, "a"), w.dial("Authorization", goodToken), connect(otherToken, "b")
	byHeader.send(`{"type":"connection_init"}`)
	byHeader.expect("connection_ack", "", "")
	stream := w.stream("POST", "", asked(ticks, nil))
	<-w.rooms.joined
	read, unread := w.reserve(), w.reserve()
	reserved := w.stream("GET", "?token="+read, "")
	if open := w.server.Credentials(); len(open) != 2 {
		t.Errorf("connections of %d accounts are open", len(open))
	}
	w.server.Recheck(1) // nothing has happened yet
	c.set(func() { c.revoked[goodToken] = true })
	w.server.Recheck(2)
	w.server.Recheck(1)
	for name, p := range map[string]*peer{"by its token": byToken, "by its header": byHeader} {
		if code, reason := p.closed(); code != 4403 || reason != "Forbidden" {
			t.Errorf("the socket %s was closed by %d %q", name, code, reason)
		}
	}
	for name, s := range map[string]func() (event, bool){"of its own": stream.next, "reserved": reserved.next} {
		if e, more := s(); more {
			t.Errorf("the stream %s goes on with %+v", name, e)
		}
	}
	await(t, func() bool {
		return w.send("GET", "?token="+unread, "", "Authorization", "-").status == http.StatusNotFound
	})
	for range 2 {
		<-w.rooms.left
	}
	w.rooms.room("b") <- tick(1)
	other.expect("next", "1", `"n":1`)
	await(t, func() bool { return len(w.server.Credentials()) == 1 })
}

// TestCredentialsAway opens connections while nobody can be asked who presents a credential: they are told to try again, not that the
// credential is bad, and those that are open stay so.
func TestCredentialsAway(t *testing.T) {
	c := &credentials{revoked: map[string]bool{}}
	w := newWorld(t, c.configure)
	open := w.dial("Authorization", goodToken)
	open.send(`{"type":"connection_init"}`)
	open.expect("connection_ack", "", "")
	later := w.dial()
	c.set(func() { c.err = errAway })
	w.server.Recheck(1)
	later.send(`{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`)
	if code, _ := later.closed(); code != 1013 {
		t.Errorf("connection_init was answered by %d", code)
	}
	for name, got := range map[string]*reply{
		"upgrade": w.send("GET", "", "", "Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13",
			"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol", "graphql-transport-ws"),
		"query":    w.query("{ hello }"),
		"GET":      w.send("GET", search("query", "{ hello }"), ""),
		"mutation": w.query("mutation { add(n: 1) }"),
		"stream":   w.send("POST", "", asked("{ hello }", nil), "Accept", "text/event-stream"),
		"reserve":  w.send("PUT", "", ""),
		"files":    w.sendForm("", "Authorization", goodToken),
	} {
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, `"UNAVAILABLE"`) || strings.Contains(got.body, "secret") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	c.set(func() { c.err = nil })
	open.subscribe("1", "{ hello }")
	open.expect("next", "1", "")
}

// TestSocketsExpire lets the credential of a socket end, and that of another one be renewed while it is open.
func TestSocketsExpire(t *testing.T) {
	c := &credentials{revoked: map[string]bool{}, expires: time.Now().Add(50 * time.Millisecond)}
	w := newWorld(t, c.configure)
	connect := func() *peer {
		p := w.dial("Authorization", goodToken)
		p.send(`{"type":"connection_init"}`)
		p.expect("connection_ack", "", "")
		return p
	}
	if code, _ := connect().closed(); code != 4403 {
		t.Errorf("closed by %d", code)
	}
	c.set(func() { c.expires = time.Now().Add(200 * time.Millisecond) })
	renewed := connect()
	first := c.expires
	c.set(func() { c.expires = time.Now().Add(time.Hour) })
	time.Sleep(time.Until(first) + 100*time.Millisecond)
	renewed.subscribe("1", "{ hello }")
	renewed.expect("next", "1", "")
}
