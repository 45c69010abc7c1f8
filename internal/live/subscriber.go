package live

import (
	"context"
	"fmt"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// subscriber is a client of a view.
type subscriber struct {
	view *view
	wake chan struct{}
	// out is the channel that its client reads, of a type that depends on the noun; under the lock of the view.
	out any
	// joined is the first read of the account that sees everything that the client has seen before.
	joined int
	// had is the state that the client is sent, taken the one that it has taken, under the lock of the view.
	had, taken *state
}

// message is what a client is sent, whatever the noun.
type message struct {
	// reset is why the list can't be led on; blank for a snapshot or a patch.
	reset string
	// nodes are all records of a snapshot, nil for a patch.
	nodes []any
	// from is the position of the message that a patch follows, nil for what the client said it has.
	from  *page.Cursor
	at    page.Cursor
	steps []step
	count *page.Count
}

// have is a row that a client has.
type have struct {
	id             crm.RowID
	version        int
	lastActivityAt *models.DateTime
}

// follow sends a list and its changes, as its noun words them, until the context ends.
func follow[C any](ctx context.Context, h *Hub, w crm.Window, has []have, word func(message) C) (<-chan C, error) {
	stream := models.StreamFrom(ctx)
	if stream.LastEventID != "" {
		has = nil // it was true when the stream began
	}
	s, err := h.join(w)
	if err != nil {
		return nil, err
	}
	first, err := s.first(ctx, w, has)
	if err != nil {
		h.leave(s)
		return nil, err
	}
	out := make(chan C)
	s.view.mu.Lock()
	s.out = (<-chan C)(out)
	s.view.mu.Unlock()
	go func() {
		defer close(out)
		defer h.leave(s)
		defer func() { // a panic in this goroutine would end the process
			if reason := recover(); reason != nil {
				stream.Fail(fmt.Errorf("panic: %v", reason))
			}
		}()
		for messages := first; ; {
			for _, m := range messages {
				stream.Announce(string(s.had.at.Cursor()))
				select {
				case out <- word(m):
				case <-ctx.Done():
					return
				}
			}
			s.view.took(s)
			if messages, err = s.next(ctx); err != nil {
				if ctx.Err() == nil {
					stream.Fail(err)
				}
				return
			}
		}
	}()
	return out, nil
}

// first waits until the view was read anew, so that the client sees what it has written itself, and returns what the client gets first.
func (s *subscriber) first(ctx context.Context, w crm.Window, has []have) ([]message, error) {
	now, _, err := s.newer(ctx)
	if err != nil {
		return nil, err
	}
	s.had = now
	if has == nil {
		return []message{now.snapshot()}, nil
	}
	known := byID(now.rows)
	had := make([]crm.ListRow, len(has))
	missing := map[crm.RowID]crm.ListRow{}
	for i, h := range has {
		row, here := known[h.id]
		if !here {
			missing[h.id] = row
		}
		if !here || row.Version != h.version || h.lastActivityAt != nil && !equalTimes(row.LastActivityAt, h.lastActivityAt) {
			row = crm.ListRow{ID: h.id}
		}
		had[i] = row
	}
	var fates map[crm.RowID]crm.Fate
	if len(missing) > 0 {
		err = s.view.account.hub.crm.AtOneMoment(ctx, w.Viewer.AccountID, func(m *crm.Moment) (err error) {
			fates, err = m.Fates(&w, idsOf(missing))
			return err
		})
	}
	steps := difference(had, now, func(id crm.RowID) crm.Fate { return fates[id] })
	return []message{{at: now.at.Cursor(), steps: steps, count: now.count}}, err
}

// next waits for a state that the client does not have, and returns what leads to it.
func (s *subscriber) next(ctx context.Context) ([]message, error) {
	now, fates, err := s.newer(ctx)
	if err != nil {
		return nil, err
	}
	had := s.had
	s.had = now
	switch {
	case had.at.Seq > 0 && (had.at.Epoch != now.at.Epoch || now.at.Seq < had.at.Seq):
		return reset(now, "The database was replaced."), nil
	case fates == nil:
		return reset(now, "Too much has happened since the last message."), nil
	}
	from := had.at.Cursor()
	steps := difference(had.rows, now, func(id crm.RowID) crm.Fate { return fates[id].Fate })
	if len(steps) == 0 && equalCounts(had.count, now.count) {
		return nil, nil // what had changed has changed back
	}
	return []message{{from: &from, at: now.at.Cursor(), steps: steps, count: now.count}}, nil
}

// newer waits for a state of the view that follows the one that the client has, and tells what became of those that are gone; nil if that
// is not remembered.
func (s *subscriber) newer(ctx context.Context) (*state, map[crm.RowID]absence, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-s.wake:
		}
		if s.had == nil && !s.view.account.hasRead(s) {
			continue
		}
		if now, fates, err := s.view.since(s.had); err != nil || now != nil {
			return now, fates, err
		}
	}
}

// since returns the state of the view, nil if it is the one that is given, and who is gone since then.
func (v *view) since(had *state) (*state, map[crm.RowID]absence, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err != nil || v.shown == nil || v.shown == had {
		return nil, nil, v.err
	}
	if had == nil || had.number < v.remembered {
		return v.shown, nil, nil
	}
	fates := make(map[crm.RowID]absence, len(v.gone))
	for _, row := range had.rows {
		if gone, here := v.gone[row.ID]; here {
			fates[row.ID] = gone
		}
	}
	return v.shown, fates, nil
}

// took notes that the client of a subscriber has what it was sent.
func (v *view) took(s *subscriber) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s.taken = s.had
}

// snapshot is the whole list.
func (s *state) snapshot() message {
	nodes := make([]any, len(s.rows))
	for i, row := range s.rows {
		nodes[i] = s.nodes[row.ID]
	}
	return message{at: s.at.Cursor(), nodes: nodes, count: s.count}
}

func reset(now *state, reason string) []message {
	return []message{{reset: reason}, now.snapshot()}
}
