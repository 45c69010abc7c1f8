package models

// Availability is whether somebody is there.
type Availability string

// The availabilities.
const (
	Online  Availability = "ONLINE"
	Busy    Availability = "BUSY"
	Offline Availability = "OFFLINE"
)
