package crm

import (
	"kith/internal/store"
	"kith/models"
)

// maxWatchChanges is how many changed contacts are looked at one by one; beyond it, looking at all of them costs less.
const maxWatchChanges = 5000

// segmentWatch is one look at the watched segments of an account.
type segmentWatch struct {
	tx *Tx
	// at is the moment before anything is looked at; what is committed later is looked at the next time, again if it was seen already.
	at logMoment
	// all says that every contact may have changed, otherwise changed are those that may.
	all      bool
	changed  store.IDs[models.ContactID]
	segments []*watchedSegment
	moves    []segmentMove
	// more says that the batch was full.
	more bool
}

// logMoment is a position in the log with PostgreSQL's snapshot.
type logMoment struct {
	Epoch, Seq, Pruned int64
	Seen               string
}

// watchedSegment is a segment whose members are followed.
type watchedSegment struct {
	watchedRow

	list  List[models.Contact]
	clock bool
	err   error
}

type watchedRow struct {
	ID      models.SegmentID
	Filter  models.JSON
	Version int
	// Known is the version with whose filter all contacts were looked at, DueAt when they have to be again.
	Known int
	DueAt *models.DateTime
}

// beginWatch takes the account's cursor and finds out what has changed since; nil if another server has it.
func beginWatch(tx *Tx) (*segmentWatch, error) {
	w := &segmentWatch{tx: tx}
	err := tx.Exec("INSERT INTO segment_cursors (account_id, epoch, seq, seen, looked_at) VALUES (?, 0, 0, '', '-infinity') "+
		"ON CONFLICT DO NOTHING", tx.Account)
	if err != nil {
		return nil, err
	}
	cursors, err := store.Rows[struct {
		Epoch, Seq int64
		Seen       string
		Old        bool
	}](tx, `
		SELECT epoch, seq, seen, looked_at < now() - make_interval(secs => ?)
		FROM segment_cursors
		WHERE account_id = ? FOR UPDATE SKIP LOCKED`, maxGap, tx.Account)
	if err != nil || len(cursors) == 0 {
		return nil, err
	}
	w.at, err = store.One[logMoment](tx, `
		SELECT coalesce(max(epoch), 0), coalesce(max(last_seq), 0), coalesce(max(pruned_seq), 0), pg_current_snapshot()::text
		FROM account_seq
		WHERE account_id = ?`, tx.Account)
	if err != nil {
		return nil, err
	}
	since := cursors[0]
	w.all = since.Old || since.Epoch != w.at.Epoch || since.Seq > w.at.Seq || since.Seq < w.at.Pruned
	if !w.all {
		err = w.findChanged(since.Seq, since.Seen)
	}
	if err != nil {
		return nil, err
	}
	return w, w.readSegments()
}

// findChanged finds the contacts that events and touches since a moment are about.
func (w *segmentWatch) findChanged(seq int64, seen string) (err error) {
	w.changed, err = store.Rows[models.ContactID](w.tx, `
		SELECT DISTINCT x.contact_id
		FROM (
			SELECT e.contact_id FROM contact_events e WHERE e.account_id = ? AND e.seq > ? AND e.segment_id IS NULL
			UNION ALL
			SELECT t.contact_id
			FROM live.contact_touches t
			WHERE t.account_id = ? AND t.xid >= pg_snapshot_xmin(?::text::pg_snapshot)
				AND NOT pg_visible_in_snapshot(t.xid, ?::text::pg_snapshot)) x
		ORDER BY x.contact_id
		LIMIT ?`, w.tx.Account, seq, w.tx.Account, seen, seen, maxWatchChanges+1)
	// The zero id, which is the first, stands for all contacts.
	w.all = len(w.changed) > maxWatchChanges || len(w.changed) > 0 && w.changed[0] == models.ContactID{}
	return err
}

// readSegments reads the watched segments, and forgets those that are not watched any more.
func (w *segmentWatch) readSegments() error {
	err := runAll(w.tx, []statement{
		{`DELETE FROM segment_watches w
			WHERE w.account_id = ? AND NOT EXISTS (
				SELECT FROM segments s WHERE s.account_id = w.account_id AND s.id = w.segment_id AND s.watch)`, []any{w.tx.Account}},
		{`INSERT INTO segment_watches (account_id, segment_id, version)
			SELECT s.account_id, s.id, 0 FROM segments s WHERE s.account_id = ? AND s.watch
			ON CONFLICT DO NOTHING`, []any{w.tx.Account}},
	})
	if err != nil {
		return err
	}
	rows, err := store.Rows[watchedRow](w.tx, `
		SELECT s.id, s.filter, s.version, w.version, w.due_at
		FROM segments s
		JOIN segment_watches w ON w.account_id = s.account_id AND w.segment_id = s.id
		WHERE s.account_id = ? AND s.watch
		ORDER BY s.id`, w.tx.Account)
	for _, row := range rows {
		w.segments = append(w.segments, &watchedSegment{watchedRow: row})
	}
	return err
}

// end stores how far the segments were looked at.
func (w *segmentWatch) end() error {
	n := len(w.segments)
	ids, versions, due := make(store.IDs[models.SegmentID], n), make([]int, n), make([]*models.DateTime, n)
	for i, s := range w.segments {
		ids[i], versions[i], due[i] = s.ID, s.Known, s.DueAt
	}
	return runAll(w.tx, []statement{
		{`UPDATE segment_watches w SET version = x.version, due_at = x.due_at
			FROM unnest(?::uuid[], ?::int[], ?::timestamptz[]) AS x (id, version, due_at)
			WHERE w.account_id = ? AND w.segment_id = x.id AND (w.version, w.due_at) IS DISTINCT FROM (x.version, x.due_at)`,
			[]any{ids, versions, due, w.tx.Account}},
		{"UPDATE segment_cursors SET epoch = ?, seq = ?, seen = ?, looked_at = now() WHERE account_id = ?",
			[]any{w.at.Epoch, w.at.Seq, w.at.Seen, w.tx.Account}},
	})
}
