package models_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"kith/models"
)

func TestDateTime(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-01T09:30:00Z":                "2026-03-01T09:30:00.000000Z",
		"2026-03-01T09:30:00.123456789Z":      "2026-03-01T09:30:00.123456Z",
		"2026-03-01T09:30:00.5+05:30":         "2026-03-01T04:00:00.500000Z",
		"2026-01-01T00:30:00+01:00":           "2025-12-31T23:30:00.000000Z",
		"1969-12-31T23:59:59.9999999Z":        "1969-12-31T23:59:59.999999Z",
		"0001-01-01T00:00:00Z":                "0001-01-01T00:00:00.000000Z",
		"9999-12-31T23:59:59Z":                "9999-12-31T23:59:59.000000Z",
		"0001-01-01T00:00:00+01:00":           "",
		"9999-12-31T23:59:59-01:00":           "",
		"2026-03-01":                          "",
		"2026-03-01 09:30:00Z":                "",
		"2026-03-01T09:30:00":                 "",
		"2026-02-30T00:00:00Z":                "",
		"2026-03-01T24:00:00Z":                "",
		"":                                    "",
		"now":                                 "",
		"infinity":                            "",
		"2026-03-01T09:30:00Z; DROP TABLE x":  "",
		"12026-03-01T09:30:00Z":               "",
		"2026-03-01T09:30:00.5+05:30[Europe]": "",
	} {
		var d models.DateTime
		err := d.UnmarshalGQL(in)
		var shown bytes.Buffer
		d.MarshalGQL(&shown)
		if (err == nil) != (want != "") || err == nil && shown.String() != `"`+want+`"` {
			t.Errorf("%q: %s %v", in, shown.String(), err)
		}
		if asJSON, jsonErr := json.Marshal(d); err == nil && (jsonErr != nil || string(asJSON) != shown.String()) {
			t.Errorf("%q as JSON: %s %v", in, asJSON, jsonErr)
		}
	}
	for _, bad := range []any{nil, 1, 1.5, true, time.Now(), []string{"2026-03-01T09:30:00Z"}} {
		if new(models.DateTime).UnmarshalGQL(bad) == nil {
			t.Errorf("%v is read as a DateTime", bad)
		}
	}
	stored := time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600))
	var d models.DateTime
	if err := d.Scan(stored); err != nil || d.Location() != time.UTC || !d.Equal(stored) || d.Scan("2026") == nil {
		t.Error(d, err)
	}
}

func TestJSON(t *testing.T) {
	for _, row := range []struct {
		in   any
		want string
	}{
		{nil, "null"}, {true, "true"}, {"a\"<é", `"a\"\u003cé"`}, {int64(1), "1"}, {1.5, "1.5"}, {json.Number("1.10"), "1.10"},
		{[]any{1, nil}, "[1,null]"}, {map[string]any{"b": 1, "a": []any{}}, `{"a":[],"b":1}`},
	} {
		var j models.JSON
		var shown bytes.Buffer
		err := j.UnmarshalGQL(row.in)
		j.MarshalGQL(&shown)
		if err != nil || shown.String() != row.want {
			t.Errorf("%v: %s %v", row.in, shown.String(), err)
		}
		stored, err := j.Value()
		var read models.JSON
		if err != nil || read.Scan(stored) != nil || string(read) != row.want {
			t.Errorf("%v is stored as %v and read as %s: %v", row.in, stored, read, err)
		}
	}
	for name, bad := range map[string]any{"too long": strings.Repeat("x", models.MaxJSON), "no JSON": math.Inf(1), "a function": func() {}} {
		if new(models.JSON).UnmarshalGQL(bad) == nil {
			t.Errorf("%s is read as JSON", name)
		}
	}
	if new(models.JSON).UnmarshalGQL(strings.Repeat("x", models.MaxJSON-2)) != nil {
		t.Error("64 KiB are refused")
	}
	var none models.JSON
	var shown bytes.Buffer
	none.MarshalGQL(&shown)
	if stored, err := none.Value(); shown.String() != "null" || stored != nil || err != nil {
		t.Error(shown.String(), stored, err)
	}
	if none.Scan(42) == nil {
		t.Error("a number is read as a jsonb")
	}
	var given struct{ J models.JSON }
	if err := json.Unmarshal([]byte(`{"J": {"x":  1.0}}`), &given); err != nil || string(given.J) != `{"x":  1.0}` {
		t.Error(string(given.J), err)
	}
	looked := models.Features{models.FeatureIPLookup}
	if features, err := looked.Value(); err != nil || features != "{ip_lookup}" {
		t.Error(features, err)
	}
	var features models.Features
	if err := features.Scan(`["ip_lookup"]`); err != nil || len(features) != 1 || features[0] != models.FeatureIPLookup {
		t.Error(features, err)
	}
}

func TestNextNight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, after, want string }{
		{"UTC", "2026-03-01T02:59:59Z", "2026-03-01T03:00:00Z"},
		{"UTC", "2026-03-01T03:00:00Z", "2026-03-02T03:00:00Z"},
		{"UTC", "2026-12-31T23:00:00Z", "2027-01-01T03:00:00Z"},
		{"UTC", "2026-03-01T01:00:00-05:00", "2026-03-02T03:00:00Z"},
		{"America/New_York", "2026-03-01T03:00:00Z", "2026-03-01T08:00:00Z"},
		{"America/New_York", "2026-03-07T08:00:00Z", "2026-03-08T07:00:00Z"}, // clocks are changed in between
		{"Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z"},
		{"Europe/Berlin", "2026-10-24T01:00:00Z", "2026-10-25T02:00:00Z"},
	} {
		instant, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := models.NextNight(models.At(instant), zoneNamed(t, c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("after %s in %s: %s, not %s", c.after, c.zone, got, c.want)
		}
	}
}
