package filter

import (
	"regexp"
	"strconv"
	"strings"
	"time"
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

// before returns t minus d in UTC. A day that the resulting month does not have becomes its last day.
func (d duration) before(t time.Time) time.Time {
	t = t.UTC()
	first := time.Date(t.Year(), t.Month()-time.Month(d.months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1-d.days).Add(-d.time)
}

// Before returns t minus an ISO 8601 duration; false if s is not a duration.
func Before(t time.Time, s string) (time.Time, bool) {
	d, ok := parseDuration(s)
	return d.before(t), ok
}

// ago returns now minus a checked duration.
func (o Options) ago(s string) time.Time {
	d, _ := parseDuration(s)
	return d.before(o.now())
}

// now has the precision of PostgreSQL's instants.
func (o Options) now() time.Time { return o.Now.UTC().Truncate(time.Microsecond) }
