package live

import (
	"context"
	"fmt"
	"slices"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// Request is what a client asks for.
type Request struct {
	Query crm.ContactQuery
	// First and CountLimit are nil for the defaults.
	First, CountLimit *int
	// Have is nil for a snapshot.
	Have []*models.ContactListHave
}

// subscriber is a client of a view.
type subscriber struct {
	view *view
	wake chan struct{}
	out  chan models.ContactListChange
	// joined is the first read of the account that sees everything that the client has seen before.
	joined int
	// had is the state that the client is sent, taken the one that it has taken, under the lock of the view.
	had, taken *state
}

// Contacts sends a list of contacts and its changes until the context ends. Invalid as crm.ListContacts.
func (h *Hub) Contacts(ctx context.Context, r Request) (<-chan models.ContactListChange, error) {
	if err := h.crm.ReadsContacts(ctx); err != nil {
		return nil, err
	}
	w, err := r.window(models.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	stream := models.StreamFrom(ctx)
	if stream.LastEventID != "" {
		r.Have = nil // it was true when the stream began
	}
	s, err := h.join(w.Viewer, w)
	if err != nil {
		return nil, err
	}
	first, err := s.first(ctx, w, r.Have)
	if err != nil {
		h.leave(s)
		return nil, err
	}
	go func() {
		defer close(s.out)
		defer h.leave(s)
		defer func() { // a panic in this goroutine would end the process
			if reason := recover(); reason != nil {
				stream.Fail(fmt.Errorf("panic: %v", reason))
			}
		}()
		for changes := first; ; {
			for _, change := range changes {
				stream.Announce(string(s.had.at.Cursor()))
				select {
				case s.out <- change:
				case <-ctx.Done():
					return
				}
			}
			s.view.took(s)
			if changes, err = s.next(ctx); err != nil {
				if ctx.Err() == nil {
					stream.Fail(err)
				}
				return
			}
		}
	}()
	return s.out, nil
}

// window checks the request and returns the window that it asks for.
func (r Request) window(viewer *models.Viewer) (crm.ContactWindow, error) {
	w := crm.ContactWindow{Query: r.Query, Viewer: viewer}
	var err error
	if w.First, err = page.Size(r.First); err != nil {
		return w, models.Errorf(models.Invalid, "first must be between 1 and %d.", page.MaxSize).At("first")
	}
	if r.CountLimit != nil {
		if w.CountLimit = *r.CountLimit; w.CountLimit < 1 || w.CountLimit > crm.MaxCount {
			return w, models.Errorf(models.Invalid, "countLimit must be between 1 and %d.", crm.MaxCount).At("countLimit")
		}
	}
	if len(r.Have) > models.MaxContactListHave {
		return w, models.Errorf(models.Invalid, "At most %d contacts can be named.", models.MaxContactListHave).At("have")
	}
	seen := map[models.ContactID]bool{}
	for i, have := range r.Have {
		if have.ID.IsZero() || seen[have.ID] {
			return w, models.Errorf(models.Invalid, "This is no id of a contact, or it is named twice.").At("have", fmt.Sprint(i), "id")
		}
		seen[have.ID] = true
	}
	return w, nil
}

// first waits until the view was read anew, so that the client sees what it has written itself, and returns what the client gets first.
func (s *subscriber) first(ctx context.Context, w crm.ContactWindow, have []*models.ContactListHave) ([]models.ContactListChange, error) {
	now, _, err := s.newer(ctx)
	if err != nil {
		return nil, err
	}
	s.had = now
	if have == nil {
		return []models.ContactListChange{now.snapshot()}, nil
	}
	known := byID(now.rows)
	had := make([]crm.ContactRow, len(have))
	missing := map[models.ContactID]crm.ContactRow{}
	for i, h := range have {
		row, here := known[h.ID]
		if !here {
			missing[h.ID] = row
		}
		if !here || row.Version != h.Version || h.LastActivityAt != nil && !equalTimes(row.LastActivityAt, h.LastActivityAt) {
			row = crm.ContactRow{ID: h.ID}
		}
		had[i] = row
	}
	var fates map[models.ContactID]crm.ContactFate
	if len(missing) > 0 {
		err = s.view.account.hub.crm.AtOneMoment(ctx, w.Viewer.AccountID, func(m *crm.ContactMoment) (err error) {
			fates, err = m.Fates(&w, idsOf(missing))
			return err
		})
	}
	ops := difference(had, now, func(id models.ContactID) crm.ContactFate { return fates[id] })
	return []models.ContactListChange{&models.ContactListPatch{Cursor: now.at.Cursor(), Ops: ops, Count: now.count}}, err
}

// next waits for a state that the client does not have, and returns what leads to it.
func (s *subscriber) next(ctx context.Context) ([]models.ContactListChange, error) {
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
	ops := difference(had.rows, now, func(id models.ContactID) crm.ContactFate { return fates[id].ContactFate })
	if len(ops) == 0 && equalCounts(had.count, now.count) {
		return nil, nil // what had changed has changed back
	}
	return []models.ContactListChange{&models.ContactListPatch{From: &from, Cursor: now.at.Cursor(), Ops: ops, Count: now.count}}, nil
}

// newer waits for a state of the view that follows the one that the client has, and tells what became of those that are gone; nil if that
// is not remembered.
func (s *subscriber) newer(ctx context.Context) (*state, map[models.ContactID]absence, error) {
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
func (v *view) since(had *state) (*state, map[models.ContactID]absence, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err != nil || v.shown == nil || v.shown == had {
		return nil, nil, v.err
	}
	if had == nil || had.number < v.remembered {
		return v.shown, nil, nil
	}
	fates := make(map[models.ContactID]absence, len(v.gone))
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
func (s *state) snapshot() *models.ContactListSnapshot {
	nodes := make([]*models.Contact, len(s.rows))
	for i, row := range s.rows {
		nodes[i] = s.nodes[row.ID]
	}
	return &models.ContactListSnapshot{Cursor: s.at.Cursor(), Nodes: nodes, Count: s.count}
}

func reset(now *state, reason string) []models.ContactListChange {
	return slices.Clip([]models.ContactListChange{&models.ContactListReset{Reason: reason}, now.snapshot()})
}
