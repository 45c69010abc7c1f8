package events

import (
	"context"
	"slices"

	"kith/models"
)

const (
	// takeSize is how many events a subscriber takes from the ring at a time, catchUpPage how many it reads from the log when its position is
	// before the ring. Both stay in memory until the client has read them.
	takeSize    = 16
	catchUpPage = 100
)

// Subscription reads an account's log from a position on. Its reader pulls, so a slow reader falls behind without delaying the feed or
// other readers.
type Subscription struct {
	hub  *Hub
	feed *feed
	wake chan struct{}

	// These fields are guarded by the feed's lock.
	types        []models.ContactEventType
	contacts     map[models.ContactID]struct{} // nil for all
	inbox        *models.InboxID               // nil for all
	conversation *models.ConversationID        // nil for all
	// at is the position that was read last; idle says that it has read everything that the feed has. The feed sets the position of an idle
	// one when it has an event for it.
	at   models.LogPosition
	idle bool
	// taken is the position of the last event that Next has returned.
	taken models.LogPosition
}

func contactSet(ids []models.ContactID) map[models.ContactID]struct{} {
	if ids == nil {
		return nil
	}
	set := make(map[models.ContactID]struct{}, len(ids))
	for _, id := range ids {
		set[id] = struct{}{}
	}
	return set
}

func (s *Subscription) matches(e *models.ContactEvent) bool {
	if !slices.Contains(s.types, e.Type) || !isOne(s.inbox, e.InboxID) || !isOne(s.conversation, e.ConversationID) {
		return false
	}
	if s.contacts == nil {
		return true
	}
	_, wanted := s.contacts[e.ContactID]
	return wanted
}

// isOne reports whether an id is the wanted one; everything is if none is wanted.
func isOne[K comparable](wanted, id *K) bool { return wanted == nil || id != nil && *id == *wanted }

// Next waits for events and returns them in order. CursorExpired, with the oldest cursor, if the log no longer has the events after the
// subscription's position.
func (s *Subscription) Next(ctx context.Context) ([]*models.ContactEvent, error) {
	for {
		found, behind, err := s.feed.take(s, takeSize)
		if behind {
			found, err = s.catchUp(ctx)
		}
		if len(found) > 0 || err != nil {
			return found, err
		}
		if behind {
			continue
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// catchUp reads a page of the log, and advances the position even if no event of the page is for the subscription.
func (s *Subscription) catchUp(ctx context.Context) ([]*models.ContactEvent, error) {
	read, err := s.hub.crm.ReadLog(ctx, s.at, catchUpPage)
	if err != nil || len(read) == 0 {
		return nil, err
	}
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.at = read[len(read)-1].Position
	s.taken = s.at
	return slices.DeleteFunc(read, func(e *models.ContactEvent) bool { return !s.matches(e) }), nil
}

// Watch changes the contacts of the subscription, for events after those that Next returned last.
func (s *Subscription) Watch(ids ...models.ContactID) {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.feed.subscribers.remove(s)
	s.contacts = contactSet(ids)
	s.feed.subscribers.add(s)
	s.at, s.idle = s.taken, false
	signal(s.wake)
}

// Close ends the subscription.
func (s *Subscription) Close() { s.hub.leave(s) }
