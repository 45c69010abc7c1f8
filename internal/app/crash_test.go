package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
	"kith/internal/postgres"
)

// attempt is a mutation that a client has sent under a key, and the contact that it was told.
type attempt struct{ key, name, id string }

// send makes the attempt and returns the answer as it came, or the error of a server that is gone.
func (a *attempt) send(s *process) (string, error) {
	got, err := s.send("POST", "/graphql", operation(createContact, map[string]any{"in": map[string]any{"name": a.name}}),
		"Content-Type", "application/json", "Authorization", "Bearer "+s.token, "Idempotency-Key", a.key)
	if err != nil {
		return "", err
	}
	var said struct {
		Data struct {
			ContactCreate struct{ Contact struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil {
		return "", err
	}
	if id := said.Data.ContactCreate.Contact.ID; id != "" {
		a.id = id
	}
	return got.body, nil
}

// TestKill kills the server while 8 clients write, and sends everything again.
func TestKill(t *testing.T) {
	t.Parallel()
	const clients, enough = 8, 200
	here := privatePlace(t)
	s := here.serve(t)
	postmaster := here.postmaster()
	attempts := make([][]*attempt, clients)
	var acknowledged atomic.Int32
	reached := make(chan struct{})
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for n := 0; ; n++ {
				a := &attempt{key: fmt.Sprintf("key-%d-%d", i, n), name: fmt.Sprintf("Contact %d %d", i, n)}
				attempts[i] = append(attempts[i], a)
				if said, err := a.send(s); err != nil || a.id == "" {
					if err == nil {
						t.Errorf("%s was answered by %s", a.name, said)
					}
					return
				}
				if acknowledged.Add(1) == enough {
					close(reached)
				}
			}
		})
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	select {
	case <-reached:
	case <-ctx.Done():
		t.Errorf("only %d requests were answered", acknowledged.Load())
	}
	if err := s.end(t, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	all.Wait()

	again := here.serve(t)
	again.token = s.token
	if pid := here.postmaster(); pid != postmaster {
		t.Errorf("the PostgreSQL that was left behind, process %d, was not adopted but replaced by %d", postmaster, pid)
	}
	unknown := 0
	for _, a := range flat(attempts) {
		before := a.id
		said, err := a.send(again)
		switch {
		case err != nil:
			t.Fatal(err)
		case before == "":
			unknown++
			if a.id == "" && !strings.Contains(said, "CONFLICT") {
				t.Errorf("%s, which was under way, was answered by %s", a.name, said)
			}
		case a.id != before:
			t.Errorf("%s is %s, and was %s: %s", a.name, a.id, before, said)
		}
	}
	t.Logf("%d requests, %d of them without an answer", len(flat(attempts)), unknown)
	conn := here.connect(t)
	// As a minute would.
	if _, err := conn.Exec(t.Context(), `UPDATE idempotency_keys SET locked_until = created_at`); err != nil {
		t.Fatal(err)
	}
	for _, a := range flat(attempts) {
		if said, err := a.send(again); err != nil || a.id == "" && !strings.Contains(said, "was carried out") {
			t.Errorf("%s at last: %s %v", a.name, said, err)
		}
	}
	rows, err := conn.Query(t.Context(), `SELECT name FROM contacts`)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var wanted []string
	for _, a := range flat(attempts) {
		wanted = append(wanted, a.name)
	}
	slices.Sort(wanted)
	slices.Sort(stored)
	if !slices.Equal(stored, wanted) {
		t.Errorf("%d contacts of %d requests:\n%q\n%q", len(stored), len(wanted), stored, wanted)
	}
	again.stop(t)
	if pid := here.postmaster(); pid != 0 {
		t.Errorf("PostgreSQL, process %d, outlived the server", pid)
	}
}

func flat(attempts [][]*attempt) (all []*attempt) {
	for _, of := range attempts {
		all = append(all, of...)
	}
	return all
}

// connect opens a connection to the private database of a server that runs.
func (p place) connect(t *testing.T) *pgx.Conn {
	t.Helper()
	joined, err := postgres.Join(t.Context(), postgres.Options{DataDir: p.dir})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), joined.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
