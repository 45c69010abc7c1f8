package events_test

import (
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

func types(t *testing.T, c *crm.Service, viewer *models.Viewer, in models.ConversationTypingInput) {
	t.Helper()
	if _, err := c.ConversationTyping(crmtest.As(viewer), in); err != nil {
		t.Fatal(err)
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
