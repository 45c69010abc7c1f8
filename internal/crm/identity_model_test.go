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

// merge merges two contacts.
func (m *model) merge(id models.ContactMergeID, into, from models.ContactID) {
	a, b := m.live[into], m.live[from]
	merge := &modelMerge{id: id, into: into, from: from, before: slices.Clone(a.points), source: slices.Clone(b.points),
		prefersAfter: map[models.PointKind]models.PointKey{}}
	for _, p := range b.points {
		p.preferred = p.preferred && prefers(a.points, p.key.Kind) == (models.PointKey{})
		a.points = append(a.points, p)
	}
	a.settle()
	for _, kind := range modelKinds {
		merge.prefersAfter[kind] = prefers(a.points, kind)
	}
	m.merges = append(m.merges, merge)
	delete(m.live, from)
	for merged, live := range m.merged {
		if live == from {
			m.merged[merged] = into
		}
	}
	m.merged[from] = into
}

// undoable reports whether a merge can be undone.
func (m *model) undoable(merge *modelMerge) bool {
	later := slices.ContainsFunc(m.merges[slices.Index(m.merges, merge)+1:],
		func(o *modelMerge) bool { return o.into == merge.into && !o.undone })
	return !merge.undone && m.live[merge.into] != nil && !later
}

// unmerge undoes a merge and returns how many addresses of the source are somebody else's by now.
func (m *model) unmerge(merge *modelMerge) (lost int) {
	a, b := m.live[merge.into], &modelContact{}
	wanted := map[models.PointKind]models.PointKey{}
	for _, kind := range modelKinds {
		was, given, is := prefers(merge.before, kind), merge.prefersAfter[kind], prefers(a.points, kind)
		wanted[kind] = is
		if was != given && is == given {
			wanted[kind] = was
		}
	}
	for _, p := range merge.source {
		if at := a.at(p.key); at >= 0 {
			p.seq = a.points[at].seq
			a.points = slices.Delete(a.points, at, at+1)
		} else if _, taken := m.holder(p.key); taken {
			lost++
			continue
		}
		b.points = append(b.points, p)
	}
	b.settle()
	for i := range a.points {
		a.points[i].preferred = wanted[a.points[i].key.Kind] == a.points[i].key
	}
	a.settle()
	m.live[merge.from] = b
	merge.undone = true
	delete(m.merged, merge.from)
	for _, inner := range m.merges {
		if inner.undone {
			continue
		}
		if into := m.survivor(inner.into, merge); into == merge.from {
			m.merged[inner.from] = merge.from
		}
	}
	return lost
}

// survivor follows the merges that stand from a contact, starting with those of a source that is there again.
func (m *model) survivor(id models.ContactID, undone *modelMerge) models.ContactID {
	for m.live[id] == nil {
		at := slices.IndexFunc(m.merges, func(o *modelMerge) bool { return !o.undone && o != undone && o.from == id })
		if at < 0 {
			return id
		}
		id = m.merges[at].into
	}
	return id
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
