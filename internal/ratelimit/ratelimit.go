// Package ratelimit bounds how often something may be tried for each of many keys, such as addresses and emails.
package ratelimit

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// Limit is how much one key has.
type Limit struct {
	// Burst tries can be made at once, and one more comes back every Interval.
	Burst    int
	Interval time.Duration
	// Keys is how many keys are remembered. A key that was not tried for Burst × Interval has nothing to remember; until then it is
	// forgotten only when so many others were tried after it.
	Keys int
}

// Table holds the tries of the keys. Keys are kept as hashes, so long ones take no more room than others.
type Table struct {
	limit Limit
	now   func() time.Time
	mu    sync.Mutex
	keys  *simplelru.LRU[[sha256.Size]byte, *rate.Limiter]
}

// New returns a table whose keys have all their tries.
func New(limit Limit, now func() time.Time) *Table {
	keys, err := simplelru.NewLRU[[sha256.Size]byte, *rate.Limiter](limit.Keys, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &Table{limit: limit, now: now, keys: keys}
}

// Take takes one try of a key, or returns how long it takes until there is one, and takes nothing then. A try that was no guess after all
// is given back by the function.
func (t *Table) Take(key string) (giveBack func(), wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	hash, now := sha256.Sum256([]byte(key)), t.now()
	limiter, known := t.keys.Get(hash)
	if !known {
		limiter = rate.NewLimiter(rate.Every(t.limit.Interval), t.limit.Burst)
		t.keys.Add(hash, limiter)
	}
	taken := limiter.ReserveN(now, 1)
	if wait := taken.DelayFrom(now); wait > 0 {
		taken.CancelAt(now)
		return nil, wait
	}
	return func() { t.giveBack(limiter) }, 0
}

// giveBack returns a try. The reservation itself can't be cancelled any more: it was due at once.
func (t *Table) giveBack(limiter *rate.Limiter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.now(); limiter.TokensAt(now) <= float64(t.limit.Burst-1) {
		limiter.ReserveN(now, -1)
	}
}
