package events_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
	"kith/models/page"
)

func TestSubscribe(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	made := create(t, w, w.Home, 3)
	create(t, w, w.Foreign, 2)
	past := logged(t, w, w.Home.Key)
	first := past[0].Cursor()
	subscriptions := []struct {
		name  string
		after *page.Cursor
		query crm.EventQuery
		wants func(*models.ContactEvent) bool
	}{
		{name: "what is to come", wants: func(e *models.ContactEvent) bool { return e.Position.Seq > 3 }},
		{name: "from a cursor on", after: &first, wants: func(e *models.ContactEvent) bool { return e.Position.Seq > 1 }},
		{name: "of a type", after: &first, query: crm.EventQuery{Types: []models.ContactEventType{models.ContactBlocked, models.ContactDeleted}},
			wants: func(e *models.ContactEvent) bool {
				return e.Type == models.ContactBlocked || e.Type == models.ContactDeleted
			}},
		{name: "of a contact", after: &first, query: crm.EventQuery{ContactIDs: []models.ContactID{made[1].ID}},
			wants: func(e *models.ContactEvent) bool { return e.ContactID == made[1].ID }},
	}
	open := make([]*events.Subscription, len(subscriptions))
	for i, s := range subscriptions {
		open[i] = n.subscribe(w.Home.Agent, s.after, s.query)
	}
	admin := crmtest.As(w.Home.Administrator)
	for _, c := range made {
		if _, _, err := w.CRM.BlockContact(admin, models.ContactBlockInput{ID: c.ID}); err != nil {
			t.Fatal(err)
		}
	}
	create(t, w, w.Foreign, 1)
	if err := w.CRM.DeleteContact(admin, models.ContactDeleteInput{ID: made[2].ID}); err != nil {
		t.Fatal(err)
	}
	all := logged(t, w, w.Home.Key)
	for i, s := range subscriptions {
		want := slices.DeleteFunc(slices.Clone(all), func(e *models.ContactEvent) bool { return !s.wants(e) })
		same(t, s.name, take(t, open[i], len(want)), want)
		nothingMore(t, open[i])
		open[i].Close()
	}
}

// nothingMore makes sure that a subscription waits.
func nothingMore(t *testing.T, s *events.Subscription) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := s.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v more, %v", numbers(found), err)
	}
}

