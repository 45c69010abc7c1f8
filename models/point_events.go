package models

import "slices"

// pointSnapshot is an address in the form in which snapshots and events record it.
type pointSnapshot struct {
	ID         *ContactPointID `json:"id,omitempty"`
	Kind       PointKind       `json:"kind"`
	System     string          `json:"system,omitempty"`
	Value      string          `json:"value"`
	Label      string          `json:"label,omitempty"`
	Preferred  bool            `json:"preferred"`
	Shared     bool            `json:"shared"`
	Possible   bool            `json:"possible"`
	VerifiedAt *DateTime       `json:"verifiedAt"`
}

func snapshotOf(points []ContactPoint) []pointSnapshot {
	all := make([]pointSnapshot, len(points))
	for i := range points {
		p := &points[i]
		all[i] = pointSnapshot{Kind: p.Kind, System: p.System, Value: p.Value, Label: p.Label, Preferred: p.Preferred, Shared: p.Shared,
			Possible: p.Possible, VerifiedAt: p.VerifiedAt}
		if !p.ID.IsZero() {
			all[i].ID = &p.ID
		}
	}
	return all
}

// pluralFields are the names of the lists of addresses.
var pluralFields = map[PointKind]string{PointEmail: "emails", PointPhone: "phoneNumbers", PointIdentifier: "identifiers"}

// singularFields are the names of the preferred addresses.
var singularFields = map[PointKind]string{PointEmail: "email", PointPhone: "phoneNumber", PointIdentifier: "identifier"}

// pointChanges returns the differences between the addresses of two states of a contact, a list for each kind. What the preferred address
// says alone is left out: a list is only told if there is more than one address before or after, or something else about one changed.
func pointChanges(before, after *Contact) (changes []*FieldChange) {
	if sameSlice(before.Points, after.Points) {
		return nil
	}
	for _, kind := range pointKinds {
		was, is := before.PointsOf(kind), after.PointsOf(kind)
		if slices.EqualFunc(was, is, samePoint) || isPlainChange(was) && isPlainChange(is) && !sameKeys(was, is) {
			continue
		}
		changes = append(changes, &FieldChange{Field: pluralFields[kind], From: mustJSON(snapshotOf(was)), To: mustJSON(snapshotOf(is))})
	}
	return changes
}

// isPlainChange reports whether the single field tells all about the addresses: there is none, or one without anything special.
func isPlainChange(points []ContactPoint) bool {
	return len(points) == 0 ||
		len(points) == 1 && points[0].Label == "" && points[0].System == "" && !points[0].Shared && points[0].VerifiedAt == nil
}

func sameKeys(a, b []ContactPoint) bool {
	return slices.EqualFunc(a, b, func(a, b ContactPoint) bool { return a.PointKey() == b.PointKey() })
}

func samePoint(a, b ContactPoint) bool {
	return a.PointKey() == b.PointKey() && a.Value == b.Value && a.Label == b.Label && a.Preferred == b.Preferred && a.Shared == b.Shared &&
		equalInstants(a.VerifiedAt, b.VerifiedAt)
}

func sameSlice(a, b []ContactPoint) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
