package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// Moment reads the lists of an account as they are at one moment: all of its methods see the same committed transactions.
type Moment struct {
	Mark

	service *Service
	reader  reader
	batches map[*models.Viewer]*Batch
}

// Mark says which moment it is, so that Changes can go on from there later.
type Mark struct {
	// Position is the end of the event log.
	Position models.LogPosition
	// Seen is PostgreSQL's snapshot.
	Seen string
	// clock is PostgreSQL's time in seconds.
	clock int64
}

// AtOneMoment runs reads in an account that all see the same moment. It is called by the system; each window is read for its viewer.
func (s *Service) AtOneMoment(ctx context.Context, account int64, fn func(*Moment) error) error {
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
		mark := Mark{models.LogPosition{Account: account, Epoch: at.Epoch, Seq: at.Last}, at.Seen, at.Clock}
		return fn(&Moment{Mark: mark, service: s, reader: reader{session, viewer}, batches: map[*models.Viewer]*Batch{}})
	})
}

// ReadsLists returns an error unless the viewer may read contacts and conversations.
func (s *Service) ReadsLists(ctx context.Context) error {
	_, err := permitted(ctx, models.PermView)
	return err
}

// batch returns a batch with the rights of a viewer.
func (m *Moment) batch(viewer *models.Viewer) (*Batch, error) {
	if b := m.batches[viewer]; b != nil {
		return b, nil
	}
	sight, err := m.service.visibilityOf(m.reader.Context(), viewer)
	if err != nil {
		return nil, err
	}
	b := m.service.batch(reader{sight.over(m.reader.Session), viewer})
	m.batches[viewer] = b
	return b, nil
}
