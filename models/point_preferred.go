package models

import "slices"

// SetPoints replaces the addresses of the contact. If none of a kind is preferred, the next one is: addresses of its own before shared
// ones, the account's identifiers before those of other systems, and then the oldest.
func (c *Contact) SetPoints(points []ContactPoint) {
	points = slices.Clone(points)
	if points == nil {
		points = []ContactPoint{}
	}
	for _, kind := range pointKinds {
		*c.column(kind) = nil
		if at := preferredAt(points, kind); at >= 0 {
			for i := range points {
				if points[i].Kind == kind {
					points[i].Preferred = i == at
				}
			}
			value := points[at].Value
			*c.column(kind) = &value
		}
	}
	slices.SortStableFunc(points, comparePoints)
	c.Points = points
}

// comparePoints sorts addresses by kind, the preferred ones first.
func comparePoints(a, b ContactPoint) int {
	if a.Kind != b.Kind {
		return slices.Index(pointKinds, a.Kind) - slices.Index(pointKinds, b.Kind)
	}
	switch {
	case a.Preferred == b.Preferred:
		return 0
	case a.Preferred:
		return -1
	}
	return 1
}

// preferredAt returns the position of the address of a kind that is, or is to become, the preferred one; -1 if there is none.
func preferredAt(points []ContactPoint, kind PointKind) int {
	best, rank := -1, 0
	for i, p := range points {
		if p.Kind != kind {
			continue
		}
		r := 1
		switch {
		case p.Preferred:
			r = 4
		case !p.Shared && p.System == "":
			r = 3
		case !p.Shared:
			r = 2
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// prefer makes one of the addresses the preferred one of its kind.
func prefer(points []ContactPoint, at int) {
	for i := range points {
		if points[i].Kind == points[at].Kind {
			points[i].Preferred = i == at
		}
	}
}

// pointAt returns the position of an address by its key, -1 if there is none.
func pointAt(points []ContactPoint, key PointKey) int {
	return slices.IndexFunc(points, func(p ContactPoint) bool { return p.PointKey() == key })
}