func TestSubscribeIsRefused(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	create(t, w, w.Home, 1)
	create(t, w, w.Foreign, 1)
	foreign, none := logged(t, w, w.Foreign.Key)[0].Cursor(), page.Cursor("nonsense")
	ahead := models.LogPosition{Account: w.Home.Key, Epoch: logged(t, w, w.Home.Key)[0].Position.Epoch, Seq: 7}.Cursor()
	for _, c := range []struct {
		name  string
		as    context.Context
		after *page.Cursor
		query crm.EventQuery
		code  models.Code
	}{
		{name: "a stranger", as: context.Background(), code: models.Unauthenticated},
		{name: "a cursor of another account", after: &foreign, code: models.Invalid},
		{name: "no cursor", after: &none, code: models.Invalid},
		{name: "a cursor of events that there are not", after: &ahead, code: models.CursorExpired},
		{name: "no type", query: crm.EventQuery{Types: []models.ContactEventType{}}, code: models.Invalid},
		{name: "no contact", query: crm.EventQuery{ContactIDs: []models.ContactID{}}, code: models.Invalid},
		{name: "too many contacts", query: crm.EventQuery{ContactIDs: make([]models.ContactID, 1001)}, code: models.Limit},
	} {
		if c.as == nil {
			c.as = crmtest.As(w.Home.Agent)
		}
		var refused *models.Error
		if _, err := n.Subscribe(c.as, c.after, c.query); !errors.As(err, &refused) || refused.Code != c.code ||
			(refused.Cursor != nil) != (c.code == models.CursorExpired) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestLateReader has one subscriber that does not read while the log outgrows what the node remembers, and one that comes late. The
// others hear of everything meanwhile.
func TestLateReader(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	create(t, w, w.Home, 1)
	start := logged(t, w, w.Home.Key)[0].Cursor()
	slow, quick := n.subscribe(w.Home.Agent, &start, crm.EventQuery{}), n.subscribe(w.Home.Agent, &start, crm.EventQuery{})
	var heard []*models.ContactEvent
	for range 3 {
		seed(t, w, w.Home, 900)
		heard = append(heard, take(t, quick, 900)...)
	}
	all := logged(t, w, w.Home.Key)[1:]
	same(t, "the quick one", heard, all)
	same(t, "the slow one", take(t, slow, len(all)), all)
	same(t, "the late one", take(t, n.subscribe(w.Home.Agent, &start, crm.EventQuery{}), len(all)), all)
	deleted := n.subscribe(w.Home.Agent, &start, crm.EventQuery{Types: []models.ContactEventType{models.ContactDeleted}})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if found, err := deleted.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one that waits for deletions alone got %v, %v", numbers(found), err)
	}
}

// TestOneReadForAll counts what an event costs the database, however many wait for it.
func TestOneReadForAll(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	const subscribers = 50
	open := make([]*events.Subscription, subscribers)
	for i := range open {
		open[i] = n.subscribe(w.Home.Agent, nil, crm.EventQuery{})
	}
	w.Statements.Reset()
	made := create(t, w, w.Home, 1)
	for _, s := range open {
		if found := take(t, s, 1); len(found) != 1 || found[0].ContactID != made[0].ID {
			t.Fatal(numbers(found))
		}
	}
	if reads := statements(w, "FROM contact_events"); reads > 2 { // one that finds the event, and one before that finds none
		t.Errorf("the log was read %d times for %d subscribers", reads, subscribers)
	}
	w.Statements.Reset()
	n.compare()
	n.compare() // the first is over
	if compared := statements(w, "FROM account_seq WHERE account_id = ANY"); compared < 1 || compared > 2 {
		t.Errorf("comparing twice took %d statements", compared)
	}
}

// statements counts those that hold a text.
func statements(w *crmtest.World, text string) (count int) {
	for _, s := range w.Statements.List() {
		if strings.Contains(s.SQL, text) {
			count++
		}
	}
	return count
}

// TestReplacedLog puts another log in the place of the one that subscribers follow, as after a backup was restored.
func TestReplacedLog(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	create(t, w, w.Home, 2)
	s := n.subscribe(w.Home.Agent, nil, crm.EventQuery{})
	w.Exec(t, "UPDATE account_seq SET epoch = epoch + 1")
	n.compare()
	var refused *models.Error
	if _, err := s.Next(t.Context()); !errors.As(err, &refused) || refused.Code != models.CursorExpired || refused.Cursor == nil {
		t.Fatal(err)
	}
	again := n.subscribe(w.Home.Agent, refused.Cursor, crm.EventQuery{})
	s.Close()
	create(t, w, w.Home, 1)
	same(t, "who began again", take(t, again, 3), logged(t, w, w.Home.Key))
}

// TestPrunedLog drops what a subscriber has not read yet.
func TestPrunedLog(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	create(t, w, w.Home, 1)
	start := logged(t, w, w.Home.Key)[0].Cursor()
	seed(t, w, w.Home, 1500)
	n.subscribe(w.Home.Agent, nil, crm.EventQuery{}) // so that the feed begins behind them
	s := n.subscribe(w.Home.Agent, &start, crm.EventQuery{})
	w.Exec(t, "SELECT keep_event_partitions(now() + interval '800 days', interval '400 days', 1)")
	var refused *models.Error
	if _, err := s.Next(t.Context()); !errors.As(err, &refused) || refused.Code != models.CursorExpired {
		t.Fatal(err)
	}
	same(t, "who goes on at the oldest cursor", take(t, n.subscribe(w.Home.Agent, refused.Cursor, crm.EventQuery{}), 0), nil)
}

// TestEnd stops a node under its subscribers: they must not take that for the end of the log.
func TestEnd(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	s := n.subscribe(w.Home.Agent, nil, crm.EventQuery{})
	n.stop()
	if err := <-n.ended; err != nil {
		t.Error(err)
	}
	close(n.ended)
	create(t, w, w.Home, 1)
	nothingMore(t, s)
	var refused *models.Error
	if _, err := n.Subscribe(crmtest.As(w.Foreign.Agent), nil, crm.EventQuery{}); !errors.As(err, &refused) ||
		refused.Code != models.Unavailable {
		t.Error(err)
	}
}

// TestComingAndGoing has subscribers come and go while the log grows: each gets the slice of the log behind its cursor.
func TestComingAndGoing(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	create(t, w, w.Home, 1)
	stop, written := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(written)
		for {
			select {
			case <-stop:
				return
			default:
				create(t, w, w.Home, 1)
			}
		}
	}()
	start := logged(t, w, w.Home.Key)[0].Cursor()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var heard []*models.ContactEvent
			for after := start; len(heard) < 120; after = heard[len(heard)-1].Cursor() {
				s, err := n.Subscribe(crmtest.As(w.Home.Agent), &after, crm.EventQuery{})
				if err != nil {
					t.Error(err)
					return
				}
				heard = append(heard, take(t, s, 5)...)
				s.Close()
			}
			for i, e := range heard {
				if e.Position.Seq != int64(i+2) {
					t.Errorf("heard of %v", numbers(heard))
					return
				}
			}
		})
	}
	all.Wait()
	close(stop)
	<-written
}
