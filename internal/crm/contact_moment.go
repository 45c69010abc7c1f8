package crm

import (
	"context"
	"errors"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

// ContactMoment reads the contacts of an account as they are at one moment: all of its methods see the same committed transactions.
type ContactMoment struct {
	ContactMark

	service *Service
	reader  reader
	batches map[*models.Viewer]*Batch
}

// ContactMark says which moment it is, so that Changes can go on from there later.
type ContactMark struct {
	// Position is the end of the event log.
	Position models.LogPosition
	// Seen is PostgreSQL's snapshot.
	Seen string
	// clock is PostgreSQL's time in seconds.
	clock int64
}

// ContactWindow is the beginning of a list of contacts.
type ContactWindow struct {
	Query ContactQuery
	// Viewer is who asks for it; its rights decide which contacts it finds.
	Viewer *models.Viewer
	// First is how many contacts the window has at most.
	First int
	// CountLimit is how far the list is counted, 0 for not at all.
	CountLimit int

	// Rows and Count are what was read, Err is why nothing was: a segment or filter that is not valid.
	Rows  []ContactRow
	Count int
	Err   error

	uses filter.Uses
	list List[models.Contact]
}

// ContactRow is what decides whether a contact in a window has changed.
type ContactRow struct {
	ID             models.ContactID
	Version        int
	LastActivityAt *models.DateTime
	Csat           string
}

// AtOneMoment runs reads in an account that all see the same moment. It is called by the system; each window is read for its viewer.
func (s *Service) AtOneMoment(ctx context.Context, account int64, fn func(*ContactMoment) error) error {
	viewer := &models.Viewer{AccountID: account, Role: models.Administrator}
	return s.db.Snapshot(ctx, account, func(session *store.Session) error {
		at, err := store.One[struct {
			Epoch, Last int64
			Seen        string
			Clock       int64
		}](session, `
			SELECT coalesce(max(epoch), 0), coalesce(max(last_seq), 0), pg_current_snapshot()::text, extract(epoch FROM now())::bigint
			FROM account_seq
			WHERE account_id = ?`, account)
		if err != nil {
			return err
		}
		mark := ContactMark{models.LogPosition{Account: account, Epoch: at.Epoch, Seq: at.Last}, at.Seen, at.Clock}
		return fn(&ContactMoment{ContactMark: mark, service: s, reader: reader{session, viewer}, batches: map[*models.Viewer]*Batch{}})
	})
}

// ReadsContacts returns an error unless the viewer may read contacts.
func (s *Service) ReadsContacts(ctx context.Context) error {
	_, err := permitted(ctx, models.PermView)
	return err
}

// batch returns a batch with the rights of a viewer.
func (m *ContactMoment) batch(viewer *models.Viewer) *Batch {
	b := m.batches[viewer]
	if b == nil {
		b = m.service.batch(reader{m.reader.Session, viewer})
		m.batches[viewer] = b
	}
	return b
}

// compile finds the list of each window that has none yet, and sets the errors of those that are not valid. The windows of a viewer share
// what has to be looked up.
func (m *ContactMoment) compile(windows []*ContactWindow) error {
	byViewer := map[*models.Viewer][]*ContactWindow{}
	for _, w := range windows {
		if w.list.Batch == nil && w.Err == nil {
			byViewer[w.Viewer] = append(byViewer[w.Viewer], w)
		}
	}
	for viewer, windows := range byViewer {
		queries, errs := make([]ContactQuery, len(windows)), make([]error, len(windows))
		for i, w := range windows {
			queries[i] = w.Query
			if w.Query.Segment != nil {
				queries[i].stored, errs[i] = m.service.segmentFilter(m.batch(viewer).reader(), *w.Query.Segment)
			}
			w.uses = usesOf(queries[i])
		}
		lists, err := m.batch(viewer).compileEach(queries, errs)
		if err != nil {
			return err
		}
		for i, w := range windows {
			if errs[i] != nil && !isRefusal(errs[i]) {
				return errs[i]
			}
			w.list, w.Err = seenBy(viewer, lists[i]), errs[i]
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

// seenBy narrows a list to the contacts that a viewer may see. Every role may see all contacts of its account; this is the place for a
// condition of a role, which usesOf and RightsOver then have to know too.
func seenBy(_ *models.Viewer, l List[models.Contact]) List[models.Contact] { return l }

// RightsOver returns a text that is equal for viewers of an account for whom a query finds the same contacts.
func RightsOver(v *models.Viewer, q ContactQuery) string {
	if q.Segment != nil { // which its owner alone may see
		return v.Key()
	}
	return ""
}

// windowColumns are the columns of a ContactRow, as the statements of windows return them.
var windowColumns = columnsNamed(contacts, "id", "version", "last_activity_at")

// MaxCount is how far a list can be counted.
const MaxCount = store.MaxCount

// csat is the rating counts as one value.
const csat = "concat_ws(' ', c.csat1, c.csat2, c.csat3, c.csat4, c.csat5) AS csat"

func columnsNamed(t store.Table[models.Contact], names ...string) (set Columns) {
	for _, name := range names {
		column, _, _ := t.Column(name)
		set |= column
	}
	return set
}

// Read reads windows in one statement for up to 50, and counts those that want it in another.
func (m *ContactMoment) Read(windows []*ContactWindow) error {
	for _, w := range windows {
		w.list, w.Err = List[models.Contact]{}, nil // of an earlier moment
	}
	if err := m.compile(windows); err != nil {
		return err
	}
	var valid, counted []*ContactWindow
	var pages, counts []store.Statement
	for _, w := range windows {
		w.Rows, w.Count = nil, 0
		if w.Err != nil {
			continue
		}
		statement, err := w.list.Statement(page.Args{First: &w.First}, windowColumns, csat)
		if err != nil {
			w.Err = explain(err)
			continue
		}
		valid, pages = append(valid, w), append(pages, statement)
		if w.CountLimit > 0 {
			counted, counts = append(counted, w), append(counts, w.list.CountStatement(w.CountLimit))
		}
	}
	err := store.RowsOfEach(m.reader, pages, "child.id, child.version, child.last_activity_at, child.csat", func(i int, row ContactRow) {
		valid[i].Rows = append(valid[i].Rows, row)
	})
	if err != nil {
		return err
	}
	return store.RowsOfEach(m.reader, counts, "child.count", func(i, n int) { counted[i].Count = n })
}

// Contacts returns the contacts with the ids; ids of merged contacts find nothing.
func (m *ContactMoment) Contacts(ids []models.ContactID) (map[models.ContactID]*models.Contact, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	b := m.service.batch(m.reader)
	found := b.ContactsByID(ids, AllColumns)
	return found, b.Send()
}
