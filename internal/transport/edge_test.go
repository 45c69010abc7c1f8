package transport_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"

	"kith/internal/transport"
	"kith/models"
)

// TestCompression asks for a long and a short answer in each coding.
func TestCompression(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("kith ", 1000)
	readers := map[string]func(io.Reader) (io.Reader, error){
		"":     func(r io.Reader) (io.Reader, error) { return r, nil },
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	}
	for _, test := range []struct{ accept, name, coding string }{
		{"gzip", long, "gzip"}, {"br", long, "br"}, {"zstd", long, "zstd"}, {"gzip, deflate, br, zstd", long, "zstd"},
		{"gzip, br;q=0.5", long, "gzip"}, {"zstd;q=0, *;q=0.1", long, "br"}, {"GZIP", long, "gzip"},
		{"identity", long, ""}, {"deflate", long, ""}, {"gzip;q=0", long, ""}, {"gzip;q=much", long, ""}, {"", long, ""}, {"gzip", "short", ""},
	} {
		got := w.send("POST", "", asked(`query($n: String) { hello(name: $n) }`, object{"n": test.name}), "Accept-Encoding", test.accept,
			"Accept", graphqlType)
		if coding := got.header.Get("Content-Encoding"); coding != test.coding ||
			!strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%q: coded by %q, %v", test.accept, coding, got.header)
			continue
		}
		r, err := readers[test.coding](strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || !bytes.Contains(text, []byte(test.name)) || test.coding != "" && len(got.body) > 500 {
			t.Errorf("%q: %v in %d bytes", test.accept, err, len(got.body))
		}
	}
}

// TestRevalidation asks again by ETag for the answer to a document that is named by its hash.
func TestRevalidation(t *testing.T) {
	w := newWorld(t)
	const query = `query($n: String) { hello(name: $n) }`
	w.send("POST", "", body(object{"query": query, "extensions": byHash(sum(query))}))
	byItsHash := func(name string) string {
		return question{query: query, byHash: true, variables: object{"n": name}}.search()
	}
	first := w.send("GET", byItsHash("a"), "")
	tag := first.header.Get("ETag")
	if first.status != 200 || !strings.HasPrefix(tag, `W/"`) || first.header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("%d %v %s", first.status, first.header, first.body)
	}
	for _, test := range []struct {
		name, search, match string
		status              int
		tagged              bool
	}{
		{"the same", byItsHash("a"), tag, 304, true},
		{"one of several", byItsHash("a"), `"x", ` + strings.TrimPrefix(tag, "W/"), 304, true},
		{"any", byItsHash("a"), "*", 304, true},
		{"another answer", byItsHash("b"), tag, 200, true},
		{"a document that is sent", search("query", query, "variables", `{"n":"a"}`), tag, 200, false},
	} {
		got := w.send("GET", test.search, "", "If-None-Match", test.match)
		if got.status != test.status || (got.header.Get("ETag") != "") != test.tagged || test.status == 304 && got.body != "" {
			t.Errorf("%s: %d %v %s", test.name, got.status, got.header, got.body)
		}
	}
	if got := w.send("GET", byItsHash("a"), "", "If-None-Match", tag, "Authorization", "-"); got.status != 401 ||
		got.header.Get("ETag") != "" {
		t.Errorf("a stranger: %d %v", got.status, got.header)
	}
	if got := w.send("POST", "", body(object{"extensions": byHash(sum(query))})); got.header.Get("ETag") != "" ||
		got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("by POST: %v", got.header)
	}
}

// dialRaw sends bytes as they are and returns the connection.
func (w *world) dialRaw(text string) net.Conn {
	w.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		w.t.Fatal(err)
	}
	return conn
}

func head(length int) string {
	return fmt.Sprintf("POST / HTTP/1.1\r\nHost: kith\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", length)
}

// TestSlowBodies sends bodies that stop half way, and that come byte by byte.
func TestSlowBodies(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Body, c.Timing.BodyRate = 100*time.Millisecond, 1<<20 })
	answered := func(conn net.Conn) {
		t.Helper()
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(text), "in time") {
			t.Errorf("%d %s", resp.StatusCode, text)
		}
	}
	answered(w.dialRaw(head(100) + `{"query":`))
	trickle := w.dialRaw(head(200_000))
	stop := make(chan struct{})
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				if _, err := trickle.Write([]byte(" ")); err != nil {
					return
				}
			}
		}
	}()
	answered(trickle)
	close(stop)
	<-sent
}

// TestReaderThatDoesNotRead leaves a large answer where it is. The world's end waits for it.
func TestReaderThatDoesNotRead(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Write = 100 * time.Millisecond })
	asked := make(chan struct{})
	w.exec.resolvers["hello"] = func(context.Context, map[string]any) (any, error) {
		close(asked)
		return strings.Repeat("x", 30<<20), nil
	}
	const query = `{"query":"{ hello }"}`
	w.dialRaw(strings.Replace(head(len(query)), "\r\n\r\n", "\r\nAuthorization: "+goodToken+"\r\n\r\n", 1) + query)
	<-asked
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		t.Errorf("it is still being written: %v", err)
	}
}

// TestStrangersSockets initialises sockets without credentials.
func TestStrangersSockets(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Timing.Stranger = 50 * time.Millisecond })
	p := w.dial()
	p.send(`{"type":"connection_init"}`)
	p.expect("connection_ack", "", "")
	if code, reason := p.closed(); code != 4401 || reason != "Unauthorized" {
		t.Errorf("closed by %d %q", code, reason)
	}
}

