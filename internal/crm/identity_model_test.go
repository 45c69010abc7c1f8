package crm_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"kith/models"
)

// modelPoint is an address in the model: seq is its age.
type modelPoint struct {
	key       models.PointKey
	seq       int
	preferred bool
}

// modelContact is a contact of the model with its addresses.
type modelContact struct{ points []modelPoint }

// modelMerge is a merge of the model: what the survivor and the source had before, and what the survivor preferred after it.
type modelMerge struct {
	id           models.ContactMergeID
	into, from   models.ContactID
	before       []modelPoint
	source       []modelPoint
	prefersAfter map[models.PointKind]models.PointKey
	undone       bool
}

// model is what the addresses of an account should be.
type model struct {
	live   map[models.ContactID]*modelContact
	merged map[models.ContactID]models.ContactID // where the id of a merged contact leads
	merges []*modelMerge
	seq    int
}

func newModel() *model {
	return &model{live: map[models.ContactID]*modelContact{}, merged: map[models.ContactID]models.ContactID{}}
}

var modelKinds = []models.PointKind{models.PointEmail, models.PointPhone, models.PointIdentifier}

// holder returns the contact that has a key.
func (m *model) holder(key models.PointKey) (models.ContactID, bool) {
	for id, c := range m.live {
		if c.at(key) >= 0 {
			return id, true
		}
	}
	return models.ContactID{}, false
}

func (c *modelContact) at(key models.PointKey) int {
	return slices.IndexFunc(c.points, func(p modelPoint) bool { return p.key == key })
}

// prefers returns the preferred address of a kind.
func prefers(points []modelPoint, kind models.PointKind) (key models.PointKey) {
	for _, p := range points {
		if p.key.Kind == kind && p.preferred {
			return p.key
		}
	}
	return key
}

// add gives a contact a new address.
func (m *model) add(c *modelContact, key models.PointKey) {
	m.seq++
	c.points = append(c.points, modelPoint{key: key, seq: m.seq})
	c.settle()
}

// prefer makes an address the preferred one.
func (c *modelContact) prefer(key models.PointKey) {
	for i := range c.points {
		if c.points[i].key.Kind == key.Kind {
			c.points[i].preferred = c.points[i].key == key
		}
	}
	c.settle()
}

// remove takes an address away.
func (c *modelContact) remove(key models.PointKey) {
	c.points = slices.DeleteFunc(c.points, func(p modelPoint) bool { return p.key == key })
	c.settle()
}

// settle has the oldest address of a kind preferred if none is.
func (c *modelContact) settle() {
	slices.SortFunc(c.points, func(a, b modelPoint) int { return cmp.Compare(a.seq, b.seq) })
	for _, kind := range modelKinds {
		at := -1
		for i, p := range c.points {
			if p.key.Kind == kind && (at < 0 || p.preferred) {
				at = i
			}
		}
		if at >= 0 {
			c.points[at].preferred = true
		}
	}
}

// set gives a contact an address as a change does: it replaces the preferred one. If the contact was found by an address, one that it has
// already stays as it is; otherwise that becomes preferred.
func (m *model) set(c *modelContact, key models.PointKey, found bool) {
	switch old := prefers(c.points, key.Kind); {
	case c.at(key) >= 0 && found:
	case c.at(key) >= 0:
		c.prefer(key)
	default:
		if old != (models.PointKey{}) {
			c.points = slices.DeleteFunc(c.points, func(p modelPoint) bool { return p.key == old })
		}
		m.seq++
		c.points = append(c.points, modelPoint{key: key, seq: m.seq, preferred: true})
		c.prefer(key)
	}
}

// remove deletes a contact with the merges into it.
func (m *model) remove(id models.ContactID) {
	gone := map[models.ContactID]bool{id: true}
	for merged, live := range m.merged {
		if live == id {
			gone[merged] = true
			delete(m.merged, merged)
		}
	}
	delete(m.live, id)
	m.merges = slices.DeleteFunc(m.merges, func(o *modelMerge) bool { return gone[o.into] })
}

// text lists everything in a form that can be compared with the database.
func (m *model) text() []string {
	var all []string
	for id, c := range m.live {
		for _, p := range c.points {
			all = append(all, fmt.Sprintf("%s %s %s %t", id.UUID, p.key.Kind, p.key.Key, p.preferred))
		}
	}
	for id, live := range m.merged {
		all = append(all, fmt.Sprintf("%s is %s", id.UUID, live.UUID))
	}
	slices.Sort(all)
	return all
}

// ids returns the contacts in a fixed order.
func (m *model) ids() []models.ContactID {
	return slices.SortedFunc(maps.Keys(m.live), func(a, b models.ContactID) int { return cmp.Compare(a.String(), b.String()) })
}
