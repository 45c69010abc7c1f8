package crm

import (
	"slices"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// segmentMove is a contact that has entered or left a segment.
type segmentMove struct {
	segment models.SegmentID
	contact models.ContactID
	entered bool
}

// compile makes the lists of the segments.
func (w *segmentWatch) compile(s *Service) error {
	queries, errs := make([]ContactQuery, len(w.segments)), make([]error, len(w.segments))
	for i, segment := range w.segments {
		queries[i].Filter, errs[i] = (&models.Segment{Filter: segment.Filter}).ContactFilter()
		segment.clock = filter.UsesOf(queries[i].Filter).Clock
	}
	lists, err := s.batch(w.tx.reader()).compileEach(queries, errs)
	if err != nil {
		return err
	}
	for i, segment := range w.segments {
		if errs[i] != nil && !isRefusal(errs[i]) {
			return errs[i]
		}
		segment.list, segment.err = lists[i], errs[i]
	}
	return nil
}

// look finds who has entered and left the segments. What is too much for one transaction stays due.
func (w *segmentWatch) look() error {
	for _, s := range w.segments {
		again := w.tx.Now.Add(watchClock)
		if s.err != nil {
			s.Known, s.DueAt = s.Version, &models.DateTime{Time: again} // its members stay until the filter is valid again
			continue
		}
		due := w.all || s.Known != s.Version || s.DueAt != nil && !s.DueAt.After(w.tx.Now.Time)
		if !due && len(w.changed) == 0 {
			continue
		}
		room := watchBatch - len(w.moves)
		found, err := w.moved(s, due, room+1)
		if err != nil {
			return err
		}
		full := len(found) > room
		w.moves = append(w.moves, found[:min(len(found), room)]...)
		switch {
		case full:
			w.more = true
			s.DueAt = &w.tx.Now
		case due && s.clock:
			s.DueAt = &models.DateTime{Time: again}
		case due:
			s.DueAt = nil
		}
		if due || full {
			s.Known = s.Version
		}
	}
	return nil
}

// moved compares the members of a segment with the contacts that match now, of all contacts or of those that have changed.
func (w *segmentWatch) moved(s *watchedSegment, all bool, limit int) (moves []segmentMove, err error) {
	matching, members, args := "", "", slices.Clone(s.list.Args)
	if !all {
		matching, members = " AND c.id = ANY(?)", " AND m.contact_id = ANY(?)"
		args = append(args, w.changed)
	}
	if args = append(args, w.tx.Account, s.ID); !all {
		args = append(args, w.changed)
	}
	found, err := store.RowsPlanned[struct {
		Contact models.ContactID
		Entered bool
	}](w.tx, `
		SELECT coalesce(c.id, m.contact_id), m.contact_id IS NULL
		FROM (SELECT c.id FROM `+s.list.Table.From+` WHERE `+s.list.Where+matching+`) c
		FULL JOIN (SELECT m.contact_id FROM segment_members m WHERE m.account_id = ? AND m.segment_id = ?`+members+`) m
			ON m.contact_id = c.id
		WHERE m.contact_id IS NULL OR c.id IS NULL
		ORDER BY 1
		LIMIT ?`, append(args, limit)...)
	for _, f := range found {
		moves = append(moves, segmentMove{s.ID, f.Contact, f.Entered})
	}
	return moves, err
}

// tell changes the members and emits the events. The contacts are locked, so that none is erased while its values are stored in the log.
func (w *segmentWatch) tell() error {
	if len(w.moves) == 0 {
		return nil
	}
	ids := make([]models.ContactID, len(w.moves))
	for i, m := range w.moves {
		ids[i] = m.contact
	}
	locked, err := lockAll(w.tx, ids)
	if err != nil {
		return err
	}
	contacts := make(map[models.ContactID]*models.Contact, len(locked))
	for _, c := range locked {
		contacts[c.ID] = c
	}
	var in, out, entered, left = store.IDs[models.ContactID]{}, store.IDs[models.ContactID]{}, store.IDs[models.SegmentID]{},
		store.IDs[models.SegmentID]{}
	for _, m := range w.moves {
		c := contacts[m.contact]
		switch {
		case m.entered && c != nil:
			in, entered = append(in, m.contact), append(entered, m.segment)
			w.tx.Emit(models.NewSegmentEvent(models.SegmentEntered, m.segment, c))
		case m.entered: // it has been deleted meanwhile
		case c != nil:
			out, left = append(out, m.contact), append(left, m.segment)
			w.tx.Emit(models.NewSegmentEvent(models.SegmentLeft, m.segment, c))
		default:
			out, left = append(out, m.contact), append(left, m.segment)
			w.tx.Emit(models.NewSegmentGone(m.segment, m.contact))
		}
	}
	return runAll(w.tx, []statement{
		{"INSERT INTO segment_members (account_id, segment_id, contact_id) SELECT ?, x.segment_id, x.contact_id " +
			"FROM unnest(?::uuid[], ?::uuid[]) AS x (segment_id, contact_id)", []any{w.tx.Account, entered, in}},
		{"DELETE FROM segment_members m USING unnest(?::uuid[], ?::uuid[]) AS x (segment_id, contact_id) " +
			"WHERE m.account_id = ? AND m.segment_id = x.segment_id AND m.contact_id = x.contact_id", []any{left, out, w.tx.Account}},
	})
}
