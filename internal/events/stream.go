package events

import (
	"context"
	"io"

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
	var taken []*models.ContactEvent
	return pull(ctx, s, func() (e models.Event[*models.ContactEvent], err error) {
		for len(taken) == 0 {
			found, err := s.Next(ctx)
			if err != nil {
				return e, err
			}
			if taken, err = pick(found); err != nil {
				return e, err
			}
		}
		next := taken[0]
		taken = taken[1:]
		return models.Event[*models.ContactEvent]{ID: string(next.Cursor()), Same: sameAs(next),
			Make: func() *models.ContactEvent { return next }}, nil
	}), nil
}

// sameEvent is equal for copies of an event that tell the same.
type sameEvent struct {
	at                models.LogPosition
	filtered, matches bool
}

func sameAs(e *models.ContactEvent) sameEvent {
	return sameEvent{e.Position, e.Matches != nil, e.Matches != nil && *e.Matches}
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
	return pull(ctx, s, func() (e models.Event[*models.Contact], err error) {
		for {
			found, err := s.Next(ctx)
			if err != nil {
				return e, err
			}
			contact, err := h.watch(ctx, s, id, watched)
			if err == nil && contact == nil {
				err = io.EOF // it does not exist any more
			}
			if err != nil {
				return e, err
			}
			if contact.ID == watched && contact.Version <= version {
				continue // the client knows it from an earlier event
			}
			watched, version = contact.ID, contact.Version
			at := found[len(found)-1].Cursor()
			return models.Event[*models.Contact]{ID: string(at), Same: sameContact{id, contact.ID, version, at},
				Make: func() *models.Contact { return contact }}, nil
		}
	}), nil
}

// sameContact is equal for contacts that were read after the same event.
type sameContact struct {
	asked, is models.ContactID
	version   int
	at        page.Cursor
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

// pull leaves it to the connection to ask for the events of a subscription.
func pull[T any](ctx context.Context, s *Subscription, next func() (models.Event[T], error)) <-chan T {
	return models.Pull(models.StreamFrom(ctx), next, s.Close)
}
