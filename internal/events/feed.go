package events

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
)

// feedPage is how many events a feed reads at a time.
const feedPage = 500

// feed follows the log of one account for the subscribers of this node. It reads every event once, for any number of subscribers.
type feed struct {
	account int64
	crm     *crm.Service
	log     *slog.Logger
	read    func(age time.Duration) // may be nil
	wake    chan struct{}           // holds one signal while there may be something to read
	stop    context.CancelFunc

	mu sync.Mutex
	// end is how far the log has been read; the ring ends there.
	end         models.LogPosition
	recent      ring
	subscribers audience
	// failure is why the log cannot be read any further: it was replaced by another one.
	failure error
}

// follow reads new events of the log until the context ends or the log cannot be read any further.
func (f *feed) follow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		}
		if err := f.readOn(ctx); err != nil {
			f.fail(err)
			return
		}
	}
}

// readOn reads to the end of the log. If the database does not answer, the next signal tries again.
func (f *feed) readOn(ctx context.Context) error {
	for {
		found, err := f.crm.ReadLog(ctx, f.position(), feedPage)
		var refused *models.Error
		switch {
		case errors.As(err, &refused):
			return err
		case err != nil:
			if ctx.Err() == nil {
				f.log.WarnContext(ctx, "the event log was not read", "error", err)
			}
			return nil
		case len(found) == 0:
			return nil
		}
		f.add(found)
		f.measure(found)
		if len(found) < feedPage {
			return nil
		}
	}
}

// measure tells how old the events were.
func (f *feed) measure(found []*models.ContactEvent) {
	if f.read == nil {
		return
	}
	for _, e := range found {
		f.read(max(0, time.Since(e.OccurredAt.Time)))
	}
}

// notified handles a notification of the end of the log, which may be wrong.
func (f *feed) notified(seq int64) {
	if seq > f.position().Seq {
		signal(f.wake)
	}
}

// compare handles the end of the log as the database has it.
func (f *feed) compare(ends models.LogEnds) {
	if end := f.position(); ends.Last != end.Seq || ends.Epoch != end.Epoch {
		signal(f.wake)
	}
}

func (f *feed) position() models.LogPosition {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.end
}

// add adds events to the ring, and wakes the subscribers that had read everything and that one of the events is for.
func (f *feed) add(found []*models.ContactEvent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range found {
		f.recent.add(e)
	}
	f.end = found[len(found)-1].Position
	for _, e := range found {
		for s := range f.subscribers.of(e) {
			if s.idle && e.Position.Seq > s.at.Seq && s.matches(e) {
				s.at, s.idle = e.Position, false
				s.at.Seq-- // nothing between where it was and here is for it
				signal(s.wake)
			}
		}
	}
}

// join adds a subscriber; false if the log cannot be read any further.
func (f *feed) join(s *Subscription) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failure != nil {
		return false
	}
	s.feed = f
	f.subscribers.add(s)
	return true
}

// fail ends every subscription.
func (f *feed) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failure = err
	for s := range f.subscribers.all {
		signal(s.wake)
	}
}

// take returns the next events in the ring for a subscriber, up to batch. behind says that the subscriber's position is before the ring,
// so that it has to read the log itself.
func (f *feed) take(s *Subscription, batch int) (found []*models.ContactEvent, behind bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failure != nil {
		return nil, false, f.failure
	}
	if s.idle {
		return nil, false, nil
	}
	if s.at.Seq+1 < f.recent.first {
		return nil, true, nil
	}
	for seq := s.at.Seq + 1; seq <= f.recent.last && len(found) < batch; seq++ {
		e := f.recent.at(seq)
		if s.at = e.Position; s.matches(e) {
			found = append(found, e)
		}
	}
	s.idle = s.at.Seq >= f.end.Seq
	if len(found) > 0 {
		s.taken = s.at
	}
	return found, false, nil
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
