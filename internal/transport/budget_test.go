package transport_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kith/internal/transport"
)

// clock is a time that only the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestBudget(t *testing.T) {
	clock := &clock{now: time.Unix(1_800_000_000, 0)}
	w := newWorld(t, func(c *transport.Config) {
		c.Now = clock.read
		c.Limits.BudgetPoints, c.Limits.BudgetPerSecond = 100, 10
	})
	// 1 + 1 + 100 x 2 nodes asked for, of which the answer has 1 + 1 + 2 x 2.
	query := `{ people(first: 100) { nodes { id name } } }`
	got := w.query(query)
	if cost := got.Extensions.Cost; cost.Requested != 21 || cost.Actual != 1 || cost.Remaining != 99 {
		t.Errorf("cost %+v in %s", cost, got.body)
	}
	if got := w.query(`{ viewer }`); !strings.Contains(string(got.Data), `"1 100 true"`) {
		t.Errorf("resolvers see %s", got.Data)
	}
	for range 97 {
		w.query(`{ hello }`)
	}
	got = w.query(query)
	if got.status != 429 || got.code() != "RATE_LIMITED" || got.Data != nil {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if wait, _ := strconv.Atoi(got.header.Get("Retry-After")); wait != 2 || got.Errors[0].Extensions["retryAfter"] != 2.0 {
		t.Errorf("Retry-After %q, extensions %v", got.header.Get("Retry-After"), got.Errors[0].Extensions)
	}
	if got := w.send("POST", "", asked(query, nil), "Authorization", otherToken); got.code() != "" {
		t.Errorf("another caller pays too: %s", got.body)
	}
	clock.advance(2 * time.Second)
	if got := w.query(query); got.code() != "" {
		t.Errorf("not refilled: %s", got.body)
	}
	clock.advance(time.Hour)
	if got := w.query(`{ hello }`); got.Extensions.Cost.Remaining != 99 {
		t.Errorf("more than full: %+v", got.Extensions.Cost)
	}
	clock.advance(-time.Hour)
	if got := w.query(`{ hello }`); got.Extensions.Cost.Remaining != 98 {
		t.Errorf("a clock set back: %+v", got.Extensions.Cost)
	}
}

func TestDearestAnswerWaitsForAFullBudget(t *testing.T) {
	clock := &clock{now: time.Unix(1_800_000_000, 0)}
	w := newWorld(t, func(c *transport.Config) {
		c.Now = clock.read
		c.Limits.BudgetPoints, c.Limits.BudgetPerSecond = 100, 10
	})
	dear := `query($n: Int!) { people(first: $n) { nodes { id friends(first: 90) { nodes { id } } } } }`
	if got := w.query(dear, object{"n": 100}); got.code() != "" {
		t.Errorf("a full budget is not enough: %s", got.body)
	}
	if got := w.query(dear, object{"n": 1000}); got.code() != "QUERY_TOO_COMPLEX" {
		t.Errorf("90,000 fields: %s", got.body)
	}
}

// TestStrangersHaveABudgetToo counts what is asked without credentials by address, refusals included.
func TestStrangersHaveABudgetToo(t *testing.T) {
	clock := &clock{now: time.Unix(1_800_000_000, 0)}
	w := newWorld(t, func(c *transport.Config) {
		c.Now = clock.read
		c.Limits.BudgetPoints = 5
	})
	codes := map[string]int{}
	for i := range 10 {
		query := `{ __typename }`
		if i%2 == 1 {
			query = `{ hello }`
		}
		codes[w.send("POST", "", asked(query, nil), "Authorization", "Bearer guess").code()]++
	}
	if codes[""] != 3 || codes["UNAUTHENTICATED"] != 2 || codes["RATE_LIMITED"] != 5 {
		t.Errorf("got %v", codes)
	}
}
