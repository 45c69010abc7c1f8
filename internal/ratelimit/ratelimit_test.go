package ratelimit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/ratelimit"
)

// clock is a time that the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func tries(table *ratelimit.Table, key string) (n int, wait time.Duration) {
	for {
		if _, wait = table.Take(key); wait > 0 {
			return n, wait
		}
		n++
	}
}

func TestTake(t *testing.T) {
	c := &clock{time.Unix(1_000_000, 0)}
	table := ratelimit.New(ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 100}, c.now)
	if n, wait := tries(table, "ada"); n != 10 || wait != 6*time.Second {
		t.Errorf("%d tries at once, then %s", n, wait)
	}
	if n, _ := tries(table, strings.Repeat("long ", 10_000)); n != 10 {
		t.Errorf("another key has %d tries", n)
	}
	c.at = c.at.Add(4 * time.Second)
	if n, wait := tries(table, "ada"); n != 0 || wait != 2*time.Second {
		t.Errorf("after 4 s: %d tries, then %s: what was refused was taken", n, wait)
	}
	c.at = c.at.Add(2 * time.Second)
	if n, _ := tries(table, "ada"); n != 1 {
		t.Errorf("after 6 s: %d tries", n)
	}
	c.at = c.at.Add(time.Hour)
	if n, _ := tries(table, "ada"); n != 10 {
		t.Errorf("after an hour: %d tries", n)
	}
}

func TestGiveBack(t *testing.T) {
	c := &clock{time.Unix(1_000_000, 0)}
	table := ratelimit.New(ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 100}, c.now)
	for range 100 {
		giveBack, wait := table.Take("ada")
		if wait > 0 {
			t.Fatalf("a try that was given back is gone: %s", wait)
		}
		giveBack()
	}
	giveBack, _ := table.Take("ada")
	c.at = c.at.Add(time.Hour) // all came back by themselves
	giveBack()
	if n, _ := tries(table, "ada"); n != 10 {
		t.Errorf("%d tries at once", n)
	}
}

// TestMadeUpKeys tries 10,000 other keys: the one whose tries are spent stays spent.
func TestMadeUpKeys(t *testing.T) {
	c := &clock{time.Unix(1_000_000, 0)}
	table := ratelimit.New(ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 20_000}, c.now)
	tries(table, "ada")
	for i := range 10_000 {
		table.Take(fmt.Sprint("nobody", i))
	}
	if n, _ := tries(table, "ada"); n != 0 {
		t.Errorf("%d tries", n)
	}
}
