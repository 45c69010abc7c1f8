package models

import "time"

// PresenceLifetime is how long a heartbeat is valid.
const PresenceLifetime = 90 * time.Second

// Presence is the last heartbeat of a contact.
type Presence struct {
	ContactID    ContactID
	Availability Availability
	SeenAt       DateTime
}

// At returns the contact's availability at an instant: that of its heartbeat while it is valid, else offline. A nil presence belongs to a
// contact without a heartbeat.
func (p *Presence) At(now time.Time) Availability {
	if p == nil || now.Sub(p.SeenAt.Time) >= PresenceLifetime {
		return Offline
	}
	return p.Availability
}

// Last returns the time of the last heartbeat, nil without one.
func (p *Presence) Last() *DateTime {
	if p == nil {
		return nil
	}
	return &p.SeenAt
}
