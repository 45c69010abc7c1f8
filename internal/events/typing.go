package events

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kith/models"
)

const (
	// typingSubjects matches the subjects of all accounts; the last token of a subject is the account.
	typingSubjects = "kith.typing.*"
	// typingBacklog is how much of what people type waits for a subscriber, or for the hub; more is lost.
	typingBacklog = 64
)

// typingSubscriber follows who types in one conversation of an account, or in all.
type typingSubscriber struct {
	account      int64
	conversation *models.ConversationID
	heard        chan models.ConversationTypingEvent
}

// typingSubscribers are those of a hub.
type typingSubscribers struct {
	sync.Mutex
	all map[*typingSubscriber]struct{}
}

// pass gives an event to those whom it concerns. A subscriber who has too much before it loses the event.
func (t *typingSubscribers) pass(account int64, e *models.ConversationTypingEvent) {
	t.Lock()
	defer t.Unlock()
	for s := range t.all {
		if s.account != account || !isOne(s.conversation, &e.ConversationID) {
			continue
		}
		select {
		case s.heard <- *e:
		default:
		}
	}
}

func (t *typingSubscribers) join(s *typingSubscriber) (leave func()) {
	t.Lock()
	defer t.Unlock()
	t.all[s] = struct{}{}
	return func() {
		t.Lock()
		defer t.Unlock()
		delete(t.all, s)
	}
}

// ConversationTyping sends who begins and stops to type in a conversation that the viewer sees, or in all of them, until the context
// ends; the viewer's own typing is left out. NotFound if there is no such conversation.
func (h *Hub) ConversationTyping(ctx context.Context, id *models.ConversationID) (<-chan *models.ConversationTypingEvent, error) {
	if err := h.crm.MayFollowTyping(ctx, id); err != nil {
		return nil, err
	}
	s := &typingSubscriber{models.ViewerFrom(ctx).AccountID, id, make(chan models.ConversationTypingEvent, typingBacklog)}
	out, leave := make(chan *models.ConversationTypingEvent), h.typing.join(s)
	go func() {
		defer close(out)
		defer leave()
		stream := models.StreamFrom(ctx)
		// A panic in this goroutine would end the process.
		defer func() {
			if reason := recover(); reason != nil {
				stream.Fail(fmt.Errorf("panic: %v", reason))
			}
		}()
		if err := h.sendTyping(ctx, s, out); err != nil && ctx.Err() == nil {
			stream.Fail(err)
		}
	}()
	return out, nil
}

// sendTyping sends what a subscriber hears, and who is not heard of any more.
func (h *Hub) sendTyping(ctx context.Context, s *typingSubscriber, out chan<- *models.ConversationTypingEvent) error {
	viewer := models.ViewerFrom(ctx)
	send := func(e models.ConversationTypingEvent) error {
		select {
		case out <- &e:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var known models.Typists
	for {
		due := time.NewTimer(known.Next(time.Now()))
		select {
		case <-ctx.Done():
			due.Stop()
			return ctx.Err()
		case <-due.C:
		case e := <-s.heard:
			due.Stop()
			if e.UserID != nil && viewer.Is(*e.UserID) {
				continue
			}
			sees, err := h.crm.SeesConversation(ctx, e.ConversationID)
			if err != nil {
				return err
			}
			if sees && known.Heard(e, time.Now()) {
				if err := send(e); err != nil {
					return err
				}
			}
		}
		for _, e := range known.Expired(time.Now()) {
			if err := send(e); err != nil {
				return err
			}
		}
	}
}
