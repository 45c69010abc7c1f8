package filter

import (
	"slices"
	"time"

	"kith/models"
)

// anniversaries are the spans in which a filter wants the anniversary of a day to be.
func (o Options) anniversaries(f *models.DateFilter) (all []span) {
	if f.AnniversaryWithinNext != nil {
		all = append(all, between(o.today(), models.DayOf(o.ahead(*f.AnniversaryWithinNext), o.zone())))
	}
	if f.AnniversaryDuring != nil {
		from, to, _ := f.AnniversaryDuring.Days(o.today())
		all = append(all, between(from, to))
	}
	return all
}

// monthDay is the format in which anniversaries are compared.
const monthDay = "01-02"

// longestYear is the number of days after which every anniversary has been.
const longestYear = 366

// monthDays returns the anniversaries in a span of less than a year and a day; that of February 29 is on February 28 in other years.
func monthDays(s span) (days []string) {
	for day := *s.from; day.Before(*s.to) && len(days) <= longestYear; day = day.AddDate(0, 0, 1) {
		text := day.Format(monthDay)
		days = append(days, text)
		if text == "02-28" && day.AddDate(0, 0, 1).Day() == 1 {
			days = append(days, "02-29")
		}
	}
	return days
}

// hasAnniversary is the condition that the anniversary of a day is in a span.
func (o Options) hasAnniversary(s span, v value, bare Clause) Clause {
	days := monthDays(s)
	if len(days) >= longestYear {
		return v.null(false)
	}
	c := with(with(expr("to_char(CASE WHEN "), bare.SQL, bare.Args...), " THEN ")
	c = with(with(c, v.SQL, v.Args...), " AT TIME ZONE 'UTC' ELSE ")
	c = with(with(c, v.SQL, v.Args...), " AT TIME ZONE ?::text END, 'MM-DD') = ANY(?::text[])", o.zone().String(), array(days))
	return c
}

// matchAnniversary reports the same of a stored date.
func (o Options) matchAnniversary(s span, stored time.Time, bare bool) bool {
	days := monthDays(s)
	if !bare {
		stored = models.DayOf(stored, o.zone())
	}
	return len(days) >= longestYear || slices.Contains(days, stored.UTC().Format(monthDay))
}
