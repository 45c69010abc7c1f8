package events_test

import (
	"context"
	"log/slog"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
)

// talk returns a new conversation with a new contact of an account.
func talk(t *testing.T, w *crmtest.World, of crmtest.Account, email string) *models.Conversation {
	t.Helper()
	ctx := crmtest.As(of.Administrator)
	contact, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: &email})
	if err != nil {
		t.Fatal(err)
	}
	inbox, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: email, ChannelType: models.ChannelAPI})
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// follower reads what a subscription sends, as a connection does.
type follower struct {
	heard  <-chan *models.ConversationTypingEvent
	stream *models.Stream
}

// typists follows who types, as a viewer.
func typists(t *testing.T, n *node, viewer *models.Viewer, id *models.ConversationID) follower {
	t.Helper()
	ctx, stream := models.WithStream(models.WithViewer(t.Context(), viewer), "")
	heard, err := n.ConversationTyping(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return follower{heard, stream}
}

// next waits for an event; nil once the subscription has ended.
func (f follower) next(t *testing.T) *models.ConversationTypingEvent {
	t.Helper()
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	select {
	case e := <-f.heard:
		f.stream.Announced()
		return e
	case <-deadline.Done():
		t.Fatal("nothing is heard")
		return nil
	}
}

func types(t *testing.T, c *crm.Service, viewer *models.Viewer, in models.ConversationTypingInput) {
	t.Helper()
	if _, err := c.ConversationTyping(crmtest.As(viewer), in); err != nil {
		t.Fatal(err)
	}
}

// TestTyping tells those whom it concerns who types: not the typist, no other account, and nobody whose role hides the contact.
func TestTyping(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	ada, eve := talk(t, w, w.Home, "ada@example.com"), talk(t, w, w.Home, "eve@example.com")
	limited, hers := *w.Home.Agent, "eve@example.com"
	limited.Limits = &models.Limits{TimeZone: "UTC",
		Contacts: &models.ContactFilter{Email: &models.StringFilter{Eq: &hers}}}
	other := *w.Foreign.Agent
	all, ofEve := typists(t, n, w.Home.Agent, nil), typists(t, n, w.Home.Agent, &eve.ID)
	seen, foreign := typists(t, n, &limited, nil), typists(t, n, &other, nil)
	boss, agent := w.Home.Administrator, w.Home.Agent
	types(t, w.CRM, agent, models.ConversationTypingInput{ConversationID: ada.ID, Typing: true})
	types(t, w.CRM, boss, models.ConversationTypingInput{ConversationID: ada.ID, Typing: true, Private: true})
	types(t, w.CRM, boss, models.ConversationTypingInput{ConversationID: ada.ID, Typing: true, Private: true})
	types(t, w.CRM, boss, models.ConversationTypingInput{ConversationID: ada.ID})
	types(t, w.CRM, agent, models.ConversationTypingInput{ConversationID: eve.ID, Typing: true, Incoming: true})
	expect := func(name string, heard follower, want models.ConversationTypingEvent) {
		t.Helper()
		e := heard.next(t)
		if e == nil || e.ConversationID != want.ConversationID || e.Typing != want.Typing || e.Private != want.Private ||
			(e.UserID == nil) != (want.UserID == nil) || (e.ContactID == nil) != (want.ContactID == nil) {
			t.Errorf("%s: %+v, not %+v", name, e, want)
		}
	}
	expect("all", all, models.ConversationTypingEvent{ConversationID: ada.ID, Typing: true, Private: true, UserID: boss.UserID})
	expect("all", all, models.ConversationTypingEvent{ConversationID: ada.ID, UserID: boss.UserID})
	incoming := models.ConversationTypingEvent{ConversationID: eve.ID, Typing: true, ContactID: &eve.ContactID}
	for name, heard := range map[string]follower{"all": all, "one": ofEve, "a role": seen} {
		expect(name, heard, incoming)
	}
	theirs := talk(t, w, w.Foreign, "tom@example.com")
	types(t, w.CRM, w.Foreign.Administrator, models.ConversationTypingInput{ConversationID: theirs.ID, Typing: true})
	expect("another account", foreign, models.ConversationTypingEvent{ConversationID: theirs.ID, Typing: true, UserID: boss.UserID})
	for name, err := range map[string]error{
		"another account's":  second(n.ConversationTyping(crmtest.As(&other), &ada.ID)),
		"a hidden contact's": second(n.ConversationTyping(crmtest.As(&limited), &ada.ID)),
	} {
		if err == nil || err.Error()[:len("NOT_FOUND conversationId")] != "NOT_FOUND conversationId" {
			t.Errorf("%s conversation: %v", name, err)
		}
	}
}

// TestTypingIsThrottled: what a caller says too often is not passed on, and what others say is.
func TestTypingIsThrottled(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	passed := 0
	w.CRM.OnTyping(func(int64, *models.ConversationTypingEvent) { passed++ })
	ada, eve := talk(t, w, w.Home, "ada@example.com"), talk(t, w, w.Home, "eve@example.com")
	for range 100 {
		types(t, w.CRM, w.Home.Agent, models.ConversationTypingInput{ConversationID: ada.ID, Typing: true})
	}
	few := passed
	types(t, w.CRM, w.Home.Agent, models.ConversationTypingInput{ConversationID: eve.ID, Typing: true})
	types(t, w.CRM, w.Home.Administrator, models.ConversationTypingInput{ConversationID: ada.ID, Typing: true})
	if few < 5 || few > 50 || passed != few+2 {
		t.Errorf("%d and %d were passed on", few, passed-few)
	}
	if _, err := w.CRM.ConversationTyping(crmtest.As(w.Home.Agent), models.ConversationTypingInput{ConversationID: ada.ID, Typing: true,
		Private: true, Incoming: true}); err == nil || err.Error()[:len("INVALID private")] != "INVALID private" {
		t.Errorf("a private message of a contact: %v", err)
	}
}

// TestTypingBetweenNodes passes on from one node to another who types, past what others say on the same NATS servers.
func TestTypingBetweenNodes(t *testing.T) {
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
	here, there := begin(t, w, connect()), beginBeside(t, elsewhere, connect())
	awaitListeners(t, nats, 2)
	conversation := talk(t, w, w.Home, "ada@example.com")
	ends := []follower{typists(t, here, w.Home.Agent, nil), typists(t, there, w.Home.Agent, nil)}
	chatter(t, nats.ClientURL())
	types(t, w.CRM, w.Home.Administrator, models.ConversationTypingInput{ConversationID: conversation.ID, Typing: true})
	for i, heard := range ends {
		if e := heard.next(t); e == nil || e.ConversationID != conversation.ID || !e.Typing || *e.UserID != *w.Home.Administrator.UserID {
			t.Errorf("node %d heard %+v", i, e)
		}
	}
}

// TestTypingEnds: a subscription ends with its client.
func TestTypingEnds(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := begin(t, w, events.NewBus())
	ctx, cancel := context.WithCancel(crmtest.As(w.Home.Agent))
	ctx, _ = models.WithStream(ctx, "")
	heard, err := n.ConversationTyping(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if e, open := <-heard; open {
		t.Errorf("heard %+v", e)
	}
}

func second[T any](_ T, err error) error { return err }
