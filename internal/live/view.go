package live

import (
	"slices"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// maxGone is how many rows a view remembers that have left it.
const maxGone = 1000

// view is a list with its subscribers. The loop of its account alone writes window and shown.
type view struct {
	account *account
	key     string
	// window is the list as it was read last.
	window *crm.Window

	mu sync.Mutex
	// due is when the time may change the list; zero for never.
	due time.Time
	// shown is how the list is, nil until it was read; err is why it can't be read.
	shown *state
	err   error
	// gone are the rows that were removed since the state number remembered, and have not come back.
	gone        map[crm.RowID]absence
	remembered  int
	subscribers map[*subscriber]struct{}
}

// state is how a list is at one moment. It is never changed.
type state struct {
	number int
	at     models.LogPosition
	rows   []crm.ListRow
	nodes  map[crm.RowID]any
	count  *page.Count
	// fates tells why rows of the state before are not in this one.
	fates map[crm.RowID]crm.Fate
	err   error
}

type absence struct {
	crm.Fate
	number int
}

// isStale reports whether changes or the time can have changed the list.
func (v *view) isStale(changes crm.Changes, now time.Time) bool {
	shown := v.shown
	if shown == nil || changes.Unknown || passed(v.dueAt(), now) {
		return true
	}
	has := func(id crm.RowID) bool { return shown.nodes[id] != nil }
	for _, e := range changes.Events {
		if v.window.ChangedBy(e, has) {
			return true
		}
	}
	return slices.ContainsFunc(changes.Touches, func(t crm.Touch) bool { return v.window.TouchedBy(t, has) })
}

func (v *view) dueAt() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.due
}

func passed(due, now time.Time) bool { return !due.IsZero() && !now.Before(due) }

// read reads views at a moment, and the records of rows that are new or changed.
func read(m *crm.Moment, views []*view) ([]*state, error) {
	windows := make([]*crm.Window, len(views))
	for i, v := range views {
		windows[i] = v.window
	}
	if err := m.Read(windows); err != nil {
		return nil, err
	}
	wanted := make([][]crm.RowID, len(views))
	states := make([]*state, len(views))
	for i, v := range views {
		before := orEmpty(v.shown)
		next := &state{number: before.number + 1, at: m.Position, rows: v.window.Rows, nodes: map[crm.RowID]any{},
			err: v.window.Err}
		if v.window.CountLimit > 0 {
			next.count = page.CountOf(v.window.Count, v.window.CountLimit)
		}
		was := byID(before.rows)
		for _, row := range next.rows {
			if old, here := was[row.ID]; here && same(old, row) {
				next.nodes[row.ID] = before.nodes[row.ID]
			} else {
				wanted[i] = append(wanted[i], row.ID)
			}
			delete(was, row.ID)
		}
		var err error
		if next.err == nil {
			next.fates, err = m.Fates(v.window, idsOf(was))
		}
		if states[i] = next; err != nil {
			return nil, err
		}
	}
	return states, complete(m, views, states, wanted)
}

// source is what records are read from: those of one noun that one viewer with limits sees, or everybody without.
type source struct {
	talk   bool
	viewer *models.Viewer
}

// complete adds the records that states lack. Views with one source share a read.
func complete(m *crm.Moment, views []*view, states []*state, wanted [][]crm.RowID) error {
	of := make([]source, len(views))
	asked := map[source][]crm.RowID{}
	for i, v := range views {
		of[i].talk = v.window.Conversations != nil
		if v.window.Viewer.Restricted() {
			of[i].viewer = v.window.Viewer
		}
		asked[of[i]] = append(asked[of[i]], wanted[i]...)
	}
	found := map[source]map[crm.RowID]any{}
	for i, v := range views {
		if _, read := found[of[i]]; !read {
			nodes, err := m.Nodes(v.window, asked[of[i]])
			if err != nil {
				return err
			}
			found[of[i]] = nodes
		}
		for _, id := range wanted[i] {
			states[i].nodes[id] = found[of[i]][id]
		}
	}
	return nil
}

// show makes a state the one that subscribers get, unless it is like the one before.
func (v *view) show(next *state) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.due = (time.Time{}); v.window.DependsOnClock() {
		v.due = v.account.hub.now().Add(clockInterval)
	}
	before := v.shown
	v.err = next.err
	if before != nil && next.err == nil && next.at.Epoch == before.at.Epoch && slices.EqualFunc(before.rows, next.rows, same) &&
		equalCounts(before.count, next.count) {
		return
	}
	if next.err == nil {
		v.remember(next)
		v.shown = next
	}
	for s := range v.subscribers {
		signal(s.wake)
	}
}

// remember notes who has left the list with a state. What is too much is forgotten: subscribers that have not taken it read the list anew.
func (v *view) remember(next *state) {
	if len(v.gone)+len(next.fates) > maxGone {
		clear(v.gone)
		v.remembered = next.number - 1
	}
	for id, fate := range next.fates {
		v.gone[id] = absence{fate, next.number}
	}
	for id := range next.nodes {
		delete(v.gone, id)
	}
}

func orEmpty(s *state) *state {
	if s == nil {
		return &state{}
	}
	return s
}

func byID(rows []crm.ListRow) map[crm.RowID]crm.ListRow {
	found := make(map[crm.RowID]crm.ListRow, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found
}

func idsOf(rows map[crm.RowID]crm.ListRow) []crm.RowID {
	ids := make([]crm.RowID, 0, len(rows))
	for id := range rows {
		ids = append(ids, id)
	}
	return ids
}

// same reports whether two rows are of the same record in the same state.
func same(a, b crm.ListRow) bool {
	return a.ID == b.ID && a.Version == b.Version && a.Rest == b.Rest && equalTimes(a.LastActivityAt, b.LastActivityAt)
}

func equalTimes(a, b *models.DateTime) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(b.Time)
}

func equalCounts(a, b *page.Count) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
