package models_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

func TestLogPosition(t *testing.T) {
	t.Parallel()
	p := models.LogPosition{Account: 7, Epoch: 9007199254740991, Seq: 12}
	if back, err := models.ReadLogPosition(7, p.Cursor()); err != nil || back != p {
		t.Errorf("%v became %v, %v", p, back, err)
	}
	encode := func(text string) page.Cursor {
		return page.Cursor(base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	for name, c := range map[string]page.Cursor{
		"another account": models.LogPosition{Account: 8, Epoch: 1, Seq: 12}.Cursor(),
		"blank":           "", "no base64": "!", "another list": encode("NAME"), "too much": encode("event 7 1 12 13"),
		"signs": encode("event 7 1 +12"), "negative": encode("event 7 1 -1"), "too large": encode("event 7 1 99999999999999999999"),
	} {
		var refused *models.Error
		if _, err := models.ReadLogPosition(7, c); !errors.As(err, &refused) || refused.Code != models.Invalid ||
			!slices.Equal(refused.Field, []string{"after"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLogEndsCheck(t *testing.T) {
	t.Parallel()
	ends := models.LogEnds{Epoch: 5, First: 10, Last: 20}
	for _, c := range []struct {
		name    string
		epoch   int64
		seq     int64
		expired bool
	}{
		{"the oldest event", 5, 10, false},
		{"the newest event", 5, 20, false},
		{"an event that is gone", 5, 9, true},
		{"the beginning, which is gone", 0, 0, true},
		{"an event to come", 5, 21, true},
		{"another log", 6, 15, true},
	} {
		err := ends.Check(models.LogPosition{Account: 1, Epoch: c.epoch, Seq: c.seq})
		var refused *models.Error
		if !c.expired && err != nil || c.expired && (!errors.As(err, &refused) || refused.Code != models.CursorExpired) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.expired && *refused.Cursor != (models.LogPosition{Account: 1, Epoch: 5, Seq: 10}).Cursor() {
			t.Errorf("%s: it does not say where to go on", c.name)
		}
	}
	if err := (models.LogEnds{}).Check(models.LogPosition{Account: 1}); err != nil {
		t.Errorf("the beginning of an empty log: %v", err)
	}
}

// format writes changes as `field from>to`, in their order.
func format(changes []*models.FieldChange) string {
	var all []string
	for _, c := range changes {
		from, to := "null", "null"
		if c.From != nil {
			from = string(c.From)
		}
		if c.To != nil {
			to = string(c.To)
		}
		all = append(all, c.Field+" "+from+">"+to)
	}
	return strings.Join(all, ", ")
}

func TestContactChanges(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	before := models.Contact{Name: "Ada", ContactType: models.Lead, Email: text("ada@example.com"),
		CustomAttributes:     models.JSON(`{"plan": "pro", "deep": {"a": 1, "b": 2}, "big": 12345678901234567890}`),
		AdditionalAttributes: models.AdditionalAttributes{City: text("Paris"), Rest: models.JSON(`{"utm": "x"}`)}}
	for _, c := range []struct {
		name   string
		change func(*models.Contact)
		want   string
	}{
		{"nothing", func(*models.Contact) {}, ""},
		{"what the system keeps", func(c *models.Contact) {
			c.Version, c.CsatCounts, c.LastActivityAt, c.Keys.Search = 9, models.CsatCounts{Ones: 1}, &models.DateTime{}, "x"
		}, ""},
		{"spaces and the order of keys", func(c *models.Contact) {
			c.CustomAttributes = models.JSON(`{"big":12345678901234567890,"deep":{"b":2,"a":1},"plan":"pro"}`)
		}, ""},
		{"a number beyond float64", func(c *models.Contact) {
			c.CustomAttributes = models.JSON(`{"plan": "pro", "deep": {"a": 1, "b": 2}, "big": 12345678901234567891}`)
		}, "customAttributes.big 12345678901234567890>12345678901234567891"},
		{"scalars in the order of the API", func(c *models.Contact) {
			c.Email, c.Name, c.ContactType, c.PhoneNumber = nil, "Ada L.", models.Customer, text("+12125550123")
		}, `name "Ada">"Ada L.", email "ada@example.com">null, phoneNumber null>"+12125550123", contactType "LEAD">"CUSTOMER"`},
		{"attributes", func(c *models.Contact) {
			c.CustomAttributes = models.JSON(`{"deep": {"a": 1, "b": 3}, "big": 12345678901234567890}`)
			c.AdditionalAttributes.City, c.AdditionalAttributes.Rest = text("Rome"), models.JSON(`{"utm": "y"}`)
		}, `additionalAttributes.city "Paris">"Rome", additionalAttributes.other.utm "x">"y", ` +
			`customAttributes.deep {"a":1,"b":2}>{"a":1,"b":3}, customAttributes.plan "pro">null`},
		{"a block", func(c *models.Contact) { c.Blocked, c.BlockReason = true, text("spam") }, `blocked false>true, blockReason null>"spam"`},
	} {
		after := before
		c.change(&after)
		if got := format(after.Changes(&before)); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
	if got := format((&models.Contact{Name: "Ada", ContactType: models.Visitor}).Changes(
		nil)); got != `name null>"Ada", contactType null>"VISITOR"` {
		t.Errorf("a new contact: %s", got)
	}
}

func TestContactChangeEvents(t *testing.T) {
	t.Parallel()
	name := &models.FieldChange{Field: "name", From: models.JSON(`"a"`), To: models.JSON(`"b"`)}
	reason := &models.FieldChange{Field: "blockReason", To: models.JSON(`"spam"`)}
	toggled := &models.FieldChange{Field: "blocked"}
	for _, c := range []struct {
		name    string
		blocked bool
		changes []*models.FieldChange
		want    string
	}{
		{"nothing", false, nil, ""},
		{"a value", false, []*models.FieldChange{name}, "CONTACT_UPDATED name"},
		{"a block", true, []*models.FieldChange{toggled, reason}, "CONTACT_BLOCKED blocked blockReason"},
		{"the end of a block", false, []*models.FieldChange{toggled, reason}, "CONTACT_UNBLOCKED blocked blockReason"},
		{"another reason", true, []*models.FieldChange{reason}, "CONTACT_UPDATED blockReason"},
		{"both", true, []*models.FieldChange{name, toggled}, "CONTACT_UPDATED name; CONTACT_BLOCKED blocked"},
	} {
		var got []string
		for _, e := range models.ContactChangeEvents(&models.Contact{Blocked: c.blocked}, c.changes) {
			text := string(e.Type)
			for _, change := range e.Changes {
				text += " " + change.Field
			}
			got = append(got, text)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

func TestContactMergeEvents(t *testing.T) {
	t.Parallel()
	into := &models.Contact{ID: typeid.New[models.ContactID](), Name: "Ada", Version: 3}
	one, two := &models.Contact{ID: typeid.New[models.ContactID](), Version: 5}, &models.Contact{ID: typeid.New[models.ContactID]()}
	survivor := *into
	survivor.LastName, survivor.Version = "Lovelace", 4
	got := models.ContactMergeEvents(into, &survivor, []*models.Contact{one, two},
		map[models.ContactID][]string{into.ID: {"vip"}, one.ID: {"beta", "vip"}},
		[]string{"beta", "vip"})
	if len(got) != 3 {
		t.Fatalf("%d events", len(got))
	}
	for i, source := range []*models.Contact{one, two} {
		e := got[i]
		if e.Type != models.ContactMerged || e.ContactID != source.ID || *e.MergedInto != into.ID || e.MergedFrom != nil || len(e.Changes) != 0 ||
			e.ContactVersion != source.Version {
			t.Errorf("source %d: %+v", i, e)
		}
	}
	if got[0].Labels == nil || got[1].Labels == nil || !slices.Equal(got[0].Labels, []string{"beta", "vip"}) || len(got[1].Labels) != 0 {
		t.Errorf("the sources had %q and %q", got[0].Labels, got[1].Labels)
	}
	last := got[2]
	if last.ContactID != into.ID || last.MergedInto != nil || !slices.Equal(last.MergedFrom, []models.ContactID{one.ID, two.ID}) ||
		last.ContactVersion != 4 ||
		format(last.Changes) != `lastName null>"Lovelace", labels ["vip"]>["beta","vip"]` || !slices.Equal(last.Labels, []string{"beta", "vip"}) {
		t.Errorf("the survivor: %+v, %s", last, format(last.Changes))
	}
	var snapshot struct {
		ID      models.ContactID
		Version int
	}
	if err := json.Unmarshal(last.Snapshot, &snapshot); err != nil || snapshot.ID != into.ID || snapshot.Version != 4 {
		t.Errorf("%s: %v", last.Snapshot, err)
	}
}
