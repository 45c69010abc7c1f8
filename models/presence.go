package models

import "time"

// PresenceLifetime is how long a heartbeat counts.
const PresenceLifetime = 90 * time.Second

// Presence is the last heartbeat of a contact.
type Presence struct {
	ContactID    ContactID
	Availability Availability
	SeenAt       DateTime
}

// At returns what the contact is at an instant: what its heartbeat said while that counts, else offline. A nil presence is that
// of a contact without a heartbeat.
func (p *Presence) At(now time.Time) Availability {
	if p == nil || now.Sub(p.SeenAt.Time) >= PresenceLifetime {
		return Offline
	}
	return p.Availability
}

// Last returns when the last heartbeat came, nil without one.
func (p *Presence) Last() *DateTime {
	if p == nil {
		return nil
	}
	return &p.SeenAt
}
