package filter

import (
	"testing"
	"time"
)

func TestDurations(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"P30D":             "2026-03-01T12:00:00Z",
		"P1W":              "2026-03-24T12:00:00Z",
		"P1M":              "2026-02-28T12:00:00Z",
		"P13M":             "2025-02-28T12:00:00Z",
		"P1Y1M":            "2025-02-28T12:00:00Z",
		"P25M":             "2024-02-29T12:00:00Z",
		"P1M1D":            "2026-02-27T12:00:00Z",
		"PT1H":             "2026-03-31T11:00:00Z",
		"PT90M":            "2026-03-31T10:30:00Z",
		"PT0S":             "2026-03-31T12:00:00Z",
		"P1Y2M3W4DT5H6M7S": "2025-01-06T06:53:53Z",
		"P999Y999M9999W99999DT999999H999999M999999999S": "0330-11-28T08:34:21Z",
	} {
		d, ok := parseDuration(text)
		if got := d.from(now, -1).Format(time.RFC3339); !ok || got != want {
			t.Errorf("%s before is %s, not %s", text, got, want)
		}
	}
	for _, text := range []string{"", "P", "PT", "P1DT", "30D", "p30d", "-P1D", "P-1D", "P1.5D", "PT1,5H", "P1H", "PT1D", "P1D1Y", "P1D P1D",
		"P1000Y", "P٣D", "P1D\n", " P1D", "+P1D"} {
		if d, ok := parseDuration(text); ok {
			t.Errorf("%q was read as %v", text, d)
		}
	}
}
