package models

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateOrder is the order of day, month and year in dates.
type DateOrder string

// The orders.
const (
	DayMonthYear DateOrder = "DMY"
	MonthDayYear DateOrder = "MDY"
	YearMonthDay DateOrder = "YMD"
)

// monthFirst are the regions where dates are written with the month first.
const monthFirst = "US PH FM MH PW GU PR VI AS"

// dateCell is a date as it stands in a cell, without the time: three numbers, or a date that has only one reading.
type dateCell struct {
	a, b, c   int
	separator string
	known     *time.Time
	rest      string
}

var (
	numericDate = regexp.MustCompile(`\A(\d{1,4})([./-])(\d{1,2})([./-])(\d{1,4})(?:\z|[T,\s]+(.+)\z)`)
	clockTime   = regexp.MustCompile(
		`(?i)\A(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?\z`)
	noDate = regexp.MustCompile(`\A0{1,4}[./-]0{1,2}[./-]0{1,4}\z`)
)

// wordDates are the layouts of dates with the name of the month in English.
var wordDates = []string{"2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2-Jan-2006", "2-Jan-06", "Jan 2 2006"}

// readDateCell splits a date; false if the text is none.
func readDateCell(s string) (d dateCell, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > 40 {
		return d, false
	}
	if m := numericDate.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		d.a, _ = strconv.Atoi(m[1])
		d.b, _ = strconv.Atoi(m[3])
		d.c, _ = strconv.Atoi(m[5])
		d.separator, d.rest = m[2], m[6]
		if len(m[1]) == 4 {
			day, ok := dayOf(d.a, d.b, d.c)
			d.known = &day
			return d, ok && (d.rest == "" || clockTime.MatchString(d.rest))
		}
		if len(m[1]) > 2 || len(m[5]) != 2 && len(m[5]) != 4 || d.rest != "" && !clockTime.MatchString(d.rest) {
			return d, false
		}
		if len(m[5]) == 2 {
			d.c += 2000
			if d.c > 2050 {
				d.c -= 100
			}
		}
		_, dmy := dayOf(d.c, d.b, d.a)
		_, mdy := dayOf(d.c, d.a, d.b)
		return d, dmy || mdy
	}
	for _, layout := range wordDates {
		if day, err := time.Parse(layout, s); err == nil {
			d.known = &day
			return d, true
		}
	}
	return d, false
}

func dayOf(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, year >= 1 && month >= 1 && month <= 12 && day >= 1 && t.Day() == day
}

// iso returns the date in ISO 8601, and false if it has two readings and the order is not known. A time without a zone is taken for UTC.
func (d dateCell) iso(order DateOrder) (string, bool) {
	day, ok := time.Time{}, true
	if d.known != nil {
		day = *d.known
	} else {
		dmy, dayFirst := dayOf(d.c, d.b, d.a)
		mdy, monthFirst := dayOf(d.c, d.a, d.b)
		switch {
		case !monthFirst, dayFirst && (d.separator == "." || order == DayMonthYear):
			day = dmy
		case !dayFirst, order == MonthDayYear, d.a == d.b:
			day = mdy
		default:
			return "", false
		}
	}
	if d.rest == "" {
		return day.Format(time.DateOnly), ok
	}
	m := clockTime.FindStringSubmatch(d.rest)
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	switch half := strings.ToLower(m[4]); {
	case half == "":
	case hour == 12:
		hour = 0
		fallthrough
	default:
		if half[0] == 'p' {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		return "", false
	}
	zone := time.UTC
	if z := strings.ReplaceAll(m[5], ":", ""); len(z) == 5 {
		offset, _ := strconv.Atoi(z)
		zone = time.FixedZone("", (offset/100*60+offset%100)*60)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, second, 0, zone).UTC().Format(time.RFC3339), true
}

// DateEvidence is what the cells of the columns say about the order of their dates.
type DateEvidence struct {
	columns []columnDates
}

type columnDates struct{ values, dates, dotted, unclear, dayFirst, monthFirst int }

// Add looks at the cells of a row.
func (e *DateEvidence) Add(t *ImportTask, cells []string) {
	if e.columns == nil {
		e.columns = make([]columnDates, len(t.Columns))
	}
	for i, cell := range cells[:min(len(cells), len(e.columns))] {
		if _, custom := t.Columns[i].attribute(); !custom || strings.TrimSpace(cell) == "" || noDate.MatchString(strings.TrimSpace(cell)) {
			continue
		}
		c := &e.columns[i]
		c.values++
		d, ok := readDateCell(cell)
		if !ok {
			continue
		}
		c.dates++
		if d.known != nil {
			continue
		}
		if d.separator == "." {
			c.dotted++
			continue
		}
		_, dmy := dayOf(d.c, d.b, d.a)
		_, mdy := dayOf(d.c, d.a, d.b)
		switch {
		case dmy && mdy && d.a != d.b:
			c.unclear++
		case dmy && !mdy:
			c.dayFirst++
		case mdy && !dmy:
			c.monthFirst++
		}
	}
}

// Decide gives the columns that hold dates their order: that of the task, else the one that their values prove, else the one that other
// columns of the file prove, else that of the region, which is noted. Columns of our own exports are left alone, as their values are texts
// that were stored so.
func (e *DateEvidence) Decide(t *ImportTask) {
	given, region := t.DateOrder, t.Region
	var file columnDates // what all columns prove
	for _, c := range e.columns {
		file.dayFirst, file.monthFirst = file.dayFirst+c.dayFirst, file.monthFirst+c.monthFirst
	}
	for i, c := range e.columns {
		column := t.Columns[i]
		if column.Dates = ""; t.Own() || c.dates == 0 || float64(c.dates) < mostSamples*float64(c.values) {
			continue
		}
		local := DayMonthYear
		if c.dayFirst+c.monthFirst == 0 && (file.dayFirst > 0) != (file.monthFirst > 0) {
			c.dayFirst, c.monthFirst = min(c.unclear, file.dayFirst), min(c.unclear, file.monthFirst) // one program wrote the whole file
		}
		if strings.Contains(monthFirst, region) && region != "" {
			local = MonthDayYear
		}
		switch {
		case given != nil:
			column.Dates = *given
		case c.unclear+c.dayFirst+c.monthFirst == 0 && c.dotted > 0:
			column.Dates = DayMonthYear
		case c.unclear+c.dayFirst+c.monthFirst == 0:
			column.Dates = YearMonthDay // each date has one reading
		case c.dayFirst > 0 && c.monthFirst == 0:
			column.Dates = DayMonthYear
		case c.monthFirst > 0 && c.dayFirst == 0:
			column.Dates = MonthDayYear
		case c.dayFirst > 0:
			column.Dates = YearMonthDay // dates with two readings stay as they are
		default:
			column.Dates = local
		}
		if given == nil && c.unclear > 0 && column.Dates == local && c.dayFirst+c.monthFirst == 0 {
			t.note(column.Name, fmt.Sprintf(
				"Dates such as 3/4/2026 were read as %s, as is usual in the region; say dateOrder if that is wrong.", local))
		}
	}
}
