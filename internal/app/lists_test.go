package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"kith/internal/crmtest"
)

// TestListsOutliveAServer has two servers, which notify each other over NATS, with writers and followers of a list at both. One is killed;
// its followers go on at the other with what they have. In the end all of them have what the same query lists, and none had to read the
// list anew.
func TestListsOutliveAServer(t *testing.T) {
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
	dies, lives := here.launch(t), here.serve(t)
	dies.ready(t)
	dies.token, lives.token = liveToken, liveToken
	w := &listWriter{t: t, r: rand.New(rand.NewPCG(crmtest.Sized(uint64(time.Now().UnixNano()), 1), 7))}
	writes := crmtest.Sized(3000, 60)
	ctx, cancel := context.WithCancel(t.Context())
	var listening sync.WaitGroup
	defer listening.Wait()
	defer cancel()
	followers := make([]listFollower, 8)
	for i := range followers {
		listening.Go(func() {
			if i%2 == 0 {
				_ = followers[i].follow(ctx, dies.url) // ends with the server
			}
			if err := followers[i].follow(ctx, lives.url); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	for range writes {
		w.write([]*process{dies, lives}[w.r.IntN(2)])
	}
	for i := range followers {
		await(t, func() bool { snapshots, _ := followers[i].counts(); return snapshots > 0 })
	}
	if err := dies.end(t, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	for range writes {
		w.write(lives)
	}
	var now struct{ Contacts struct{ Nodes []listed } }
	lives.query(t, &now, listedNow, nil)
	want := textsOf(now.Contacts.Nodes)
	for i := range followers {
		await(t, func() bool { return slices.Equal(followers[i].now(), want) })
		if snapshots, resumed := followers[i].counts(); snapshots != 1 || resumed != 1-i%2 {
			t.Errorf("follower %d had %d snapshots and went on %d times", i, snapshots, resumed)
		}
	}
	if len(want) == 0 {
		t.Error("the list is empty")
	}
}

// listWriter changes contacts at random.
type listWriter struct {
	t   *testing.T
	r   *rand.Rand
	ids []string
}

func (w *listWriter) write(at *process) {
	const update = `mutation ($in: ContactUpdateInput!) { contactUpdate(input: $in) { userErrors { message } } }`
	name := fmt.Sprint("Ada ", w.r.IntN(20))
	if len(w.ids) < 5 || w.r.IntN(3) == 0 {
		w.ids = append(w.ids, at.addContact(w.t, map[string]any{"name": name, "labels": []string{[]string{"vip", "new"}[w.r.IntN(2)]}}))
		return
	}
	i := w.r.IntN(len(w.ids))
	id := w.ids[i]
	switch w.r.IntN(5) {
	case 0:
		at.query(w.t, &struct{}{}, `mutation ($id: ID!) { contactDelete(input: {id: $id}) { userErrors { message } } }`,
			map[string]any{"id": id})
		w.ids = slices.Delete(w.ids, i, i+1)
	case 1:
		at.query(w.t, &struct{}{}, `mutation ($in: ContactLabelsInput!) { contactLabelsSet(input: $in) { userErrors { message } } }`,
			map[string]any{"in": map[string]any{"id": id, "labels": []string{[]string{"vip", "new"}[w.r.IntN(2)]}}})
	default:
		at.query(w.t, &struct{}{}, update, map[string]any{"in": map[string]any{"id": id, "name": name}})
	}
}
