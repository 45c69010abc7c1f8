package models

import (
	"testing"
	"time"

	"kith/models/typeid"
)

// TestTypists follows two people: only news is told, and whoever is not heard of any more has stopped.
func TestTypists(t *testing.T) {
	t.Parallel()
	conversation, user, contact := typeid.New[ConversationID](), typeid.New[UserID](), typeid.New[ContactID]()
	types := func(typing, private bool) ConversationTypingEvent {
		return ConversationTypingEvent{ConversationID: conversation, Typing: typing, Private: private, UserID: &user}
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var known Typists
	for i, step := range []struct {
		event ConversationTypingEvent
		after time.Duration
		news  bool
	}{
		{types(false, false), 0, false},
		{types(true, false), 0, true},
		{types(true, false), 5 * time.Second, false},
		{types(true, true), 6 * time.Second, true},
		{ConversationTypingEvent{ConversationID: conversation, Typing: true, ContactID: &contact}, 7 * time.Second, true},
		{types(false, true), 8 * time.Second, true},
		{types(false, true), 8 * time.Second, false},
		{types(true, false), 9 * time.Second, true},
	} {
		if news := known.Heard(step.event, start.Add(step.after)); news != step.news {
			t.Errorf("step %d: %t", i, news)
		}
	}
	at := start.Add(7 * time.Second).Add(TypingLifetime)
	if next := known.Next(at.Add(-time.Second)); next != time.Second {
		t.Errorf("the next to expire does so in %s", next)
	}
	if ended := known.Expired(at.Add(-1)); len(ended) != 0 {
		t.Errorf("ended too soon: %+v", ended)
	}
	if ended := known.Expired(at); len(ended) != 1 || ended[0].Typing || ended[0].ContactID == nil {
		t.Errorf("ended %+v", ended)
	}
	if ended := known.Expired(at.Add(time.Minute)); len(ended) != 1 || ended[0].UserID == nil {
		t.Errorf("ended %+v", ended)
	}
	if next := known.Next(at); next != TypingLifetime {
		t.Errorf("with nobody, %s", next)
	}
	for range maxTypists + 1 {
		known.Heard(ConversationTypingEvent{ConversationID: typeid.New[ConversationID](), Typing: true}, at)
	}
	if len(known.by) != maxTypists {
		t.Errorf("%d are kept in mind", len(known.by))
	}
}
