package transport

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// cache keeps the values used last, bounded by their number and by the sum of their weights.
type cache[K comparable, V any] struct {
	mu        sync.Mutex
	items     *simplelru.LRU[K, weighed[V]]
	weight    int
	maxWeight int
}

type weighed[V any] struct {
	value  V
	weight int
}

func newCache[K comparable, V any](count, weight int) *cache[K, V] {
	c := &cache[K, V]{maxWeight: weight}
	// The only error is a size below one, which Limits.validate excludes.
	c.items, _ = simplelru.NewLRU(count, func(_ K, item weighed[V]) { c.weight -= item.weight })
	return c
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	item, ok := c.items.Get(key)
	return item.value, ok
}

// add stores fresh unless the key has one already, and returns the one that stays.
func (c *cache[K, V]) add(key K, weight int, fresh V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if item, ok := c.items.Get(key); ok {
		return item.value
	}
	c.weight += weight
	c.items.Add(key, weighed[V]{fresh, weight})
	for c.weight > c.maxWeight && c.items.Len() > 1 {
		c.items.RemoveOldest()
	}
	return fresh
}

func (c *cache[K, V]) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items.Len()
}
