package models

import "kith/models/typeid"

// NewSegmentEvent returns the event that a contact, as given, has entered or left a segment.
func NewSegmentEvent(t ContactEventType, segment SegmentID, c *Contact) *ContactEvent {
	e := NewContactEvent(t, c, []*FieldChange{})
	e.SegmentID = &segment
	return e
}

// NewSegmentGone returns the event that a contact has left a segment because it does not exist any more.
func NewSegmentGone(segment SegmentID, id ContactID) *ContactEvent {
	return &ContactEvent{ID: typeid.New[ContactEventID](), Type: SegmentLeft, ContactID: id, SegmentID: &segment, Changes: []*FieldChange{},
		Snapshot: mustJSON(map[string]any{"id": id, "deleted": true})}
}
