package models

// points returns the addresses of the contact; of one without Points, those that its columns say.
func (c *Contact) points() []ContactPoint {
	if c.Points != nil {
		return c.Points
	}
	points := []ContactPoint{}
	for _, kind := range pointKinds {
		if value := *c.column(kind); value != nil {
			if p, e := readPoint(kind, *value, ""); e == nil {
				p.Preferred = true
				points = append(points, p)
			}
		}
	}
	return points
}

// ReadColumns sets the addresses of a contact of which only the preferred ones are known, and copies those that are known, so that
// the contact shares them with no other.
func (c *Contact) ReadColumns() { c.SetPoints(c.points()) }

// column returns where the contact keeps the preferred address of a kind.
func (c *Contact) column(kind PointKind) **string {
	switch kind {
	case PointEmail:
		return &c.Email
	case PointPhone:
		return &c.PhoneNumber
	}
	return &c.Identifier
}

// PointsOf returns the contact's addresses of a kind, the preferred one first.
func (c *Contact) PointsOf(kind PointKind) (found []ContactPoint) {
	for _, p := range c.points() {
		if p.Kind == kind {
			found = append(found, p)
		}
	}
	return found
}

// Point returns the contact's address with a key, nil if it has none.
func (c *Contact) Point(key PointKey) *ContactPoint {
	for _, p := range c.points() {
		if p.PointKey() == key {
			return &p
		}
	}
	return nil
}

// PointKeys returns what identifies the contact: its addresses that are not shared.
func (c *Contact) PointKeys() (keys []PointKey) {
	for _, p := range c.points() {
		if !p.Shared {
			keys = append(keys, p.PointKey())
		}
	}
	return keys
}
