package main

import (
	"slices"
	"sync"
	"time"
)

// times are durations of one kind.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, d)
}

func (t *times) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.all)
}

// await waits until there are so many, for a minute at most, and returns how many there are.
func (t *times) await(count int) int {
	for deadline := time.Now().Add(time.Minute); t.count() < count && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	return t.count()
}

// part returns the duration that so many per cent do not exceed.
func (t *times) part(percent int) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) == 0 {
		return 0
	}
	slices.Sort(t.all)
	return t.all[(len(t.all)-1)*percent/100].Round(100 * time.Microsecond)
}
