package filter_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/filter"
	"kith/models"
)

// TestDaysWhenClocksChange compares days and durations around the changes of clocks: in Berlin 2026-03-29 has 23 hours, and 2026-10-25 has
// 25. PostgreSQL follows by TestSQLFindsWhatMatches.
func TestDaysWhenClocksChange(t *testing.T) {
	t.Parallel()
	berlin, ok := models.TimeZone("Europe/Berlin")
	if !ok {
		t.Fatal("no Berlin")
	}
	for _, c := range []struct{ now, stored, operators, found string }{
		{"2026-03-30T10:00:00Z", "2026-03-28T22:59:59Z", `"eq": "2026-03-28"`, "yes"},
		{"2026-03-30T10:00:00Z", "2026-03-28T23:00:00Z", `"eq": "2026-03-29"`, "yes"},
		{"2026-03-30T10:00:00Z", "2026-03-29T21:59:59Z", `"eq": "2026-03-29"`, "yes"},
		{"2026-03-30T10:00:00Z", "2026-03-29T22:00:00Z", `"eq": "2026-03-29"`, "no"},
		{"2026-03-30T10:00:00Z", "2026-03-29T22:00:00Z", `"gt": "2026-03-29"`, "yes"},
		{"2026-03-30T10:00:00Z", "2026-03-29", `"eq": "2026-03-28T23:30:00Z"`, "yes"},
		{"2026-03-30T10:00:00Z", "2026-03-29", `"during": "YESTERDAY"`, "yes"},
		{"2026-10-26T10:00:00Z", "2026-10-24T22:00:00Z", `"eq": "2026-10-25"`, "yes"},
		{"2026-10-26T10:00:00Z", "2026-10-25T22:59:59Z", `"eq": "2026-10-25"`, "yes"},
		{"2026-10-26T10:00:00Z", "2026-10-25T23:00:00Z", `"lte": "2026-10-25"`, "no"},
		{"2026-10-26T22:30:00Z", "2026-10-26", `"during": "TODAY"`, "yes"},
		{"2026-10-26T23:30:00Z", "2026-10-26", `"during": "TODAY"`, "no"},
		{"2026-10-26T23:30:00Z", "2026-10-21", `"withinLast": "P7D"`, "yes"}, // today is the 27th
		{"2026-10-26T23:30:00Z", "2026-10-20", `"withinLast": "P7D"`, "no"},
		{"2026-10-26T23:30:00Z", "2026-10-20", `"olderThan": "P7D"`, "yes"},
		{"2026-10-26T23:30:00Z", "2026-11-02", `"withinNext": "P7D"`, "yes"},
		{"2026-10-26T23:30:00Z", "2026-11-03", `"withinNext": "P7D"`, "no"},
	} {
		text := fmt.Sprintf(`{"customAttributes": [{"key": "d", "date": {%s}}]}`, c.operators)
		if got := finds(t, c.now, berlin, text, c.stored); got != c.found {
			t.Errorf("at %s, %s of %s: %s", c.now, c.operators, c.stored, got)
		}
	}
	for _, c := range []struct{ now, created, operators, found string }{
		{"2026-03-29T10:00:00Z", "2026-03-28T11:00:00Z", `"withinLast": "P1D"`, "yes"}, // noon after noon: 23 hours
		{"2026-03-29T10:00:00Z", "2026-03-28T10:30:00Z", `"withinLast": "P1D"`, "no"},
		{"2026-03-29T10:00:00Z", "2026-03-28T10:30:00Z", `"withinLast": "PT24H"`, "yes"},
		{"2026-10-25T11:00:00Z", "2026-10-24T10:00:00Z", `"withinLast": "P1D"`, "yes"}, // 25 hours
		{"2026-10-25T11:00:00Z", "2026-10-24T10:00:00Z", `"olderThan": "PT24H"`, "yes"},
		{"2026-10-25T11:00:00Z", "2026-10-24T22:00:00Z", `"during": "TODAY"`, "yes"},
		{"2026-10-25T11:00:00Z", "2026-10-24T21:59:59Z", `"during": "TODAY"`, "no"},
		{"2026-10-25T11:00:00Z", "2026-10-25T22:59:59Z", `"during": "TODAY", "withinNext": "P1D"`, "yes"},
		{"2026-10-25T11:00:00Z", "2026-10-25T23:00:00Z", `"during": "TODAY"`, "no"},
	} {
		if got := finds(t, c.now, berlin, fmt.Sprintf(`{"createdAt": {%s}}`, c.operators), c.created); got != c.found {
			t.Errorf("at %s, created %s of %s: %s", c.now, c.operators, c.created, got)
		}
	}
}

