package filter

import (
	"reflect"
	"time"

	"kith/models"
)

// zone is the account's time zone.
func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// today is the present day in the account's time zone, as midnight in UTC, which is how this package handles days.
func (o Options) today() time.Time { return models.DayOf(o.Now, o.zone()) }

// span is a range of days: from is the first one and to the one after the last; nil has no bound.
type span struct{ from, to *time.Time }

func onwards(day time.Time) span { return span{from: &day} }

func until(day time.Time) span { return span{to: &day} }

func between(from, to time.Time) span { return span{&from, &to} }

// spans are the ranges of days that the operators of a filter allow; all of them must hold. ne and isNull are not among them. A day that
// can't be read is none, so nothing matches.
func (o Options) spans(f *models.DateFilter) (all []span) {
	for _, c := range []struct {
		operand *models.Date
		allows  func(day, next time.Time) span
	}{
		{f.Eq, between},
		{f.Lt, func(day, _ time.Time) span { return until(day) }},
		{f.Lte, func(_, next time.Time) span { return until(next) }},
		{f.Gt, func(_, next time.Time) span { return onwards(next) }},
		{f.Gte, func(day, _ time.Time) span { return onwards(day) }},
	} {
		if c.operand != nil {
			all = append(all, o.dayed(*c.operand, c.allows))
		}
	}
	next := o.today().AddDate(0, 0, 1)
	if f.WithinLast != nil {
		all = append(all, between(o.dayAgo(*f.WithinLast).AddDate(0, 0, 1), next))
	}
	if f.WithinNext != nil {
		all = append(all, between(o.today(), models.DayOf(o.ahead(*f.WithinNext), o.zone())))
	}
	if f.OlderThan != nil {
		all = append(all, until(o.dayAgo(*f.OlderThan).AddDate(0, 0, 1)))
	}
	if f.During != nil {
		from, to, _ := f.During.Days(o.today())
		all = append(all, between(from, to))
	}
	return all
}

func (o Options) dayed(d models.Date, allows func(day, next time.Time) span) span {
	day, ok := d.In(o.zone())
	if !ok {
		return between(day, day)
	}
	return allows(day, day.AddDate(0, 0, 1))
}

func (o Options) dayAgo(duration string) time.Time { return models.DayOf(o.ago(duration), o.zone()) }

// onDays compiles the operators of a day. The value is an instant, that of a stored day is its midnight in UTC, and bare is true for days.
// A stored instant is compared with the instants at which days begin in the account's time zone.
func (o Options) onDays(f *models.DateFilter, v value, bare Clause) Clause {
	if f == nil {
		return expr(always)
	}
	bound := func(day time.Time) Clause {
		start := models.StartOfDay(day, o.zone())
		if start.Equal(day) {
			return expr("?", day)
		}
		return with(with(expr("CASE WHEN "), bare.SQL, bare.Args...), " THEN ?::timestamptz ELSE ?::timestamptz END", day, start)
	}
	within := func(s span) Clause {
		var all []Clause
		if s.from != nil {
			b := bound(*s.from)
			all = append(all, with(v.Clause, " >= "+b.SQL, b.Args...))
		}
		if s.to != nil {
			b := bound(*s.to)
			all = append(all, with(v.Clause, " < "+b.SQL, b.Args...))
		}
		return and(all...)
	}
	var all []Clause
	for _, s := range o.spans(f) {
		all = append(all, within(s))
	}
	for _, s := range o.anniversaries(f) {
		all = append(all, o.hasAnniversary(s, v, bare))
	}
	if f.Ne != nil {
		all = append(all, v.not(within(o.dayed(*f.Ne, between))))
	}
	if f.IsNull != nil {
		all = append(all, v.null(*f.IsNull))
	}
	return and(all...)
}

// matchDay tests a stored instant or, if it is bare, the midnight in UTC of a stored day; nil is no value.
func (o Options) matchDay(f *models.DateFilter, stored *time.Time, bare bool) bool {
	within := func(s span) bool {
		if stored == nil {
			return false
		}
		bound := func(day time.Time) time.Time {
			if bare {
				return day
			}
			return models.StartOfDay(day, o.zone())
		}
		return (s.from == nil || !stored.Before(bound(*s.from))) && (s.to == nil || stored.Before(bound(*s.to)))
	}
	for _, s := range o.spans(f) {
		if !within(s) {
			return false
		}
	}
	for _, s := range o.anniversaries(f) {
		if stored == nil || !o.matchAnniversary(s, *stored, bare) {
			return false
		}
	}
	return (f.Ne == nil || !within(o.dayed(*f.Ne, between))) && (f.IsNull == nil || *f.IsNull == (stored == nil))
}

// UsesZone reports whether a filter depends on the account's time zone: it has a condition on a day, or on an instant relative to now.
func UsesZone(f any) bool { return usesZone(reflect.ValueOf(f)) }

func usesZone(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && usesZone(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if isInput(v.Type().Elem()) && usesZone(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		switch f := v.Interface().(type) {
		case models.DateFilter:
			return true
		case models.DateTimeFilter:
			return f.WithinLast != nil || f.WithinNext != nil || f.OlderThan != nil || f.During != nil
		}
		if !isInput(v.Type()) {
			return false
		}
		for i := range v.NumField() {
			if usesZone(v.Field(i)) {
				return true
			}
		}
	}
	return false
}
