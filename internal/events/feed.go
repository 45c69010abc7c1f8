package events

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"kith/internal/crm"
	"kith/models"
)

// feedPage is how many events a feed reads at a time.
const feedPage = 500

// feed follows the log of one account for the subscribers of this node. It reads every event once, however many they are.
type feed struct {
	account int64
	crm     *crm.Service
	log     *slog.Logger
	wake    chan struct{} // holds one signal while there may be something to read
	stop    context.CancelFunc

	mu sync.Mutex
	// end is how far the log has been read; the ring ends there.
	end         models.LogPosition
	recent      ring
	subscribers map[*Subscription]struct{}
	// failure is why the log can't be read on: it is another one now.
	failure error
}

// follow reads what the log gains until the context ends or the log can't be read on.
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

// readOn reads to the end of the log. A database that does not answer is no failure: the next signal tries again.
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
		if len(found) < feedPage {
			return nil
		}
	}
}

// notified takes a notification of how far the log reaches, which may be wrong.
func (f *feed) notified(seq int64) {
	if seq > f.position().Seq {
		signal(f.wake)
	}
}

// compare takes how far the log reaches from the database.
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

// add hands events to the ring. Subscribers who had read everything are woken if one of the events is for them, else they are past
// it without having been asked.
func (f *feed) add(found []*models.ContactEvent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range found {
		f.recent.add(e)
	}
	f.end = found[len(found)-1].Position
	for s := range f.subscribers {
		if !s.idle {
			continue
		}
		for _, e := range found {
			if e.Position.Seq <= s.at.Seq {
				continue
			}
			if s.matches(e) {
				s.idle = false
				signal(s.wake)
				break
			}
			s.at = e.Position
		}
	}
}

// join adds a subscriber; false when the log can't be read on.
func (f *feed) join(s *Subscription) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failure != nil {
		return false
	}
	s.feed = f
	f.subscribers[s] = struct{}{}
	return true
}

// fail ends every subscription.
func (f *feed) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failure = err
	for s := range f.subscribers {
		signal(s.wake)
	}
}

// take returns the next events for a subscriber that the ring holds, up to batch. behind says that the subscriber stands before
// the ring and has to read the log itself.
func (f *feed) take(s *Subscription, batch int) (found []*models.ContactEvent, behind bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failure != nil {
		return nil, false, f.failure
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
