package events

import "kith/models"

// ringSize is how many events of an account a node keeps in memory.
const ringSize = 1024

// ring is a ring buffer of the last events of a log. Event numbers have no gaps, so the index of an event follows from its number.
type ring struct {
	events [ringSize]*models.ContactEvent
	// first is the number of the oldest event, last that of the newest; first is last+1 when there is none.
	first, last int64
}

// add appends the event that follows the last one.
func (r *ring) add(e *models.ContactEvent) {
	r.last = e.Position.Seq
	r.first = max(r.first, r.last-ringSize+1)
	r.events[r.last%ringSize] = e
}

// at returns the event with a number from first to last.
func (r *ring) at(seq int64) *models.ContactEvent { return r.events[seq%ringSize] }
