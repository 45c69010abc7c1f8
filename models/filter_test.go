package models_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"kith/models"
	"kith/models/typeid"
)

// TestFiltersAreStoredAsTheyAreGiven reads a filter in the shape of its GraphQL input, and writes it again without a loss: what is
// there but empty stays there.
func TestFiltersAreStoredAsTheyAreGiven(t *testing.T) {
	t.Parallel()
	contact, inbox := typeid.New[models.ContactID](), typeid.New[models.InboxID]()
	for _, text := range []string{
		`{}`,
		`{"and":[],"or":[],"not":{}}`,
		`{"or":[{"ids":[]},{"ids":["` + contact.String() + `"]},{"inboxId":{"eq":"` + inbox.String() + `"}}]}`,
		`{"name":{"eq":"","in":[],"isNull":false},"blocked":false,"availability":"BUSY","resolved":"LEADS"}`,
		`{"staleSince":"2026-03-01T09:30:00.000001Z","createdAt":{"lt":"2026-03-01T09:30:00.000000Z","withinLast":"P30D"}}`,
		`{"labels":{"any":[],"isEmpty":false},"customAttributes":[{"key":"","number":{"gte":0},"list":{"none":[]}}]}`,
		`{"conversations":{"some":{"status":{"in":["OPEN"]},"assigneeId":{},"priority":{"nin":[],"isNull":true}},"every":{},` +
			`"count":{"in":[0]}},"csatAverage":{"eq":4.5}}`,
	} {
		var f models.ContactFilter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		written, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if string(written) != text {
			t.Errorf("%s was written as %s", text, written)
		}
		var again models.ContactFilter
		if err := json.Unmarshal(written, &again); err != nil || !reflect.DeepEqual(f, again) {
			t.Errorf("%s is another filter when it is read again: %v", text, err)
		}
	}
}

func TestDateTimesAreReadFromJSON(t *testing.T) {
	t.Parallel()
	var d models.DateTime
	if err := json.Unmarshal([]byte(`"2026-03-01T10:30:00.1234567+01:00"`), &d); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 3, 1, 9, 30, 0, 123456000, time.UTC); !d.Equal(want) {
		t.Errorf("read as %v", d)
	}
	for _, text := range []string{`null`, `5`, `""`, `"2026-03-01"`} {
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s was read as %v", text, d)
		}
	}
}
