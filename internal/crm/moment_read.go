package crm

import (
	"errors"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// compile finds the list of each window that has none yet, and sets the errors of those that are not valid.
func (m *Moment) compile(windows []*Window) error {
	byViewer := map[*models.Viewer][]*Window{}
	for _, w := range windows {
		switch {
		case w.list != nil || w.Err != nil:
		case w.Contacts != nil:
			byViewer[w.Viewer] = append(byViewer[w.Viewer], w)
		default:
			if err := m.compileTalk(w); err != nil {
				return err
			}
		}
	}
	for viewer, windows := range byViewer {
		if err := m.compileContacts(viewer, windows); err != nil {
			return err
		}
	}
	return nil
}

// isRefusal tells what is wrong with a query from what is wrong with the database.
func isRefusal(err error) bool {
	var one *models.Error
	var several models.Errors
	return errors.As(err, &one) || errors.As(err, &several)
}

// Read reads windows in one statement for up to 50, and counts those that want it in another. Those of viewers with limits take statements
// of their own.
func (m *Moment) Read(windows []*Window) error {
	for _, w := range windows {
		w.list, w.Err, w.Rows, w.Count = nil, nil, nil, 0 // of an earlier moment
	}
	if err := m.compile(windows); err != nil {
		return err
	}
	seenBy := map[*models.Viewer][]*Window{} // nil for everything
	for _, w := range windows {
		viewer := w.Viewer
		if !viewer.Restricted() {
			viewer = nil
		}
		seenBy[viewer] = append(seenBy[viewer], w)
	}
	for viewer, windows := range seenBy {
		session := m.reader
		if viewer != nil {
			b, err := m.batch(viewer)
			if err != nil {
				return err
			}
			session = b.reader()
		}
		if err := readWindows(session, windows); err != nil {
			return err
		}
	}
	return nil
}

func readWindows(r reader, windows []*Window) error {
	var valid, counted []*Window
	var pages, counts []store.Statement
	for _, w := range windows {
		if w.Err != nil {
			continue
		}
		statement, err := w.list.page(page.Args{First: &w.First})
		if err != nil {
			w.Err = explain(err)
			continue
		}
		valid, pages = append(valid, w), append(pages, statement)
		if w.CountLimit > 0 {
			counted, counts = append(counted, w), append(counts, w.list.count(w.CountLimit))
		}
	}
	err := store.RowsOfEach(r, pages, "child.id, child.version, child.last_activity_at, child.rest", func(i int, row ListRow) {
		valid[i].Rows = append(valid[i].Rows, row)
	})
	if err != nil {
		return err
	}
	return store.RowsOfEach(r, counts, "child.count", func(i, n int) { counted[i].Count = n })
}

// Nodes returns the records with the ids that a window is about, as its viewer sees them; ids of merged contacts find nothing.
func (m *Moment) Nodes(w *Window, ids []RowID) (map[RowID]any, error) {
	b := m.service.batch(m.reader)
	if w.Viewer.Restricted() {
		var err error
		if b, err = m.batch(w.Viewer); err != nil {
			return nil, err
		}
	}
	if w.Conversations != nil {
		return nodesOf(b, ids, b.ConversationsByID)
	}
	return nodesOf(b, ids, b.ContactsByID)
}

func nodesOf[K ~struct{ typeid.ID[N] }, N typeid.Noun, T any](
	b *Batch, ids []RowID, find func([]K, Columns) map[K]*T,
) (map[RowID]any, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys := make([]K, len(ids))
	for i, id := range ids {
		keys[i] = typeid.Of[K](id)
	}
	found := find(keys, AllColumns)
	if err := b.Send(); err != nil {
		return nil, err
	}
	nodes := make(map[RowID]any, len(found))
	for i, key := range keys {
		if node := found[key]; node != nil {
			nodes[ids[i]] = node
		}
	}
	return nodes, nil
}

// Fate is what became of a row that is in a list no longer.
type Fate struct {
	Reason models.ContactListReason
	// Into is the contact that a contact was merged into.
	Into *RowID
}

// Fates tells why rows are not in a window: they do not exist, are not found by its query, or come after its end. Viewers with limits are
// told that a row has left if they do not see it, whatever became of it.
func (m *Moment) Fates(w *Window, ids []RowID) (map[RowID]Fate, error) {
	fates := make(map[RowID]Fate, len(ids))
	if len(ids) == 0 {
		return fates, nil
	}
	gone := models.ContactDeletedFromList
	if w.Viewer.Restricted() {
		gone = models.ContactLeftList
	}
	for _, id := range ids {
		fates[id] = Fate{Reason: gone}
	}
	if err := m.compile([]*Window{w}); err != nil || w.Err != nil {
		return fates, err
	}
	b, err := m.batch(w.Viewer)
	if err != nil {
		return nil, err
	}
	exist := m.contactRows(ids)
	if w.Conversations != nil {
		exist = m.talkRows(ids)
	}
	there, err := store.Rows[struct {
		ID   RowID
		Into *RowID
	}](b.reader(), exist.Text, exist.Args...)
	if err != nil {
		return nil, err
	}
	for _, found := range there {
		fates[found.ID] = Fate{Reason: models.ContactLeftList}
		if found.Into != nil {
			fates[found.ID] = Fate{Reason: models.ContactMergedInList, Into: found.Into}
		}
	}
	matching := w.list.matching(ids)
	found, err := store.RowsPlanned[RowID](b.reader(), matching.Text, matching.Args...)
	for _, id := range found {
		fates[id] = Fate{Reason: models.ContactPushedOut}
	}
	return fates, err
}
