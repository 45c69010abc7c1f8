package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// node is a server of a world, as far as events are concerned.
type node struct {
	*events.Hub
	t *testing.T
	// ticks make it compare the logs.
	ticks chan time.Time
	stop  context.CancelFunc
	ended chan error
}

// begin starts the node that ends with the test and notifies of what the world writes.
func begin(t *testing.T, w *crmtest.World, bus events.Bus) *node {
	t.Helper()
	return beginBeside(t, w.CRM, bus)
}

// beginBeside starts a node that notifies of what c writes.
func beginBeside(t *testing.T, c *crm.Service, bus events.Bus) *node {
	t.Helper()
	n := &node{Hub: events.NewHub(c, bus, slog.New(slog.NewTextHandler(t.Output(), nil))), t: t, ticks: make(chan time.Time),
		ended: make(chan error, 1)}
	var ctx context.Context
	ctx, n.stop = context.WithCancel(t.Context())
	go func() { n.ended <- n.Run(ctx, n.ticks) }()
	t.Cleanup(func() {
		n.end()
		bus.Close()
	})
	return n
}

func (n *node) end() {
	n.stop()
	if err, ok := <-n.ended; ok && err != nil {
		n.t.Error(err)
	}
}

// compare makes the node compare the logs, as a second would.
func (n *node) compare() { n.ticks <- time.Time{} }

func (n *node) subscribe(v *models.Viewer, after *page.Cursor, q crm.EventQuery) *events.Subscription {
	n.t.Helper()
	s, err := n.Subscribe(crmtest.As(v), after, q)
	if err != nil {
		n.t.Fatal(err)
	}
	return s
}

// take reads so many events.
func take(t *testing.T, s *events.Subscription, count int) (found []*models.ContactEvent) {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for len(found) < count {
		next, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("%v after %d of %d events", err, len(found), count)
		}
		found = append(found, next...)
	}
	return found
}

// logged returns the whole log of an account.
func logged(t *testing.T, w *crmtest.World, account int64) (all []*models.ContactEvent) {
	t.Helper()
	for at := (models.LogPosition{Account: account}); ; at = all[len(all)-1].Position {
		read, err := w.CRM.ReadLog(t.Context(), at, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(read) == 0 {
			return all
		}
		all = append(all, read...)
	}
}

func numbers(found []*models.ContactEvent) (seqs []int64) {
	for _, e := range found {
		seqs = append(seqs, e.Position.Seq)
	}
	return seqs
}

func same(t *testing.T, who string, got, want []*models.ContactEvent) {
	t.Helper()
	id := func(e *models.ContactEvent) models.ContactEventID { return e.ID }
	if !slices.EqualFunc(got, want, func(a, b *models.ContactEvent) bool { return id(a) == id(b) }) {
		t.Errorf("%s has heard of %v instead of %v", who, numbers(got), numbers(want))
	}
}

// create makes contacts, one event each.
func create(t *testing.T, w *crmtest.World, a crmtest.Account, count int) (made []*models.Contact) {
	t.Helper()
	for i := range count {
		name := fmt.Sprint("Contact ", i)
		c, err := w.CRM.CreateContact(crmtest.As(a.Administrator), models.ContactCreateInput{Name: &name})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, c)
	}
	return made
}

// seed makes contacts at once, one event each.
func seed(t *testing.T, w *crmtest.World, a crmtest.Account, count int) {
	t.Helper()
	rows := crm.Seed{Contacts: make([]models.Contact, count)}
	for i := range rows.Contacts {
		now := models.At(time.Now())
		rows.Contacts[i] = models.Contact{ID: typeid.New[models.ContactID](), Name: fmt.Sprint("Seed ", i), ContactType: models.Visitor,
			CustomAttributes: models.JSON("{}"), Version: 1, CreatedAt: now, UpdatedAt: now}
	}
	if err := w.CRM.Seed(crmtest.As(a.Administrator), rows); err != nil {
		t.Fatal(err)
	}
}
