package crm_test

import (
	"slices"

	"kith/models"
)

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