// finds matches a contact that was created at, and has as its attribute d, the given date.
func finds(t *testing.T, now string, zone *time.Location, text, date string) string {
	t.Helper()
	var f models.ContactFilter
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	if err := filter.Check(&f); err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	created, _ := models.ParseDate(date)
	c := &models.Contact{CreatedAt: models.At(created), CustomAttributes: models.JSON(fmt.Sprintf(`{"d": %q}`, date))}
	if filter.Match(&f, filter.Record{Contact: c}, filter.Options{Now: at, Zone: zone}) {
		return "yes"
	}
	return "no"
}

// TestAnniversaries looks for days of any year whose anniversary is in a period, over the end of a year and of February.
func TestAnniversaries(t *testing.T) {
	t.Parallel()
	berlin, _ := models.TimeZone("Europe/Berlin")
	for _, c := range []struct{ now, stored, operators, found string }{
		{"2026-12-20T10:00:00Z", "1990-01-03", `"anniversaryWithinNext": "P30D"`, "yes"},
		{"2026-12-20T10:00:00Z", "1990-01-18", `"anniversaryWithinNext": "P30D"`, "yes"},
		{"2026-12-20T10:00:00Z", "1990-01-19", `"anniversaryWithinNext": "P30D"`, "no"},
		{"2026-12-20T10:00:00Z", "1990-12-19", `"anniversaryWithinNext": "P30D"`, "no"},
		{"2026-12-20T10:00:00Z", "1990-12-19", `"anniversaryWithinNext": "P1Y"`, "yes"},
		{"2026-12-20T23:30:00Z", "1990-12-21", `"anniversaryDuring": "TODAY"`, "yes"}, // in Berlin it is the 21st
		{"2026-12-20T23:30:00Z", "1990-12-20T23:30:00Z", `"anniversaryDuring": "TODAY"`, "yes"},
		{"2026-12-20T23:30:00Z", "1990-12-20", `"anniversaryDuring": "TODAY"`, "no"},
		{"2026-02-28T10:00:00Z", "2000-02-29", `"anniversaryDuring": "TODAY"`, "yes"},
		{"2026-03-01T10:00:00Z", "2000-02-29", `"anniversaryDuring": "TODAY"`, "no"},
		{"2028-02-28T10:00:00Z", "2000-02-29", `"anniversaryDuring": "TODAY"`, "no"},
		{"2028-02-29T10:00:00Z", "2000-02-29", `"anniversaryDuring": "TODAY"`, "yes"},
		{"2028-02-29T10:00:00Z", "1999-02-28", `"anniversaryDuring": "THIS_WEEK"`, "yes"},
		{"2026-06-15T10:00:00Z", "2000-02-29", `"anniversaryDuring": "THIS_YEAR"`, "yes"},
		{"2026-06-15T10:00:00Z", "no date", `"anniversaryDuring": "THIS_YEAR"`, "no"},
		{"2026-06-15T10:00:00Z", "1990-07-01", `"anniversaryDuring": "NEXT_MONTH", "gte": "1990-01-01"`, "yes"},
		{"2026-06-15T10:00:00Z", "1990-07-01", `"anniversaryDuring": "NEXT_MONTH", "gte": "1991-01-01"`, "no"},
	} {
		text := fmt.Sprintf(`{"customAttributes": [{"key": "d", "date": {%s}}]}`, c.operators)
		if got := finds(t, c.now, berlin, text, c.stored); got != c.found {
			t.Errorf("at %s, %s of %s: %s", c.now, c.operators, c.stored, got)
		}
	}
	for text, at := range map[string]string{`{"anniversaryWithinNext": "soon"}`: "anniversaryWithinNext",
		`{"anniversaryWithinNext": "P1000Y"}`: "anniversaryWithinNext"} {
		var f models.DateFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		err := filter.Check(&models.ContactFilter{CustomAttributes: []models.CustomAttributeFilter{{Key: "d", Date: &f}}})
		var refused *models.Error
		if !errors.As(err, &refused) || !strings.HasSuffix(strings.Join(refused.Field, "."), at) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestUsesZone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{}`: false,
		`{"createdAt": {"gte": "2026-03-31T00:00:00Z"}, "name": {"eq": "x"}, "ids": [], "labels": {"any": ["x"]}}`: false,
		`{"createdAt": {"during": "TODAY"}}`: true,
		`{"or": [{"name": {"eq": "x"}}, {"not": {"conversations": {"some": {"and": [{"createdAt": {"withinLast": "P1D"}}]}}}}]}`: true,
		`{"customAttributes": [{"key": "d", "isNull": true}, {"key": "d", "date": {"eq": "2026-03-31"}}]}`:                       true,
	} {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		if got := filter.UsesZone(&f); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	if filter.UsesZone((*models.ContactFilter)(nil)) {
		t.Error("no filter uses a time zone")
	}
}
