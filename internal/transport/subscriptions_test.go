package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/transport"
	"kith/models"
)

// guests are callers who can be sent away.
type guests struct {
	mu   sync.Mutex
	gone map[string]error
	role models.Role
}

func (g *guests) bearer(ctx context.Context, authorization string) (*models.Viewer, time.Time, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.gone[authorization]; err != nil {
		return nil, time.Time{}, err
	}
	v, expires, err := bearer(ctx, authorization)
	if err == nil && g.role != "" {
		changed := *v
		changed.Role = g.role
		v = &changed
	}
	return v, expires, err
}

func (g *guests) change(fn func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fn()
}

func (g *guests) configure(c *transport.Config) {
	c.Bearer = g.bearer
	c.Viewer = func(r *http.Request) (*models.Viewer, time.Time, error) {
		return g.bearer(r.Context(), r.Header.Get("Authorization"))
	}
}

var errRevoked = models.Errorf(models.Unauthenticated, "The token was revoked.")

// TestCallerIsCheckedAgain takes a caller's token away, or gives it another role, while it listens.
func TestCallerIsCheckedAgain(t *testing.T) {
	for name, change := range map[string]func(*guests){
		"revoked":     func(g *guests) { g.gone[goodToken] = errRevoked },
		"role change": func(g *guests) { g.role = models.Agent },
	} {
		t.Run(name, func(t *testing.T) {
			g := &guests{gone: map[string]error{}}
			w := newWorld(t, g.configure)
			p, s := w.open(), w.stream("POST", "", asked(ticks, nil))
			<-w.rooms.joined
			p.subscribe("s", `subscription { ticks(room: "b") { n } }`)
			<-w.rooms.joined
			for _, room := range []string{"a", "b"} {
				w.rooms.room(room) <- tick(1)
			}
			p.expect("next", "s", `"n":1`)
			s.expect("next", "", `"n":1`)
			g.change(func() { change(g) })
			for _, room := range []string{"a", "b"} {
				w.rooms.room(room) <- tick(2)
			}
			p.expect("error", "s", `"UNAUTHENTICATED"`)
			s.expect("next", "", `"UNAUTHENTICATED"`)
			s.expect("complete", "", "")
			p.subscribe("t", `{ hello }`)
			if code, _ := p.closed(); code != 4403 {
				t.Errorf("the socket goes on: %d", code)
			}
		})
	}
}

// TestIdleSocketIsCheckedAgain closes a socket on which nothing happens.
func TestIdleSocketIsCheckedAgain(t *testing.T) {
	g := &guests{gone: map[string]error{}}
	w := newWorld(t, g.configure, func(c *transport.Config) { c.Timing.Ping = 20 * time.Millisecond })
	p := w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n } }`)
	<-w.rooms.joined
	g.change(func() { g.gone[goodToken] = errors.New("the database does not answer") })
	p.send(`{"type":"ping"}`)
	p.expect("pong", "", "") // that nobody can tell is no reason
	g.change(func() { g.gone[goodToken] = errRevoked })
	if code, _ := p.closed(); code != 4403 {
		t.Errorf("closed by %d", code)
	}
	<-w.rooms.left
}

// TestIdleStreamIsCheckedAgain ends an event stream on which nothing happens; who asks again is told why.
func TestIdleStreamIsCheckedAgain(t *testing.T) {
	g := &guests{gone: map[string]error{}}
	w := newWorld(t, g.configure, func(c *transport.Config) { c.Timing.KeepAlive = 20 * time.Millisecond })
	s := w.stream("POST", "", asked(ticks, nil))
	<-w.rooms.joined
	g.change(func() { g.gone[goodToken] = errors.New("the database does not answer") })
	// That nobody can tell is no reason. A comment is two lines, the first one comes at once.
	for range 4 {
		if _, err := s.lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	g.change(func() { g.gone[goodToken] = errRevoked })
	if e, more := s.next(); more {
		t.Errorf("%+v", e)
	}
	<-w.rooms.left
}

func TestSubscriptionsOfACallerAreBounded(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Limits.Subscriptions = 2 })
	p := w.open()
	for i := range 2 {
		p.subscribe(fmt.Sprint(i), `subscription { ticks(room: "a") { n } }`)
		<-w.rooms.joined
	}
	s := w.stream("POST", "", asked(ticks, nil))
	s.expect("next", "", `"RATE_LIMITED"`)
	p.subscribe("q", `{ hello }`)
	p.expect("next", "q", `"hello you"`)
	p.expect("complete", "q", "")
	p.send(`{"id":"0","type":"complete"}`)
	<-w.rooms.left
	for joined := false; !joined; { // until the end of the first is known
		p.subscribe("again", `subscription { ticks(room: "a") { n } }`)
		refused := make(chan struct{})
		go func() {
			if _, _, err := p.conn.Read(p.ctx); err == nil {
				close(refused)
			}
		}()
		select {
		case <-w.rooms.joined:
			joined = true
		case <-refused:
		}
	}
}

// TestStreamFails tells why a subscription ends before its time, and where it can go on.
func TestStreamFails(t *testing.T) {
	w := newWorld(t)
	w.exec.streams["ticks"] = func(ctx context.Context, _ map[string]any) (<-chan any, error) {
		models.StreamFrom(ctx).Fail(models.Errorf(models.CursorExpired, "The log is another one."))
		none := make(chan any)
		close(none)
		return none, nil
	}
	p := w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n } }`)
	p.expect("error", "s", `"CURSOR_EXPIRED"`)
	s := w.stream("POST", "", asked(ticks, nil))
	s.expect("next", "", `"CURSOR_EXPIRED"`)
	s.expect("complete", "", "")
}

// TestSlowReaderIsToldWhereToGoOn has a client stop reading and begin again: what it gets then is the slice of events up to the cursor
// that it is told.
func TestSlowReaderIsToldWhereToGoOn(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Deliver = 50 * time.Millisecond })
	text := strings.Repeat("x", 64<<10)
	w.exec.streams["ticks"] = func(ctx context.Context, _ map[string]any) (<-chan any, error) {
		n := -1
		return models.Pull(models.StreamFrom(ctx), func() (models.Event[any], error) {
			n++
			value := object{"n": n, "cursor": "", "text": text}
			return models.Event[any]{ID: fmt.Sprint("c", n), Make: func() any { return value }}, nil
		}, func() { w.rooms.left <- "" }), nil
	}
	p := w.open()
	p.subscribe("s", `subscription { ticks(room: "a") { n text } }`)
	<-w.rooms.left
	last := 0
	for ; ; last++ {
		f := p.read()
		if f.Type == "error" {
			if want := fmt.Sprintf(`"cursor":"c%d"`, last-1); !strings.Contains(string(f.Payload), want) {
				t.Errorf("got %s, not %s", f.Payload, want)
			}
			return
		}
		var got struct {
			Data struct{ Ticks struct{ N int } }
		}
		if err := json.Unmarshal(f.Payload, &got); err != nil || got.Data.Ticks.N != last {
			t.Fatalf("got %.60s, not %d", f.Payload, last)
		}
	}
}
