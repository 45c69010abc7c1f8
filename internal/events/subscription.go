package events

import (
	"context"
	"slices"

	"kith/models"
)

const (
	// takeSize is how many events a subscriber takes from the ring at a time, catchUpPage how many it reads from the log when it
	// stands before the ring. Both stay in memory until its client has read them.
	takeSize    = 16
	catchUpPage = 100
)

// Subscription reads an account's log from a position on. Its reader pulls: a slow one is behind, and keeps neither the feed nor
// other readers waiting.
type Subscription struct {
	hub  *Hub
	feed *feed
	wake chan struct{}

	// The feed's lock guards these.
	types    []models.ContactEventType     // nil for all
	contacts map[models.ContactID]struct{} // nil for all
	// at is how far it has read; idle says that it has read all that the feed has, so that the feed moves it past events that are
	// not for it.
	at   models.LogPosition
	idle bool
	// taken is how far the events reach that Next has returned.
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
	if s.types != nil && !slices.Contains(s.types, e.Type) {
		return false
	}
	if s.contacts == nil {
		return true
	}
	_, wanted := s.contacts[e.ContactID]
	return wanted
}

// Next waits for events and returns them in order. CursorExpired, with the oldest cursor, if the log does not reach back to where
// the subscription stands.
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

// catchUp reads a page of the log. It moves the subscription on even if nothing in it is for it.
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

// Watch changes which contacts the subscription is about, from behind the events on that Next has returned last.
func (s *Subscription) Watch(ids ...models.ContactID) {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.contacts = contactSet(ids)
	s.at, s.idle = s.taken, false
	signal(s.wake)
}

// Close ends the subscription.
func (s *Subscription) Close() { s.hub.leave(s) }
