package filter

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"kith/models"
)

// duration is a calendar duration.
type duration struct {
	months, days int
	time         time.Duration
}

// The number of digits is limited, so that nothing overflows and no present-day instant minus a duration falls before the year 1.
var durationRule = regexp.MustCompile(
	`\AP(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?\z`)

// parseDuration parses an ISO 8601 duration in whole numbers, such as P1Y2M3W4DT5H6M7S, with at least one number.
func parseDuration(s string) (duration, bool) {
	m := durationRule.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return duration{}, false
	}
	var n [7]int
	for i, digits := range m[1:] {
		n[i], _ = strconv.Atoi(digits) // digits, or none for 0
	}
	return duration{
		months: 12*n[0] + n[1],
		days:   7*n[2] + n[3],
		time:   time.Duration(n[4])*time.Hour + time.Duration(n[5])*time.Minute + time.Duration(n[6])*time.Second,
	}, true
}

// from returns t plus d, or minus d if sign is -1, in t's time zone. A day that the resulting month does not have becomes its last day.
func (d duration) from(t time.Time, sign int) time.Time {
	year, month, day := t.Date()
	month += time.Month(sign * d.months)
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	hour, minute, second := t.Clock()
	return time.Date(year, month, min(day, last)+sign*d.days, hour, minute, second, t.Nanosecond(), t.Location()).
		Add(time.Duration(sign) * d.time)
}

// Before returns t minus an ISO 8601 duration, in t's time zone; false if s is not a duration.
func Before(t time.Time, s string) (time.Time, bool) {
	d, ok := parseDuration(s)
	return d.from(t, -1), ok
}

// ago returns now minus a checked duration.
func (o Options) ago(s string) time.Time {
	d, _ := parseDuration(s)
	return d.from(o.now(), -1)
}

// ahead returns now plus a checked duration.
func (o Options) ahead(s string) time.Time {
	d, _ := parseDuration(s)
	return d.from(o.now(), 1)
}

// during returns when a period of days begins and ends.
func (o Options) during(p models.Period) (from, to time.Time) {
	first, after, _ := p.Days(o.today())
	return models.StartOfDay(first, o.zone()), models.StartOfDay(after, o.zone())
}

// now is in the account's time zone and has the precision of PostgreSQL's instants.
func (o Options) now() time.Time { return o.Now.Truncate(time.Microsecond).In(o.zone()) }
