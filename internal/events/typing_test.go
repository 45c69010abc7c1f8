package events_test

import (
	"context"
	"testing"

	"kith/internal/crmtest"
	"kith/internal/events"
	"kith/models"
)

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
		return e
	case <-deadline.Done():
		t.Fatal("nothing is heard")
		return nil
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
