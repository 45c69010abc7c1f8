package events

import (
	"iter"

	"kith/models"
)

// audience are the subscribers of a feed, found by the contacts that they follow.
type audience struct {
	all map[*Subscription]struct{}
	// open are those that follow all contacts, byContact the others.
	open      map[*Subscription]struct{}
	byContact map[models.ContactID]map[*Subscription]struct{}
}

func newAudience() audience {
	return audience{map[*Subscription]struct{}{}, map[*Subscription]struct{}{}, map[models.ContactID]map[*Subscription]struct{}{}}
}

func (a *audience) add(s *Subscription) {
	a.all[s] = struct{}{}
	if s.contacts == nil {
		a.open[s] = struct{}{}
	}
	for id := range s.contacts {
		if a.byContact[id] == nil {
			a.byContact[id] = map[*Subscription]struct{}{}
		}
		a.byContact[id][s] = struct{}{}
	}
}

func (a *audience) remove(s *Subscription) {
	delete(a.all, s)
	delete(a.open, s)
	for id := range s.contacts {
		delete(a.byContact[id], s)
		if len(a.byContact[id]) == 0 {
			delete(a.byContact, id)
		}
	}
}

// of are the subscribers whom an event can be for.
func (a *audience) of(e *models.ContactEvent) iter.Seq[*Subscription] {
	return func(yield func(*Subscription) bool) {
		for _, some := range []map[*Subscription]struct{}{a.open, a.byContact[e.ContactID]} {
			for s := range some {
				if !yield(s) {
					return
				}
			}
		}
	}
}
