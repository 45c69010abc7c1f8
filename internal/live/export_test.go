package live

import (
	"context"
	"time"

	"kith/internal/crm"
	"kith/models"
)

// Settle waits until the views have been read since everything that has been committed, while nobody writes.
func (h *Hub) Settle(ctx context.Context) error {
	for {
		settled, err := h.settled(ctx)
		if settled || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

func (h *Hub) settled(ctx context.Context) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.accounts {
		mark := a.marked()
		if mark.Seen == "" {
			return false, nil
		}
		ahead, err := h.crm.Passed(ctx, []crm.Mark{mark})
		if err != nil || len(ahead) > 0 {
			return false, err
		}
		for _, v := range a.current() {
			if passed(v.dueAt(), h.now()) {
				return false, nil
			}
		}
	}
	return true, nil
}

// Taken reports whether the client of a subscription has taken all that there is for it.
func (h *Hub) Taken(stream *models.Stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.accounts {
		for _, v := range a.current() {
			v.mu.Lock()
			for s := range v.subscribers {
				if s.stream == stream {
					taken := s.taken == v.shown
					v.mu.Unlock()
					return taken
				}
			}
			v.mu.Unlock()
		}
	}
	return true
}
