package app

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// backend is a server behind a balancer.
type backend struct {
	url   string
	proxy *httputil.ReverseProxy
	ready atomic.Bool
}

// balancer sends each request to a server that was ready when it was asked last.
type balancer struct {
	backends []*backend
	turn     atomic.Uint64
}

func newBalancer(t *testing.T, urls ...string) *balancer {
	t.Helper()
	b := &balancer{}
	for _, text := range urls {
		target, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		b.backends = append(b.backends, &backend{url: text, proxy: httputil.NewSingleHostReverseProxy(target)})
	}
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				b.look()
			case <-stop:
				return
			}
		}
	}()
	return b
}

func (b *balancer) look() {
	client := http.Client{Timeout: 2 * time.Second}
	for _, s := range b.backends {
		resp, err := client.Get(s.url + "/readyz")
		s.ready.Store(err == nil && resp.StatusCode == http.StatusOK)
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}

// ServeHTTP passes a request on.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	turn := int(b.turn.Add(1) % uint64(len(b.backends)))
	for i := range b.backends {
		if s := b.backends[(turn+i)%len(b.backends)]; s.ready.Load() {
			s.proxy.ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, "nobody is ready", http.StatusServiceUnavailable)
}

// TestRollingRestart restarts two servers behind a balancer, one after the other, while clients go on asking: none is refused.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("t", 32)
	here := externalPlace(t).with("KITH_BOOTSTRAP_TOKEN="+token, "KITH_DRAIN_DELAY=3s", "KITH_BUDGET_POINTS=10000000")
	places := []place{here.with("KITH_ADDR=" + freeAddr(t)), here.with("KITH_ADDR=" + freeAddr(t))}
	servers := []*process{places[0].serve(t), places[1].serve(t)}
	b := newBalancer(t, servers[0].url, servers[1].url)
	allReady := func() bool { return b.backends[0].ready.Load() && b.backends[1].ready.Load() }
	await(t, allReady)
	front := httptest.NewServer(b)
	t.Cleanup(front.Close)

	var asked, refused atomic.Int64
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				asked.Add(1)
				if said := askThrough(front.URL, token); said != "" && refused.Add(1) < 5 {
					t.Error(said)
				}
			}
		})
	}
	for i := range servers {
		servers[i].stop(t)
		servers[i] = places[i].serve(t)
		await(t, allReady)
	}
	close(stop)
	clients.Wait()
	if refused.Load() > 0 || asked.Load() < 10 {
		t.Errorf("%d of %d requests were refused", refused.Load(), asked.Load())
	}
}

// askThrough asks once and returns what went wrong.
func askThrough(address, token string) string {
	r, err := http.NewRequest(http.MethodPost, address+"/graphql", bytes.NewReader([]byte(operation(whoAmI, nil))))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp.Status + " " + string(text)
	}
	return ""
}

// TestStopWithHalfABody has strangers who send half a body, which keeps the server neither from stopping nor from doing so in good order.
func TestStopWithHalfABody(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	addr := strings.TrimPrefix(s.url, "http://")
	for _, path := range []string{"/graphql", "/auth/session"} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: "+addr+
			"\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
	}
	s.stop(t)
}

// TestReadyWhileThePoolIsFull has requests hold every connection of the pool: the server is as ready as before.
func TestReadyWhileThePoolIsFull(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	address := strings.TrimPrefix(here.env[0], "KITH_DATABASE_URL=")
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	s := here.with("KITH_DATABASE_URL=" + address + separator + "pool_max_conns=4").serve(t)
	s.contacts(t)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	lock, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), "LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for range 8 {
		waiting.Go(func() { _ = askContacts(s) })
	}
	await(t, func() bool {
		var n int
		err := lock.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n)
		return err == nil && n >= 3
	})
	if a := s.get(t, "/readyz"); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	waiting.Wait()
	if err := s.end(t, syscall.SIGTERM); err != nil || s.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("%v %v", err, s.cmd.ProcessState)
	}
}

func askContacts(s *process) error {
	_, err := s.send(http.MethodPost, "/graphql", operation(countContacts, nil), "Authorization", "Bearer "+s.token, "Content-Type",
		"application/json")
	return err
}
