package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/internal/live"
	"kith/models"
	"kith/models/page"
)

// node is a server with lists, whose log is compared only when a test says so.
type node struct {
	*crmtest.World
	lists *live.Hub
	ticks chan time.Time
	admin context.Context

	mu  sync.Mutex
	had map[string]int // steps of patches by kind
	now time.Time
}

func newNode(t *testing.T) *node {
	t.Helper()
	w := crmtest.NewWorld(t)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	n := &node{World: w, lists: live.New(w.CRM, log), ticks: make(chan time.Time), admin: crmtest.As(w.Home.Administrator),
		had: map[string]int{}, now: time.Now().Add(-100 * time.Hour)}
	w.CRM.SetClock(n.clock)
	n.lists.SetClock(n.clock)
	bus := events.NewBus()
	hub := events.NewHub(w.CRM, bus, log)
	hub.Attach(n.lists)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- hub.Run(ctx, n.ticks) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		bus.Close()
	})
	return n
}

// clock stands still until pass moves it on.
func (n *node) clock() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *node) pass(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = n.now.Add(d)
}

// settle waits until the lists have seen everything that was committed, and that time has passed.
func (n *node) settle(t *testing.T) {
	t.Helper()
	n.pass(10 * time.Second)
	n.lists.Notified(n.Home.Key)
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	if err := n.lists.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

func (n *node) ops() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.had
}

func (n *node) count(kind string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.had[kind]++
}

// client keeps a list by what the subscription sends, and checks that each message fits what came before.
type client struct {
	t       *testing.T
	node    *node
	request live.Request
	stream  *models.Stream
	changes <-chan models.ContactListChange
	end     context.CancelFunc
	list    []*models.Contact
	cursor  page.Cursor
	count   string
}

func (n *node) client(t *testing.T, r live.Request) *client {
	t.Helper()
	ctx, cancel := context.WithCancel(n.admin)
	t.Cleanup(cancel)
	ctx, stream := models.WithStream(ctx, "")
	sent, err := n.lists.Contacts(ctx, r)
	if err != nil {
		t.Fatalf("%s: %v", asJSON(r), err)
	}
	c := &client{t: t, node: n, request: r, stream: stream, changes: pull(ctx, stream, sent), end: cancel}
	c.apply(<-c.changes)
	return c
}

// pull asks for messages as a connection does, which has taken one when it asks for the next.
func pull[C any](ctx context.Context, stream *models.Stream, sent <-chan C) <-chan C {
	taken := make(chan C)
	go func() {
		defer close(taken)
		defer stream.Close()
		for {
			e, err := stream.Next()
			if err != nil {
				return
			}
			e.Send()
			select {
			case taken <- <-sent:
			case <-ctx.Done():
				return
			}
		}
	}()
	return taken
}

// again begins the client's list anew, with what it has or with a part of it.
func (n *node) again(t *testing.T, c *client, part bool) *client {
	t.Helper()
	r := c.request
	list := slices.Clone(c.list)
	if part {
		list = list[:len(list)/2]
		slices.Reverse(list)
	}
	r.Have = []*models.ContactListHave{}
	for _, contact := range list {
		r.Have = append(r.Have, &models.ContactListHave{ID: contact.ID, Version: contact.Version, LastActivityAt: contact.LastActivityAt})
	}
	ctx, cancel := context.WithCancel(n.admin)
	t.Cleanup(cancel)
	ctx, stream := models.WithStream(ctx, "")
	sent, err := n.lists.Contacts(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	next := &client{t: t, node: n, request: c.request, stream: stream, changes: pull(ctx, stream, sent), end: cancel, list: list}
	next.apply(<-next.changes)
	return next
}

// catchUp takes what there is for the client.
func (c *client) catchUp(t *testing.T) {
	t.Helper()
	for !c.node.lists.Taken(c.stream) {
		select {
		case change := <-c.changes:
			c.apply(change)
		case <-time.After(time.Millisecond):
		}
	}
}

func (c *client) apply(change models.ContactListChange) {
	switch change := change.(type) {
	case *models.ContactListReset:
		c.list, c.cursor, c.count = nil, "", ""
	case *models.ContactListSnapshot:
		c.list, c.cursor, c.count = slices.Clone(change.Nodes), change.Cursor, counted(change.Count)
	case *models.ContactListPatch:
		if change.From != nil && *change.From != c.cursor {
			c.t.Errorf("a patch goes on from %s, not from %s", *change.From, c.cursor)
		}
		for _, op := range change.Ops {
			c.step(op)
		}
		c.cursor, c.count = change.Cursor, counted(change.Count)
	default:
		c.t.Errorf("the list has ended with %v", change)
	}
}

func (c *client) step(op models.ContactListOp) {
	switch op := op.(type) {
	case *models.ContactListInsert:
		c.node.count("insert")
		c.put(op.Node, op.After)
	case *models.ContactListMove:
		c.node.count("move")
		c.put(c.take(op.ContactID), op.After)
	case *models.ContactListUpdate:
		c.node.count("update")
		c.list[c.at(op.Node.ID)] = op.Node
	case *models.ContactListRemove:
		c.node.count(string(op.Reason))
		c.take(op.ContactID)
		if (op.Into != nil) != (op.Reason == models.ContactMergedInList) || !op.Reason.Valid() {
			c.t.Errorf("removed: %+v", op)
		}
	}
}

func (c *client) at(id models.ContactID) int {
	i := slices.IndexFunc(c.list, func(contact *models.Contact) bool { return contact.ID == id })
	if i < 0 {
		panic(fmt.Sprintf("the client has no %s", id))
	}
	return i
}

func (c *client) take(id models.ContactID) *models.Contact {
	i := c.at(id)
	contact := c.list[i]
	c.list = slices.Delete(c.list, i, i+1)
	return contact
}

func (c *client) put(contact *models.Contact, after *models.ContactID) {
	at := 0
	if after != nil {
		at = c.at(*after) + 1
	}
	c.list = slices.Insert(c.list, at, contact)
}

func (c *client) rows() (rows []string) {
	for _, contact := range c.list {
		rows = append(rows, row(contact))
	}
	return rows
}

func counted(c *page.Count) string {
	if c == nil {
		return ""
	}
	return fmt.Sprint(*c)
}
