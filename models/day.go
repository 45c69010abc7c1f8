package models

import (
	"encoding/json"
	"io"
	"regexp"
	"time"
	_ "time/tzdata" // time zones are known on machines without a database of them
)

// Date is a day in the API: an ISO 8601 date, or an instant, which means the day that it is in the account's time zone. It holds the text
// that was given.
type Date string

// In returns the day as midnight in UTC, whatever the time zone is; false if the text is no date.
func (d Date) In(zone *time.Location) (time.Time, bool) {
	t, ok := ParseDate(string(d))
	if ok && len(d) > len(time.DateOnly) {
		t = DayOf(t, zone)
	}
	return t, ok && t.Year() >= 1 && t.Year() <= 9999
}

// Valid reports whether d is a day or an instant.
func (d Date) Valid() bool {
	_, ok := d.In(time.UTC)
	return ok
}

// MarshalGQL writes the text.
func (d Date) MarshalGQL(w io.Writer) { _, _ = w.Write(mustJSON(string(d))) }

// UnmarshalGQL reads a day or an instant with any offset, in the years 1 to 9999.
func (d *Date) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok || !Date(s).Valid() {
		return Errorf(Invalid, "A Date is a day such as 2026-03-01, or an RFC 3339 instant such as 2026-03-01T09:30:00Z.")
	}
	*d = Date(s)
	return nil
}

// UnmarshalJSON reads a date in the format of the API.
func (d *Date) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return d.UnmarshalGQL(v)
}

// DayOf returns the day of an instant in a time zone, as midnight in UTC.
func DayOf(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// StartOfDay returns the first instant of a day, given as midnight in UTC, in a time zone. A day has 23 or 25 hours when clocks are
// changed, and does not begin at midnight if there is none; a day that the zone left out begins when the next one does.
func StartOfDay(day time.Time, zone *time.Location) time.Time {
	// Offsets are below a day, so one of the two that are in force around the day is that of its beginning. The larger one makes the
	// earlier candidate.
	_, before := day.AddDate(0, 0, -1).In(zone).Zone()
	_, after := day.AddDate(0, 0, 1).In(zone).Zone()
	start := day.Add(-time.Duration(max(before, after)) * time.Second)
	if DayOf(start, zone).Before(day) {
		start = day.Add(-time.Duration(min(before, after)) * time.Second)
	}
	// Clocks that skip midnight start the day when they do.
	if changed, _ := start.In(zone).ZoneBounds(); !changed.IsZero() && changed.Before(start) && !DayOf(changed, zone).Before(day) {
		start = changed
	}
	return start.UTC()
}

var timeZoneRule = regexp.MustCompile(`\A[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*\z`)

// maxTimeZone bounds the name of a time zone, in bytes.
const maxTimeZone = 64

// TimeZone returns the time zone with an IANA name, such as Europe/Berlin; false if there is none.
func TimeZone(name string) (*time.Location, bool) {
	if len(name) > maxTimeZone || !timeZoneRule.MatchString(name) || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// Period is a span of days around today in the account's time zone. Weeks begin on Monday.
type Period string

// The periods.
const (
	Today     Period = "TODAY"
	Yesterday Period = "YESTERDAY"
	Tomorrow  Period = "TOMORROW"
	LastWeek  Period = "LAST_WEEK"
	ThisWeek  Period = "THIS_WEEK"
	NextWeek  Period = "NEXT_WEEK"
	LastMonth Period = "LAST_MONTH"
	ThisMonth Period = "THIS_MONTH"
	NextMonth Period = "NEXT_MONTH"
	LastYear  Period = "LAST_YEAR"
	ThisYear  Period = "THIS_YEAR"
	NextYear  Period = "NEXT_YEAR"
)

// Days returns the first day of the period and the day after its last, given today; false if p is none of the periods.
func (p Period) Days(today time.Time) (from, to time.Time, ok bool) {
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	first := today.AddDate(0, 0, 1-today.Day())
	january := today.AddDate(0, 0, 1-today.YearDay())
	switch p {
	case Today:
		return today, today.AddDate(0, 0, 1), true
	case Yesterday:
		return today.AddDate(0, 0, -1), today, true
	case Tomorrow:
		return today.AddDate(0, 0, 1), today.AddDate(0, 0, 2), true
	case LastWeek:
		return monday.AddDate(0, 0, -7), monday, true
	case ThisWeek:
		return monday, monday.AddDate(0, 0, 7), true
	case NextWeek:
		return monday.AddDate(0, 0, 7), monday.AddDate(0, 0, 14), true
	case LastMonth:
		return first.AddDate(0, -1, 0), first, true
	case ThisMonth:
		return first, first.AddDate(0, 1, 0), true
	case NextMonth:
		return first.AddDate(0, 1, 0), first.AddDate(0, 2, 0), true
	case LastYear:
		return january.AddDate(-1, 0, 0), january, true
	case ThisYear:
		return january, january.AddDate(1, 0, 0), true
	case NextYear:
		return january.AddDate(1, 0, 0), january.AddDate(2, 0, 0), true
	}
	return from, to, false
}

// Valid reports whether p is one of the periods.
func (p Period) Valid() bool {
	_, _, ok := p.Days(time.Time{})
	return ok
}
