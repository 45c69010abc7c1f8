package events_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
)

// faulty is a bus on which something happens to its notifications.
type faulty struct {
	events.Bus
	mu   sync.Mutex
	sent []int64
	// pass notifies of those of all numbers so far that are to arrive now.
	pass func(notify func(seq int64), sent []int64)
}

func (b *faulty) Notify(account, seq int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, seq)
	b.pass(func(seq int64) { b.Bus.Notify(account, seq) }, b.sent)
}

// TestFaultyBus has writers and subscribers on a bus that can't be relied on: what is heard is the log all the same.
func TestFaultyBus(t *testing.T) {
	t.Parallel()
	for name, pass := range map[string]func(notify func(seq int64), sent []int64){
		"silent": func(func(int64), []int64) {},
		"loses half": func(notify func(int64), sent []int64) {
			if n := len(sent); n%2 == 0 {
				notify(sent[n-1])
			}
		},
		"reorders and repeats": func(notify func(int64), sent []int64) {
			for _, seq := range slices.Backward(sent[max(0, len(sent)-3):]) {
				notify(seq)
			}
		},
		"lies": func(notify func(int64), sent []int64) { notify(sent[len(sent)-1] * 1000) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			n := begin(t, w, &faulty{Bus: events.NewBus(), pass: pass})
			create(t, w, w.Home, 1)
			start := logged(t, w, w.Home.Key)[0].Cursor()
			const writers, each = 4, 25
			var writing, reading sync.WaitGroup
			heard := make([][]*models.ContactEvent, 3)
			for i := range heard {
				s := n.subscribe(w.Home.Agent, &start, crm.EventQuery{})
				reading.Go(func() { heard[i] = take(t, s, writers*each) })
			}
			for range writers {
				writing.Go(func() {
					for range each {
						create(t, w, w.Home, 1)
						n.compare()
					}
				})
			}
			writing.Wait()
			n.compare() // as the next second would
			reading.Wait()
			for i, got := range heard {
				same(t, fmt.Sprint("subscriber ", i), got, logged(t, w, w.Home.Key)[1:])
			}
		})
	}
}

// natsServer starts a NATS server that listens on the loopback.
func natsServer(t *testing.T) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	return s
}

// TestNodes notifies one node from another, which compares nothing meanwhile, and past what others say on the same servers.
func TestNodes(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	nats := natsServer(t)
	connect := func() events.Bus {
		bus, err := events.Connect(nats.ClientURL(), slog.New(slog.NewTextHandler(t.Output(), nil)))
		if err != nil {
			t.Fatal(err)
		}
		return bus
	}
	elsewhere, err := crm.New(w.Pool)
	if err != nil {
		t.Fatal(err)
	}
	begin(t, w, connect())
	other := beginBeside(t, elsewhere, connect())
	awaitListeners(t, nats, 2)
	s := other.subscribe(w.Home.Agent, nil, crm.EventQuery{})
	chatter(t, nats.ClientURL())
	create(t, w, w.Home, 5)
	same(t, "the other node", take(t, s, 5), logged(t, w, w.Home.Key))
}

// awaitListeners waits until so many connections listen.
func awaitListeners(t *testing.T, s *server.Server, count int) {
	t.Helper()
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	for ; ; time.Sleep(10 * time.Millisecond) {
		connections, err := s.Connz(&server.ConnzOptions{Subscriptions: true})
		if err != nil {
			t.Fatal(err)
		}
		listening := 0
		for _, c := range connections.Conns {
			listening += int(min(c.NumSubs/2, 1)) // the log, and who types
		}
		switch {
		case listening >= count:
			return
		case deadline.Err() != nil:
			t.Fatal("nobody listens")
		}
	}
}

// chatter says what no node would.
func chatter(t *testing.T, url string) {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for subject, text := range map[string]string{"kith.log.nobody": "1", "kith.log.1": "nothing", "kith.log.99": "-1"} {
		if err := conn.Publish(subject, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
}

// TestConnect names NATS servers that can't be reached, or that refuse: the log says so, and says no password.
func TestConnect(t *testing.T) {
	t.Parallel()
	guarded, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoLog: true, NoSigs: true, Username: "kith",
		Password: "right"})
	if err != nil {
		t.Fatal(err)
	}
	guarded.Start()
	t.Cleanup(guarded.Shutdown)
	if !guarded.ReadyForConnections(time.Minute) {
		t.Fatal("the NATS server does not start")
	}
	reachable := "nats://kith:%s@" + guarded.Addr().String()
	for name, test := range map[string]struct{ url, says string }{
		"nobody is there":  {"nats://kith:secret@127.0.0.1:1", "NATS is not reached, see KITH_NATS_URL"},
		"a wrong password": {fmt.Sprintf(reachable, "secret"), "see KITH_NATS_URL"},
	} {
		said := &lines{arrived: make(chan string, 100)}
		bus, err := events.Connect(test.url, slog.New(slog.NewTextHandler(said, nil)))
		if err != nil {
			t.Fatal(name, err)
		}
		deadline, cancel := crmtest.Deadline(t)
		select {
		case line := <-said.arrived:
			if !strings.Contains(line, "level=WARN") || !strings.Contains(line, test.says) || strings.Contains(line, "secret") {
				t.Errorf("%s: %s", name, line)
			}
		case <-deadline.Done():
			t.Errorf("%s: nothing is logged", name)
		}
		cancel()
		bus.Notify(1, 1)
		bus.Close()
	}
	for _, malformed := range []string{"nats://[", "nats://kith:secret@[::1"} {
		if _, err := events.Connect(malformed, slog.New(slog.DiscardHandler)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", malformed, err)
		}
	}
}

// lines passes on what a log writes.
type lines struct{ arrived chan string }

func (l *lines) Write(b []byte) (int, error) {
	l.arrived <- string(b)
	return len(b), nil
}

// TestLocalBus has many notify at once: of each account, the highest number arrives, and none after the end.
func TestLocalBus(t *testing.T) {
	t.Parallel()
	bus := events.NewBus()
	const accounts, each = 3, 1000
	highest, all := map[int64]int64{}, make(chan struct{})
	err := bus.Listen(func(account, seq int64) { // which is called by one goroutine
		if seq <= highest[account] {
			t.Errorf("account %d: %d after %d", account, seq, highest[account])
		}
		highest[account] = seq
		if len(highest) == accounts && highest[1] == each && highest[2] == each && highest[3] == each {
			close(all)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	for account := range int64(accounts) {
		writing.Go(func() {
			for seq := range int64(each) {
				bus.Notify(account+1, seq+1)
			}
		})
	}
	writing.Wait()
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	select {
	case <-all:
	case <-deadline.Done():
		t.Error("not all has arrived")
	}
	bus.Close()
	bus.Close()
	bus.Notify(1, 2*each)
	if highest[1] != each {
		t.Errorf("%d has arrived after the end", highest[1])
	}
}

// BenchmarkBus measures a notification until it arrives, on the bus of one node.
func BenchmarkBus(b *testing.B) {
	bus := events.NewBus()
	defer bus.Close()
	heard := make(chan int64)
	if err := bus.Listen(func(_, seq int64) { heard <- seq }); err != nil {
		b.Fatal(err)
	}
	for n := int64(0); b.Loop(); n++ {
		bus.Notify(1, n)
		<-heard
	}
}
