package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// TouchKind is what has changed about a contact without an event.
type TouchKind string

// The kinds, as the triggers of migration 39 write them.
const (
	TouchActivity     TouchKind = "ACTIVITY"
	TouchRating       TouchKind = "RATING"
	TouchContact      TouchKind = "CONTACT"
	TouchConversation TouchKind = "CONVERSATION"
	TouchInbox        TouchKind = "INBOX"
	TouchPresence     TouchKind = "PRESENCE"
	// TouchAccount is a change that concerns all contacts of the account.
	TouchAccount TouchKind = "ACCOUNT"
)

// Touch is a change of a contact without an event.
type Touch struct {
	Contact models.ContactID
	Kind    TouchKind
}

// Changes is what has changed between two moments.
type Changes struct {
	// Unknown says that it is too much to be read, or that the earlier moment is too long ago: everything may have changed.
	Unknown bool
	Events  []*models.ContactEvent
	Touches []Touch
}

// maxChanges is how many changes are read; beyond it, reading the lists again costs less.
const maxChanges = 1000

// touchRetention is for how many hours touches are kept at least, and maxGap for how many seconds changes are looked for: a reader that was
// stopped for longer reads everything anew.
const (
	touchRetention = 1
	maxGap         = touchRetention * 3600 / 2
)

// Changes returns what has changed since an earlier moment of the account.
func (m *Moment) Changes(since Mark) (Changes, error) {
	unknown := Changes{Unknown: true}
	fresh := m.Position.Seq - since.Position.Seq
	if fresh < 0 || fresh > maxChanges || since.Position.Seq > 0 && since.Position.Epoch != m.Position.Epoch || m.clock-since.clock > maxGap {
		return unknown, nil
	}
	touches, err := store.Rows[Touch](m.reader, `
		SELECT t.contact_id, t.kind
		FROM live.contact_touches t
		WHERE t.account_id = ? AND t.xid >= pg_snapshot_xmin(?::text::pg_snapshot) AND NOT pg_visible_in_snapshot(t.xid, ?::text::pg_snapshot)
		LIMIT ?`, m.reader.Account, since.Seen, since.Seen, maxChanges+1)
	if err != nil || len(touches) > maxChanges {
		return unknown, err
	}
	found := Changes{Touches: touches}
	if fresh > 0 {
		found.Events, err = events.List(m.reader, "e.account_id = ? AND e.seq > ? ORDER BY e.seq LIMIT ?", m.reader.Account, since.Position.Seq,
			maxChanges+1)
	}
	if err != nil || int64(len(found.Events)) != fresh {
		return unknown, err // the log has been shortened
	}
	return found, nil
}

// Passed returns the accounts in which something has changed since a moment of each, in one statement. It is called by the system, not by a
// viewer.
func (s *Service) Passed(ctx context.Context, marks []Mark) ([]int64, error) {
	accounts, epochs, ends, seen := make([]int64, len(marks)), make([]int64, len(marks)), make([]int64, len(marks)), make([]string, len(marks))
	for i, m := range marks {
		accounts[i], epochs[i], ends[i], seen[i] = m.Position.Account, m.Position.Epoch, m.Position.Seq, m.Seen
	}
	return store.Rows[int64](s.system(ctx), `
		SELECT a.id
		FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) AS m (account_id, epoch, last_seq, seen)
		JOIN accounts a ON a.id = m.account_id
		LEFT JOIN account_seq s ON s.account_id = a.id
		WHERE (coalesce(s.epoch, 0), coalesce(s.last_seq, 0)) <> (m.epoch, m.last_seq) OR EXISTS (
			SELECT FROM live.contact_touches t
			WHERE t.account_id = a.id AND t.xid >= pg_snapshot_xmin(m.seen::pg_snapshot)
				AND NOT pg_visible_in_snapshot(t.xid, m.seen::pg_snapshot))`, accounts, epochs, ends, seen)
}
