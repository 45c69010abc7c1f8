package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"kith/models"
)

func zoneNamed(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, ok := models.TimeZone(name)
	if !ok {
		t.Fatalf("no time zone %s", name)
	}
	return zone
}

// TestStartOfDay checks days of 23, 24 and 25 hours, without a midnight, with two of them, and one that a zone left out.
func TestStartOfDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, day, start string
		hours            float64
	}{
		{"UTC", "2026-03-29", "2026-03-29T00:00:00Z", 24},
		{"Europe/Berlin", "2026-03-28", "2026-03-27T23:00:00Z", 24},
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23},
		{"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25},
		{"America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", 23},
		{"America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", 25},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", 24.5},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23}, // clocks went from 0:00 to 1:00
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25}, // and from 24:00 back to 23:00
		{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", 24},
		{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", 25},    // midnight twice
		{"America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z", 23.5}, // from 23:30 to 0:30
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", 0},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24},
		{"Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z", 24},
	} {
		zone := zoneNamed(t, c.zone)
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		start, end := models.StartOfDay(day, zone), models.StartOfDay(day.AddDate(0, 0, 1), zone)
		if got := start.Format(time.RFC3339); got != c.start || end.Sub(start).Hours() != c.hours {
			t.Errorf("%s in %s begins at %s and has %v hours, not %s and %v", c.day, c.zone, got, end.Sub(start).Hours(), c.start, c.hours)
		}
		if c.hours > 0 && (!models.DayOf(start, zone).Equal(day) || !models.DayOf(start.Add(-1), zone).Before(day) ||
			!models.DayOf(end.Add(-1), zone).Equal(day)) {
			t.Errorf("%s in %s is not from %s to %s", c.day, c.zone, start, end)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		today, from, to string
		period          models.Period
	}{
		{"2026-03-01", "2026-03-01", "2026-03-02", models.Today},
		{"2026-03-01", "2026-02-28", "2026-03-01", models.Yesterday},
		{"2026-02-28", "2026-03-01", "2026-03-02", models.Tomorrow},
		{"2026-03-01", "2026-02-23", "2026-03-02", models.ThisWeek}, // a Sunday
		{"2026-03-02", "2026-03-02", "2026-03-09", models.ThisWeek}, // a Monday
		{"2026-03-02", "2026-02-23", "2026-03-02", models.LastWeek},
		{"2026-03-04", "2026-03-09", "2026-03-16", models.NextWeek},
		{"2026-03-31", "2026-02-01", "2026-03-01", models.LastMonth},
		{"2026-03-31", "2026-03-01", "2026-04-01", models.ThisMonth},
		{"2026-12-31", "2027-01-01", "2027-02-01", models.NextMonth},
		{"2024-02-29", "2023-01-01", "2024-01-01", models.LastYear},
		{"2024-12-31", "2024-01-01", "2025-01-01", models.ThisYear},
		{"2024-01-01", "2025-01-01", "2026-01-01", models.NextYear},
	} {
		today, err := time.Parse(time.DateOnly, c.today)
		if err != nil {
			t.Fatal(err)
		}
		from, to, ok := c.period.Days(today)
		if !ok || from.Format(time.DateOnly) != c.from || to.Format(time.DateOnly) != c.to {
			t.Errorf("%s of %s is from %s to %s", c.period, c.today, from, to)
		}
	}
	if models.Period("SOON").Valid() || !models.Today.Valid() {
		t.Error("periods are those of the list")
	}
}

func TestTimeZones(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "America/Port-au-Prince",
		"Etc/GMT+5", "Asia/Kolkata"} {
		if _, ok := models.TimeZone(name); !ok {
			t.Errorf("there is no %q", name)
		}
	}
	for _, name := range []string{"", "Local", "local", "localtime", "Europe/Nowhere", "europe/berlin", "../etc/passwd",
		"Europe/../Europe/Berlin",
		"/Europe/Berlin", "posix/Europe/Berlin", "+02:00", "Europe/Berlin\x00", "Europe/Berlin\n"} {
		if _, ok := models.TimeZone(name); ok {
			t.Errorf("there is %q", name)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	zone := zoneNamed(t, "America/New_York")
	for text, want := range map[string]string{"2026-03-01": "2026-03-01", "2026-03-01T04:59:59Z": "2026-02-28",
		"2026-03-01T05:00:00Z":      "2026-03-01",
		"2026-03-01T00:00:00-05:00": "2026-03-01", "9999-12-31": "9999-12-31"} {
		var d models.Date
		if err := json.Unmarshal([]byte(`"`+text+`"`), &d); err != nil || string(d) != text {
			t.Errorf("%s: %q, %v", text, d, err)
		}
		if day, ok := d.In(zone); !ok || day.Format(time.DateOnly) != want {
			t.Errorf("%s is %s, not %s", text, day, want)
		}
	}
	for _, v := range []any{"", "2026-02-30", "0000-01-01", "2026-3-1", "tomorrow", "2026-03-01T00:00:00", 5, nil} {
		var d models.Date
		if err := d.UnmarshalGQL(v); err == nil {
			t.Errorf("%v is a date", v)
		}
	}
}

// TestDatesOfAttributes checks what an attribute that is defined as a date takes: days and instants of the years 1 to 9999.
func TestDatesOfAttributes(t *testing.T) {
	t.Parallel()
	defined := []*models.CustomAttributeDefinition{{Key: "due", DisplayName: "Due", Type: models.DateAttribute}}
	for value, taken := range map[string]bool{`"2026-03-01"`: true, `"2026-03-01T09:30:00Z"`: true, `"0001-01-01"`: true, `"9999-12-31"`: true,
		`null`: true, `"0000-01-01"`: false, `"0000-02-29T00:00:00Z"`: false, `"0001-01-01T00:00:00+05:00"`: false, `"2026-02-30"`: false,
		`"01.03.2026"`: false, `""`: false, `20260301`: false} {
		if errs := models.CheckAttributes(models.JSON(`{"due": `+value+`}`), defined); (len(errs) == 0) != taken {
			t.Errorf("%s: %v", value, errs)
		}
	}
}
