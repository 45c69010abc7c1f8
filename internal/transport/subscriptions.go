package transport

import "sync"

// subscriptions counts those that are open, by caller.
type subscriptions struct {
	most int

	mu     sync.Mutex
	counts map[string]int
}

func newSubscriptions(l Limits) *subscriptions {
	return &subscriptions{most: l.Subscriptions, counts: map[string]int{}}
}

// add counts one more of a caller; false when it has too many.
func (s *subscriptions) add(c *caller) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := c.viewer.Key()
	if s.counts[key] >= s.most {
		return false
	}
	s.counts[key]++
	return true
}

func (s *subscriptions) remove(c *caller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := c.viewer.Key()
	if s.counts[key]--; s.counts[key] == 0 {
		delete(s.counts, key)
	}
}
