package models

import "time"

const (
	// TypingLifetime is how long someone counts as typing who does not say so again.
	TypingLifetime = 10 * time.Second
	// maxTypists is how many people who type a subscription keeps in mind; further ones are left out.
	maxTypists = 1000
)

// ConversationTypingInput says that someone types in a conversation, or has stopped.
type ConversationTypingInput struct {
	ConversationID ConversationID
	// Typing is false when they have stopped.
	Typing bool
	// Private says that they write a private message.
	Private bool
	// Incoming says that it is the contact of the conversation, and not the caller, who types.
	Incoming bool
}

// ConversationTypingPayload answers conversationTyping.
type ConversationTypingPayload struct {
	// Typing is what was said.
	Typing *ConversationTypingEvent `json:"typing"`
	Failures
}

// ConversationTypingEvent says that someone has begun to type in a conversation, or has stopped. It is stored nowhere.
type ConversationTypingEvent struct {
	ConversationID ConversationID `json:"conversationId"`
	Typing         bool           `json:"typing"`
	Private        bool           `json:"private,omitempty"`
	// At most one of these is set; neither is for programs.
	ContactID *ContactID `json:"contactId,omitempty"`
	UserID    *UserID    `json:"userId,omitempty"`
}

// CheckTyping refuses what contradicts itself: contacts write no private messages.
func (in ConversationTypingInput) CheckTyping() error {
	if in.Incoming && in.Private {
		return Errorf(Invalid, "Contacts write no private messages: leave out private or incoming.").At("private")
	}
	return nil
}

// typist is someone who types in a conversation.
type typist struct {
	conversation ConversationID
	contact      ContactID
	user         UserID
}

func (e *ConversationTypingEvent) typist() typist {
	t := typist{conversation: e.ConversationID}
	if e.ContactID != nil {
		t.contact = *e.ContactID
	}
	if e.UserID != nil {
		t.user = *e.UserID
	}
	return t
}

// Typists are those who type as far as a subscriber knows. Its zero value has none.
type Typists struct{ by map[typist]typing }

type typing struct {
	event   ConversationTypingEvent
	expires time.Time
}

// Heard takes in an event, and reports whether it is news: that someone has begun, stopped, or turned to another kind of message. To say
// it again prolongs it.
func (t *Typists) Heard(e ConversationTypingEvent, now time.Time) bool {
	who := e.typist()
	known, types := t.by[who]
	switch {
	case !e.Typing:
		delete(t.by, who)
		return types
	case !types && len(t.by) >= maxTypists:
		return false
	case t.by == nil:
		t.by = map[typist]typing{}
	}
	t.by[who] = typing{e, now.Add(TypingLifetime)}
	return !types || known.event.Private != e.Private
}

// Expired removes those who have not been heard of for long enough, and returns an event for each that says that they have stopped.
func (t *Typists) Expired(now time.Time) []ConversationTypingEvent {
	var ended []ConversationTypingEvent
	for who, known := range t.by {
		if known.expires.After(now) {
			continue
		}
		known.event.Typing = false
		ended = append(ended, known.event)
		delete(t.by, who)
	}
	return ended
}

// Next is how long it takes until someone expires; TypingLifetime if nobody types.
func (t *Typists) Next(now time.Time) time.Duration {
	next := TypingLifetime
	for _, known := range t.by {
		next = min(next, max(0, known.expires.Sub(now)))
	}
	return next
}
