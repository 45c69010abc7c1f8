package events

import (
	"context"
	"errors"
	"fmt"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// ContactEvents sends the events of the viewer's account after a cursor, or new ones without a cursor, until the context ends. A filter
// leaves events out, see crm.FilterEvents. Invalid and CursorExpired as crm.OpenLog.
func (h *Hub) ContactEvents(ctx context.Context, after *page.Cursor, q crm.EventQuery,
	f *models.ContactFilter) (<-chan *models.ContactEvent, error) {
	if _, err := h.crm.FilterEvents(ctx, f, nil); err != nil {
		return nil, err
	}
	return h.follow(ctx, after, q, func(found []*models.ContactEvent) ([]*models.ContactEvent, error) {
		return h.crm.FilterEvents(ctx, f, found)
	})
}

// ConversationEvents sends the events of conversations, of their messages and of links to inboxes of the viewer's account, as
// ContactEvents sends those of contacts: those of conversations unless the query names types. Invalid for types of contacts.
func (h *Hub) ConversationEvents(ctx context.Context, after *page.Cursor, q crm.EventQuery) (<-chan *models.ContactEvent, error) {
	if q.Types == nil {
		q.Types = models.TypesOfConversations
	}
	for _, t := range q.Types {
		if t.ShowsContact() {
			return nil, models.Errorf(models.Invalid, "%s is about contacts; contactEvents has it.", t).At("types")
		}
	}
	return h.follow(ctx, after, q, func(found []*models.ContactEvent) ([]*models.ContactEvent, error) {
		return h.crm.FilterEvents(ctx, nil, found)
	})
}

// follow sends the events of a query after a cursor that are left by pick.
func (h *Hub) follow(ctx context.Context, after *page.Cursor, q crm.EventQuery,
	pick func([]*models.ContactEvent) ([]*models.ContactEvent, error)) (<-chan *models.ContactEvent, error) {
	s, err := h.Subscribe(ctx, resumed(ctx, after), q)
	if err != nil {
		return nil, err
	}
	return send(ctx, s, func(send func(*models.ContactEvent, page.Cursor) error) error {
		found, err := s.Next(ctx)
		if err != nil {
			return err
		}
		if found, err = pick(found); err != nil {
			return err
		}
		for _, e := range found {
			if err := send(e, e.Cursor()); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// ContactUpdated sends a contact, as it is then, whenever it has changed: the survivor from a merge on, and nothing more once the
// contact is deleted. NotFound if there is no such contact.
func (h *Hub) ContactUpdated(ctx context.Context, id models.ContactID) (<-chan *models.Contact, error) {
	s, err := h.Subscribe(ctx, resumed(ctx, nil), crm.EventQuery{ContactIDs: []models.ContactID{id}})
	if err != nil {
		return nil, err
	}
	contact, err := h.watch(ctx, s, id, id)
	if err == nil && contact == nil {
		err = models.Errorf(models.NotFound, "There is no such contact.").At("id")
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	watched, version := contact.ID, 0
	return send(ctx, s, func(send func(*models.Contact, page.Cursor) error) error {
		found, err := s.Next(ctx)
		if err != nil {
			return err
		}
		contact, err := h.watch(ctx, s, id, watched)
		if err == nil && contact == nil {
			err = errGone
		}
		if err != nil {
			return err
		}
		if contact.ID == watched && contact.Version <= version {
			return nil // the client knows it from an earlier event
		}
		watched, version = contact.ID, contact.Version
		return send(contact, found[len(found)-1].Cursor())
	}), nil
}

// watch reads the contact with an id, nil if there is none, and switches the subscription to it if it differs from the previous one.
func (h *Hub) watch(ctx context.Context, s *Subscription, id, watched models.ContactID) (*models.Contact, error) {
	found, err := h.crm.ContactsByID(ctx, []models.ContactID{id})
	contact := found[id]
	if err == nil && contact != nil && contact.ID != watched {
		s.Watch(contact.ID)
	}
	return contact, err
}

// resumed returns the cursor to start after. The last event id of a resumed stream takes precedence over the argument of the operation,
// which the client repeats unchanged.
func resumed(ctx context.Context, after *page.Cursor) *page.Cursor {
	if id := models.StreamFrom(ctx).LastEventID; id != "" {
		cursor := page.Cursor(id)
		return &cursor
	}
	return after
}

// errGone ends the subscription to a contact that no longer exists.
var errGone = errors.New("events: the contact is gone")

// send runs next, which sends values with their positions, until it returns an error or the client disconnects.
func send[T any](ctx context.Context, s *Subscription, next func(send func(T, page.Cursor) error) error) <-chan T {
	out, stream := make(chan T), models.StreamFrom(ctx)
	put := func(value T, at page.Cursor) error {
		stream.Announce(string(at))
		select {
		case out <- value:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	go func() {
		defer close(out)
		defer s.Close()
		// A panic in this goroutine would end the process.
		defer func() {
			if reason := recover(); reason != nil {
				stream.Fail(fmt.Errorf("panic: %v", reason))
			}
		}()
		for {
			err := next(put)
			if err != nil && err != errGone && ctx.Err() == nil {
				stream.Fail(err)
			}
			if err != nil {
				return
			}
		}
	}()
	return out
}