func TestSocketsAreBounded(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Limits.SocketsPerAddress, c.Limits.SocketsPerCaller = 2, 1 })
	first, second := w.dial(), w.dial()
	third := func() *http.Response {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		conn, resp, err := websocket.Dial(ctx, w.http.URL, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
		if err == nil {
			_ = conn.CloseNow()
		}
		return resp
	}
	if resp := third(); resp == nil || resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a third socket of strangers: %v", resp)
	}
	first.send(`{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`)
	first.expect("connection_ack", "", "")
	if resp := third(); resp == nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("when one of them has signed in: %v", resp)
	}
	second.send(`{"type":"connection_init","payload":{"authorization":"` + goodToken + `"}}`)
	if code, reason := second.closed(); code != 1013 || reason != "Too many sockets" {
		t.Errorf("a second socket of one caller: %d %q", code, reason)
	}
	_ = first.conn.CloseNow()
	await(t, func() bool { n, _ := w.metric("kith_graphql_sockets"); return n == 0 })
	w.open()
}

// await looks until what the test waits for is so.
func await(t *testing.T, so func() bool) {
	t.Helper()
	for overdue := time.After(patience); !so(); {
		select {
		case <-time.After(time.Millisecond):
		case <-overdue:
			t.Fatal("waited in vain")
		}
	}
}

// TestExcessIsCharged has an answer that holds more than was foreseen: the resolver gives two people whatever it is asked for.
func TestExcessIsCharged(t *testing.T) {
	w := newWorld(t)
	fields := ""
	for i := range 20 {
		fields += fmt.Sprintf(" n%d: name", i)
	}
	got := w.query(`{ people(first: 1) { nodes {` + fields + ` } } }`)
	if cost := got.Extensions.Cost; cost.Requested != 3 || cost.Actual != 5 {
		t.Errorf("cost %+v in %s", cost, got.body)
	}
}

// TestEventsAreCharged sends more events than their caller's budget has points for: they come later, none is left out.
func TestEventsAreCharged(t *testing.T) {
	clock := &clock{now: time.Unix(1_800_000_000, 0)}
	w := newWorld(t, func(c *transport.Config) {
		c.Now = clock.read
		c.Limits.EventPoints, c.Limits.EventsPerSecond = 1, 1 // of three fields each, three events are paid for
	})
	s := w.stream("POST", "", asked(ticks, nil))
	<-w.rooms.joined
	for n := 1; n <= 5; n++ {
		w.rooms.room("a") <- tick(n)
		s.expect("next", "", fmt.Sprintf(`{"data":{"ticks":{"n":%d`, n))
	}
	if n, _ := w.metric("kith_graphql_events_throttled_total"); n != 2 {
		t.Errorf("%v events waited", n)
	}
	if got := w.query(`{ hello }`); got.Extensions.Cost.Remaining != 9998 { // one for each operation
		t.Errorf("queries pay for events: %+v", got.Extensions.Cost)
	}
}

// TestUploadsAreBounded has one caller take every place that it can, another still finds one, and then all of their address are taken.
func TestUploadsAreBounded(t *testing.T) {
	w := newWorld(t, func(c *transport.Config) { c.Limits.Forms, c.Limits.FormsPerCaller, c.Limits.FormsPerAddress = 4, 2, 3 })
	w.takeFiles()
	whole := form(part{"operations", "", fmt.Sprintf(`{"query":%q,"variables":{"file":null}}`, store)},
		part{"map", "", `{"0":["variables.file"]}`}, part{"0", "a.csv", "x"})
	take, entered, leave := w.exec.resolvers["store"], make(chan struct{}, 1), make(chan struct{})
	w.exec.resolvers["store"] = func(ctx context.Context, args map[string]any) (any, error) {
		entered <- struct{}{}
		<-leave
		return take(ctx, args)
	}
	served := make(chan *reply)
	send := func(headers ...string) {
		go func() { served <- w.sendForm(whole, headers...) }()
		<-entered
	}
	refused := func(what, whose string, headers ...string) {
		t.Helper()
		if got := w.sendForm(whole, headers...); got.status != http.StatusTooManyRequests || got.code() != "RATE_LIMITED" ||
			!strings.Contains(string(got.body), whose) {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	send()
	send()
	refused("a third of one caller", "one caller")
	send("Authorization", otherToken)
	refused("a fourth of one address", "one address", "Authorization", otherToken)
	close(leave)
	for _, got := range []*reply{<-served, <-served, <-served} {
		if got.status != http.StatusOK || got.code() != "" {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	w.exec.resolvers["store"] = take
	for range 3 { // the places are free again, also those of what was refused
		if got := w.sendForm(whole, "Authorization", otherToken); got.status != http.StatusOK {
			t.Errorf("afterwards: %d %s", got.status, got.body)
		}
	}
}

// TestSpending has a resolver do work that no field shows: it is charged on top of what the answer costs.
func TestSpending(t *testing.T) {
	w := newWorld(t)
	w.exec.resolvers["hello"] = func(ctx context.Context, _ map[string]any) (any, error) {
		models.Spend(ctx, 7)
		return "world", nil
	}
	if got := w.query(`{ hello }`); got.Extensions.Cost.Actual != 8 || got.Extensions.Cost.Remaining != 9992 {
		t.Errorf("%+v in %s", got.Extensions.Cost, got.body)
	}
}
