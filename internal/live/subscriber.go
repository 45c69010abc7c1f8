package live

import (
	"context"
	"slices"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// subscriber is a client of a view.
type subscriber struct {
	view *view
	wake chan struct{}
	// stream is that of its client, under the lock of the view.
	stream *models.Stream
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
	s.view.mu.Lock()
	s.stream = stream
	s.view.mu.Unlock()
	messages := []pending{first}
	return models.Pull(stream, func() (e models.Event[C], err error) {
		for len(messages) == 0 {
			s.view.took(s)
			if messages, err = s.next(ctx); err != nil {
				return e, err
			}
		}
		m := messages[0]
		messages = messages[1:]
		return models.Event[C]{ID: string(s.had.at.Cursor()), Same: m.same, Make: func() C { return word(m.make()) }}, nil
	}, func() { h.leave(s) }), nil
}

// pending is a message that a client is sent next.
type pending struct {
	// same is equal for the same message of another client; nil if there is none.
	same any
	make func() message
}

// shared names a message of a view, by the states that it leads from and to; a snapshot comes from nothing.
type shared struct {
	view     *view
	from, to int
}

// first waits until the view was read anew, so that the client sees what it has written itself, and returns what the client gets first.
func (s *subscriber) first(ctx context.Context, w crm.Window, has []have) (p pending, err error) {
	now, _, err := s.newer(ctx)
	if err != nil {
		return p, err
	}
	s.had = now
	if has == nil {
		return s.snapshot(now), nil
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
	return pending{make: func() message {
		steps := difference(had, now, func(id crm.RowID) crm.Fate { return fates[id] })
		return message{at: now.at.Cursor(), steps: steps, count: now.count}
	}}, err
}

// next waits for a state that the client does not have, and returns what leads to it.
func (s *subscriber) next(ctx context.Context) ([]pending, error) {
	now, fates, err := s.newer(ctx)
	if err != nil {
		return nil, err
	}
	had := s.had
	s.had = now
	switch {
	case had.at.Seq > 0 && (had.at.Epoch != now.at.Epoch || now.at.Seq < had.at.Seq):
		return s.reset(now, "The database was replaced."), nil
	case fates == nil:
		return s.reset(now, "Too much has happened since the last message."), nil
	case slices.EqualFunc(had.rows, now.rows, same) && equalCounts(had.count, now.count):
		return nil, nil // what had changed has changed back
	}
	return []pending{{shared{s.view, had.number, now.number}, func() message {
		from := had.at.Cursor()
		steps := difference(had.rows, now, func(id crm.RowID) crm.Fate { return fates[id].Fate })
		return message{from: &from, at: now.at.Cursor(), steps: steps, count: now.count}
	}}}, nil
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
func (s *subscriber) snapshot(now *state) pending {
	return pending{shared{s.view, 0, now.number}, func() message {
		nodes := make([]any, len(now.rows))
		for i, row := range now.rows {
			nodes[i] = now.nodes[row.ID]
		}
		return message{at: now.at.Cursor(), nodes: nodes, count: now.count}
	}}
}

func (s *subscriber) reset(now *state, reason string) []pending {
	return []pending{{make: func() message { return message{reset: reason} }}, s.snapshot(now)}
}
