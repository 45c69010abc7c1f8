package transport

import (
	"math"
	"net/http"
	"sync"
	"time"

	"kith/internal/auth"
)

// budgets holds a token bucket for each caller.
type budgets struct {
	buckets   *cache[string, *bucket]
	points    float64
	perSecond float64
	now       func() time.Time
}

// bucket is one caller's budget: full at first, refilled steadily.
type bucket struct {
	budgets *budgets
	mu      sync.Mutex
	left    float64
	at      time.Time
}

func newBudgets(callers, points, perSecond int, now func() time.Time) *budgets {
	return &budgets{
		buckets:   newCache[string, *bucket](callers, callers),
		points:    float64(points),
		perSecond: float64(perSecond),
		now:       now,
	}
}

func (b *budgets) of(key string) *bucket {
	if found, ok := b.buckets.get(key); ok {
		return found
	}
	return b.buckets.add(key, 1, &bucket{budgets: b, left: b.points, at: b.now()})
}

// refill must be called with mu held.
func (b *bucket) refill() {
	now := b.budgets.now()
	if now.After(b.at) {
		b.left = min(b.budgets.points, b.left+now.Sub(b.at).Seconds()*b.budgets.perSecond)
		b.at = now
	}
}

// take spends the points, or says how long to wait until they are there.
func (b *bucket) take(points int) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	price := float64(points)
	if b.left < price {
		return time.Duration((price - b.left) / b.budgets.perSecond * float64(time.Second)), false
	}
	b.left -= price
	return 0, true
}

// giveBack returns points that were taken for nodes that the answer did not hold.
func (b *bucket) giveBack(points int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	b.left = min(b.budgets.points, b.left+float64(points))
}

// settle gives back what was taken too much, or takes what was taken too little. A bucket can owe as much as it can hold.
func (b *bucket) settle(points int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	b.left = max(-b.budgets.points, min(b.budgets.points, b.left+float64(points)))
}

// spend takes the points whether they are there or not, and says how long it is until the bucket owes nothing.
func (b *bucket) spend(points float64) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	b.left = max(-b.budgets.points, b.left-points)
	return time.Duration(max(0, -b.left) / b.budgets.perSecond * float64(time.Second))
}

// remaining tells the points left and when the bucket is full again.
func (b *bucket) remaining() (points int, full time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill()
	missing := (b.budgets.points - b.left) / b.budgets.perSecond
	return int(math.Floor(max(0, b.left))), b.at.Add(time.Duration(missing * float64(time.Second)))
}

// remoteKey names an anonymous caller.
func remoteKey(r *http.Request) string { return "remote " + auth.AddressKey(r) }
