package transport

import "sync"

// counters bounds what each key may have at once: the subscriptions or sockets of a caller, the sockets of an address.
type counters struct {
	most int

	mu     sync.Mutex
	counts map[string]int
}

func newCounters(most int) *counters { return &counters{most: most, counts: map[string]int{}} }

// add counts one more of a key; false when it has too many.
func (c *counters) add(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts[key] >= c.most {
		return false
	}
	c.counts[key]++
	return true
}

func (c *counters) remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts[key]--; c.counts[key] == 0 {
		delete(c.counts, key)
	}
}
