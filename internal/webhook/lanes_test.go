package webhook

import (
	"testing"
	"time"

	"kith/models"
	"kith/models/typeid"
)

func TestLanes(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := newLanes(func() time.Time { return now })
	slow, other := typeid.New[models.WebhookEndpointID](), typeid.New[models.WebhookEndpointID]()
	for n := range laneWidth {
		if wait := l.enter(slow); wait != 0 {
			t.Fatalf("delivery %d waits %v", n, wait)
		}
	}
	if first, second := l.enter(slow), l.enter(slow); first != minPause || second != 2*minPause {
		t.Errorf("before the first answer they wait %v and %v", first, second)
	}
	if wait := l.enter(other); wait != 0 {
		t.Errorf("another endpoint waits %v", wait)
	}
	now = now.Add(8 * time.Second)
	l.leave(slow, 8*time.Second)
	if wait := l.enter(slow); wait != 0 {
		t.Errorf("where there is room one waits %v", wait)
	}
	if first, second := l.enter(slow), l.enter(slow); first != time.Second || second != 2*time.Second {
		t.Errorf("at a pace of a second they wait %v and %v", first, second)
	}
	now = now.Add(time.Hour)
	if wait := l.enter(slow); wait != time.Second {
		t.Errorf("after an hour one waits %v", wait)
	}
	now = now.Add(time.Hour)
	l.leave(other, time.Second)
	for range laneWidth {
		l.leave(slow, time.Second)
	}
	if len(l.open) != 0 {
		t.Errorf("%d lanes are kept for nobody", len(l.open))
	}
}
