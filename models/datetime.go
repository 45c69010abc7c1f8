package models

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"time"
)

// DateTime is an instant in the API: RFC 3339, UTC, always with six decimals. Its zero value is never stored.
type DateTime struct{ time.Time }

const dateTimeLayout = "2006-01-02T15:04:05.000000Z"

// At returns the instant with the precision of PostgreSQL: in UTC, to the microsecond.
func At(t time.Time) DateTime { return DateTime{t.UTC().Truncate(time.Microsecond)} }

// MarshalGQL writes the instant.
func (d DateTime) MarshalGQL(w io.Writer) {
	_, _ = w.Write(d.AppendGQL(nil))
}

// AppendGQL appends what MarshalGQL writes.
func (d DateTime) AppendGQL(b []byte) []byte {
	t := d.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, `"`+dateTimeLayout+`"`)
	}
	// Formatted by hand, because a long response has hundreds of instants and time.Format parses the layout for each.
	hour, minute, second := t.Clock()
	b = append(appendDigits(append(b, '"'), year, 1000), '-')
	b = append(appendDigits(b, int(month), 10), '-')
	b = append(appendDigits(b, day, 10), 'T')
	b = append(appendDigits(b, hour, 10), ':')
	b = append(appendDigits(b, minute, 10), ':')
	b = append(appendDigits(b, second, 10), '.')
	return append(appendDigits(b, t.Nanosecond()/1000, 100_000), 'Z', '"')
}

// appendDigits appends a number in decimal digits, the first of which counts units of the given size.
func appendDigits(b []byte, n, unit int) []byte {
	for ; unit > 0; unit /= 10 {
		b = append(b, '0'+byte(n/unit%10))
	}
	return b
}

// UnmarshalGQL reads an instant with any offset, in the years 1 to 9999.
func (d *DateTime) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return Errorf(Invalid, "A DateTime is a string such as 2026-03-01T09:30:00Z.")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return Errorf(Invalid, "A DateTime is an RFC 3339 instant such as 2026-03-01T09:30:00Z.")
	}
	*d = At(t)
	return nil
}

// MarshalJSON writes the instant as the API does.
func (d DateTime) MarshalJSON() ([]byte, error) {
	return []byte(d.UTC().Format(`"` + dateTimeLayout + `"`)), nil
}

// UnmarshalJSON reads an instant in the format of the API.
func (d *DateTime) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	return d.UnmarshalGQL(v)
}

// Scan reads a timestamptz.
func (d *DateTime) Scan(src any) error {
	t, ok := src.(time.Time)
	if !ok {
		return errors.New("models: not a timestamptz")
	}
	d.Time = t.UTC()
	return nil
}

// Value stores the instant.
func (d DateTime) Value() (driver.Value, error) { return d.Time, nil }

// nightHour is the hour, in the account's time zone, at which nightly jobs start.
const nightHour = 3

// NextNight returns when nightly jobs start next after an instant, in an account's time zone.
func NextNight(after DateTime, zone *time.Location) DateTime {
	t := after.In(zone)
	year, month, day := t.Date()
	night := time.Date(year, month, day, nightHour, 0, 0, 0, zone)
	if !night.After(t) {
		night = time.Date(year, month, day+1, nightHour, 0, 0, 0, zone)
	}
	return At(night)
}
