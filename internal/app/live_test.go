package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats-server/v2/server"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/postgres"
	"kith/models"
)

const liveToken = "token-of-the-tests-that-is-long-enough"

// listener follows the events of a place, from one server to the next, and notes the ids of those it hears.
type listener struct {
	mu   sync.Mutex
	ids  []string
	last string
}

// follow listens at a server until it is gone; begun is closed once the server hears of it.
func (l *listener) follow(ctx context.Context, url string) error {
	body := operation(`subscription { contactEvents { id } }`, nil)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		return err
	}
	l.mu.Lock()
	r.Header.Set("Last-Event-ID", l.last)
	l.mu.Unlock()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Authorization", "Bearer "+liveToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var cursor string
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if id, found := strings.CutPrefix(lines.Text(), "id: "); found {
			cursor = id
		}
		data, found := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !found {
			continue
		}
		var said struct {
			Data   struct{ ContactEvents struct{ ID string } }
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(data, &said); err != nil || len(said.Errors) > 0 {
			return fmt.Errorf("%w %s", err, data)
		}
		l.mu.Lock()
		l.ids, l.last = append(l.ids, said.Data.ContactEvents.ID), cursor
		l.mu.Unlock()
	}
	return nil
}

func (l *listener) heard() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.ids)
}

// truth is the log of the first account, as the database has it.
type truth struct {
	crm  *crm.Service
	pool *pgxpool.Pool
}

func readTruth(t *testing.T, p place) *truth {
	t.Helper()
	pool, err := postgres.OpenPool(t.Context(), p.databaseURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	c, err := crm.New(pool)
	if err != nil {
		t.Fatal(err)
	}
	return &truth{c, pool}
}

func (l *truth) read(t *testing.T, after models.LogPosition) (found []*models.ContactEvent) {
	t.Helper()
	for {
		page, err := l.crm.ReadLog(t.Context(), after, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return found
		}
		found = append(found, page...)
		after = page[len(page)-1].Position
	}
}

func (l *truth) ids(t *testing.T) (ids []string) {
	for _, e := range l.read(t, models.LogPosition{Account: 1}) {
		ids = append(ids, e.ID.String())
	}
	return ids
}

// knows reports whether there is a contact of this name.
func (l *truth) knows(t *testing.T, name string) (found bool) {
	t.Helper()
	if err := l.pool.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM contacts WHERE name = $1)", name).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// databaseURL is that of the place's external database.
func (p place) databaseURL() string {
	url, _ := strings.CutPrefix(p.env[0], "KITH_DATABASE_URL=")
	return url
}

// same waits until a listener has heard as much as there is in the log, and compares.
func (l *listener) same(t *testing.T, who string, want []string) {
	t.Helper()
	await(t, func() bool { return len(l.heard()) >= len(want) })
	if got := l.heard(); !slices.Equal(got, want) {
		t.Errorf("%s heard %d events that are not the %d of the log:\n%q\n%q", who, len(got), len(want), got, want)
	}
}

// TestTwoServers has two processes on one database notify each other over NATS: what one writes reaches the subscribers of both.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	bus, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	bus.Start()
	defer bus.Shutdown()
	if !bus.ReadyForConnections(time.Minute) {
		t.Fatal("the NATS server does not start")
	}
	here := externalPlace(t).with("KITH_NATS_URL="+bus.ClientURL(), "KITH_BOOTSTRAP_TOKEN="+liveToken)
	servers := [2]*process{here.serve(t), here.serve(t)}
	log := readTruth(t, here)
	ctx, cancel := context.WithCancel(t.Context())
	var listening sync.WaitGroup
	defer listening.Wait()
	defer cancel()
	var listeners [2]listener
	for i, s := range servers {
		s.token = liveToken
		s.addContact(t, map[string]any{"name": fmt.Sprint("First ", i)})
		listeners[i].last = beginning(t, log)
		listening.Go(func() { _ = listeners[i].follow(ctx, s.url) }) // ends with the server or the test
	}
	for i := range 10 {
		servers[i%2].addContact(t, map[string]any{"name": fmt.Sprint(i)})
	}
	want := log.ids(t)[1:]
	for i := range listeners {
		listeners[i].same(t, fmt.Sprint("the subscriber of server ", i), want)
	}
	if bus.NumClients() != len(servers) {
		t.Errorf("%d servers are at NATS", bus.NumClients())
	}
}

// beginning is the cursor of the first event.
func beginning(t *testing.T, l *truth) string {
	t.Helper()
	return string(l.read(t, models.LogPosition{Account: 1})[0].Cursor())
}

// TestKillBeforeNotify kills servers when they have committed but do not know it yet, so that nobody notifies of what they wrote. A
// subscriber of a server that lives, and one that goes from each killed server to the next, hear everything once all the same.
func TestKillBeforeNotify(t *testing.T) {
	t.Parallel()
	const lanes = 3
	kills := crmtest.Sized(25, 2)
	here := externalPlace(t).with("KITH_BOOTSTRAP_TOKEN=" + liveToken)
	alive := here.serve(t)
	alive.token = liveToken
	alive.addContact(t, map[string]any{"name": "First"})
	log := readTruth(t, here)
	start := beginning(t, log)
	ctx, cancel := context.WithCancel(t.Context())
	var listening sync.WaitGroup
	defer listening.Wait()
	defer cancel()
	stays := &listener{last: start}
	listening.Go(func() { _ = stays.follow(ctx, alive.url) }) // ends with the test
	var move [lanes]*listener
	t.Run("kill", func(t *testing.T) {
		for lane := range lanes {
			move[lane] = &listener{last: start}
			t.Run(fmt.Sprint(lane), func(t *testing.T) {
				t.Parallel()
				for n := range kills {
					killInGap(t, here, log, fmt.Sprintf("Contact %d %d", lane, n), move[lane])
				}
			})
		}
	})
	want := log.ids(t)[1:]
	if len(want) != lanes*kills {
		t.Fatalf("%d events of %d writes", len(want), lanes*kills)
	}
	stays.same(t, "who stayed", want)
	for lane, l := range move {
		listening.Go(func() { _ = l.follow(ctx, alive.url) })
		l.same(t, fmt.Sprint("who moved, ", lane), want)
	}
}
