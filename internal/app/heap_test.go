package app

import (
	"strings"
	"testing"
)

func TestHeapFloor(t *testing.T) {
	t.Parallel()
	for live, want := range map[uint64]int{0: 100, 1 << 20: 400, 6 << 20: 300, 8 << 20: 200, 12 << 20: 100, 13 << 20: 100, 1 << 30: 100} {
		if got := growth(live); got != want {
			t.Errorf("%d bytes alive: GOGC is %d, not %d", live, got, want)
		}
	}
	const percent = "\ngo_gc_gogc_percent "
	s := externalPlace(t).serve(t)
	await(t, func() bool {
		body := s.metrics(t)
		return strings.Contains(body, percent) && !strings.Contains(body, percent+"100\n")
	})
	told := externalPlace(t).with("GOGC=100").serve(t)
	if body := told.metrics(t); !strings.Contains(body, percent+"100\n") {
		t.Error("GOGC is not what the operator has set")
	}
}
