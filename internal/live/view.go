package live

import (
	"slices"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// maxGone is how many contacts a view remembers that have left it.
const maxGone = 1000

// view is a list with its subscribers. The loop of its account alone writes window and shown.
type view struct {
	account *account
	key     string
	// window is the list as it was read last.
	window *crm.ContactWindow

	mu sync.Mutex
	// due is when the time may change the list; zero for never.
	due time.Time
	// shown is how the list is, nil until it was read; err is why it can't be read.
	shown *state
	err   error
	// gone are the contacts that were removed since the state number remembered, and have not come back.
	gone        map[models.ContactID]absence
	remembered  int
	subscribers map[*subscriber]struct{}
}

// state is how a list is at one moment. It is never changed.
type state struct {
	number int
	at     models.LogPosition
	rows   []crm.ContactRow
	nodes  map[models.ContactID]*models.Contact
	count  *page.Count
	// fates tells why contacts of the state before are not in this one.
	fates map[models.ContactID]crm.ContactFate
	err   error
}

type absence struct {
	crm.ContactFate
	number int
}

// isStale reports whether changes or the time can have changed the list.
func (v *view) isStale(changes crm.ContactChanges, now time.Time) bool {
	shown := v.shown
	if shown == nil || changes.Unknown || passed(v.dueAt(), now) {
		return true
	}
	for _, e := range changes.Events {
		if v.window.ChangedBy(e, shown.nodes[e.ContactID] != nil) {
			return true
		}
	}
	return slices.ContainsFunc(changes.Touches, func(t crm.ContactTouch) bool {
		return v.window.TouchedBy(t, shown.nodes[t.Contact] != nil)
	})
}

func (v *view) dueAt() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.due
}

func passed(due, now time.Time) bool { return !due.IsZero() && !now.Before(due) }

// read reads views at a moment, and the contacts that are new or changed.
func read(m *crm.ContactMoment, views []*view) ([]*state, error) {
	windows := make([]*crm.ContactWindow, len(views))
	for i, v := range views {
		windows[i] = v.window
	}
	if err := m.Read(windows); err != nil {
		return nil, err
	}
	var wanted []models.ContactID
	states := make([]*state, len(views))
	for i, v := range views {
		before := orEmpty(v.shown)
		next := &state{number: before.number + 1, at: m.Position, rows: v.window.Rows, nodes: map[models.ContactID]*models.Contact{},
			err: v.window.Err}
		if v.window.CountLimit > 0 {
			next.count = page.CountOf(v.window.Count, v.window.CountLimit)
		}
		was := byID(before.rows)
		for _, row := range next.rows {
			if old, here := was[row.ID]; here && same(old, row) {
				next.nodes[row.ID] = before.nodes[row.ID]
			} else {
				wanted = append(wanted, row.ID)
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
	return states, complete(m, states, wanted)
}

// complete adds the contacts that states lack.
func complete(m *crm.ContactMoment, states []*state, wanted []models.ContactID) error {
	found, err := m.Contacts(wanted)
	for _, s := range states {
		for _, row := range s.rows {
			if s.nodes[row.ID] == nil {
				s.nodes[row.ID] = found[row.ID]
			}
		}
	}
	return err
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

func byID(rows []crm.ContactRow) map[models.ContactID]crm.ContactRow {
	found := make(map[models.ContactID]crm.ContactRow, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found
}

func idsOf(rows map[models.ContactID]crm.ContactRow) []models.ContactID {
	ids := make([]models.ContactID, 0, len(rows))
	for id := range rows {
		ids = append(ids, id)
	}
	return ids
}

// same reports whether two rows are of the same contact in the same state.
func same(a, b crm.ContactRow) bool {
	return a.ID == b.ID && a.Version == b.Version && a.Csat == b.Csat && equalTimes(a.LastActivityAt, b.LastActivityAt)
}

func equalTimes(a, b *models.DateTime) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(b.Time)
}

func equalCounts(a, b *page.Count) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
