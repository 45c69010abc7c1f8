package models_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/models"
	"kith/models/typeid"
)

// person is a contact that merges can take.
func person(with func(*models.Contact)) *models.Contact {
	c := &models.Contact{ID: typeid.New[models.ContactID](), ContactType: models.Visitor, CustomAttributes: models.JSON("{}"),
		Points: []models.ContactPoint{}, CreatedAt: models.At(day(2))}
	with(c)
	return c
}

func day(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

func instant(n int) *models.DateTime {
	at := models.At(day(n))
	return &at
}

// nothing leaves a contact as it is.
func nothing(*models.Contact) {}

// numbered gives a contact n email addresses of a name.
func numbered(name string, n int) func(*models.Contact) {
	return func(c *models.Contact) {
		for i := range n {
			address := fmt.Sprintf("%s%d@example.com", name, i)
			c.Points = append(c.Points, models.ContactPoint{Kind: models.PointEmail, Value: address, Key: address, Preferred: i == 0})
		}
		c.SetPoints(c.Points)
	}
}

func profiles(pairs ...string) func(*models.Contact) {
	return func(c *models.Contact) {
		for i := 0; i < len(pairs); i += 2 {
			c.AdditionalAttributes.SocialProfiles = append(c.AdditionalAttributes.SocialProfiles,
				models.SocialProfile{Network: pairs[i], Handle: pairs[i+1]})
		}
	}
}

func TestMergedValues(t *testing.T) {
	user := typeid.New[models.UserID]()
	typed := func(is models.ContactType) func(*models.Contact) {
		return func(c *models.Contact) { c.ContactType = is }
	}
	named := func(name string) func(*models.Contact) { return func(c *models.Contact) { c.Name = name } }
	made := func(n int) func(*models.Contact) { return func(c *models.Contact) { c.CreatedAt = *instant(n) } }
	seen := func(n int) func(*models.Contact) { return func(c *models.Contact) { c.LastActivityAt = instant(n) } }
	rated := func(ones, fives int) func(*models.Contact) {
		return func(c *models.Contact) { c.CsatCounts = models.CsatCounts{Ones: ones, Fives: fives} }
	}
	blocked := func(why string, n int) func(*models.Contact) {
		return func(c *models.Contact) {
			c.Blocked, c.BlockReason, c.BlockedAt, c.BlockedByUserID = true, &why, instant(n), &user
		}
	}
	custom := func(text string) func(*models.Contact) {
		return func(c *models.Contact) { c.CustomAttributes = models.JSON(text) }
	}
	typeOf := func(c *models.Contact) any { return c.ContactType }
	nameOf := func(c *models.Contact) any { return c.Name }
	createdOf := func(c *models.Contact) any { return c.CreatedAt }
	activityOf := func(c *models.Contact) any { return c.LastActivityAt }
	blockOf := func(c *models.Contact) any {
		return fmt.Sprintf("%t %s %d %t", c.Blocked, *c.BlockReason, c.BlockedAt.Day(), *c.BlockedByUserID == user)
	}
	ratingsOf := func(c *models.Contact) any { return c.CsatCounts }
	customOf := func(c *models.Contact) any { return string(c.CustomAttributes) }
	handles := func(c *models.Contact) any {
		var all []string
		for _, p := range c.AdditionalAttributes.SocialProfiles {
			all = append(all, p.Handle)
		}
		return strings.Join(all, " ")
	}
	addressesOf := func(c *models.Contact) any { return len(c.Points) }
	for _, row := range []struct {
		name       string
		into, from func(*models.Contact)
		choice     string // of the source's value
		of         func(*models.Contact) any
		want       any
	}{
		{"a customer stays one", typed(models.Customer), typed(models.Visitor), "", typeOf, models.Customer},
		{"a lead becomes a customer", typed(models.Lead), typed(models.Customer), "", typeOf, models.Customer},
		{"a lead outranks a visitor", typed(models.Visitor), typed(models.Lead), "", typeOf, models.Lead},
		{"a chosen type wins", typed(models.Customer), typed(models.Lead), "contactType", typeOf, models.Lead},
		{"a visitor with an address is a lead, whatever is chosen", numbered("a", 1), typed(models.Visitor), "contactType", typeOf, models.Lead},
		{"the survivor's name wins", named("Ada"), named("Grace"), "", nameOf, "Ada"},
		{"a blank name gives way", named(""), named("Grace"), "", nameOf, "Grace"},
		{"a chosen name wins", named("Ada"), named("Grace"), "name", nameOf, "Grace"},
		{"the earliest creation counts", made(5), made(3), "", createdOf, *instant(3)},
		{"a later creation does not", made(3), made(5), "", createdOf, *instant(3)},
		{"the latest activity counts", seen(3), seen(5), "", activityOf, instant(5)},
		{"an earlier activity does not", seen(5), seen(3), "", activityOf, instant(5)},
		{"any activity is later than none", nothing, seen(3), "", activityOf, instant(3)},
		{"ratings add up", rated(1, 2), rated(3, 4), "", ratingsOf, models.CsatCounts{Ones: 4, Fives: 6}},
		{"the survivor's block stays", blocked("spam", 4), blocked("abuse", 5), "", blockOf, "true spam 4 true"},
		{"a block comes with who made it", nothing, blocked("abuse", 5), "", blockOf, "true abuse 5 true"},
		{"a chosen block wins", blocked("spam", 4), blocked("abuse", 5), "blocked", blockOf, "true abuse 5 true"},
		{"nobody is blocked by choice", blocked("spam", 4), nothing, "blocked", func(c *models.Contact) any { return c.Blocked }, false},
		{"attributes of both", custom(`{"a":1}`), custom(`{"b":2}`), "", customOf, `{"a":1,"b":2}`},
		{"the survivor's attribute wins", custom(`{"a":1}`), custom(`{"a":2}`), "", customOf, `{"a":1}`},
		{"a chosen attribute wins", custom(`{"a":1}`), custom(`{"a":2}`), "customAttributes.a", customOf, `{"a":2}`},
		{"a blank attribute gives way", custom(`{"a":""}`), custom(`{"a":2}`), "", customOf, `{"a":2}`},
		{"profiles of both", profiles("GITHUB", "ada"), profiles("LINKEDIN", "grace"), "", handles, "ada grace"},
		{"one profile a network", profiles("GITHUB", "ada"), profiles("GITHUB", "grace"), "", handles, "ada"},
		{"addresses of both", numbered("a", 20), numbered("b", 25), "", addressesOf, 45},
		{"an address of both once", numbered("a", 3), numbered("a", 2), "", addressesOf, 3},
	} {
		into, from := person(row.into), person(row.from)
		var choices []*models.MergeChoice
		if row.choice != "" {
			choices = append(choices, &models.MergeChoice{Field: row.choice, ContactID: from.ID})
		}
		c, _, err := models.Merged(into, []*models.Contact{from}, choices)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if got := row.of(c); !reflect.DeepEqual(got, row.want) || c.ID != into.ID {
			t.Errorf("%s: %v, not %v", row.name, got, row.want)
		}
	}
}

func TestMergedAlternatives(t *testing.T) {
	ada, grace := person(numbered("a", 1)), person(numbered("b", 1))
	ada.Name, grace.Name, ada.LastName, grace.LastName = "Ada", "Grace", "King", "King"
	_, lines, err := models.Merged(ada, []*models.Contact{grace}, nil)
	if err != nil {
		t.Fatal(err)
	}
	line := func(field string) *models.MergeField {
		at := slices.IndexFunc(lines, func(l *models.MergeField) bool { return l.Field == field })
		if at < 0 {
			t.Fatalf("there is no line of %s", field)
		}
		return lines[at]
	}
	if l := line("name"); *l.From != ada.ID || len(l.Dropped) != 1 || l.Dropped[0].ContactID != grace.ID ||
		string(l.Dropped[0].Value) != `"Grace"` {
		t.Errorf("the name: %+v", l)
	}
	if l := line("lastName"); len(l.Dropped) != 0 {
		t.Errorf("an equal value is dropped: %+v", l)
	}
	if l := line("email"); len(l.Dropped) != 0 {
		t.Errorf("an address that is kept is dropped: %+v", l)
	}
}

func TestMergesThatAreRefused(t *testing.T) {
	long := func(key string) func(*models.Contact) {
		return func(c *models.Contact) {
			c.CustomAttributes = models.JSON(fmt.Sprintf(`{"%s":"%s"}`, key, strings.Repeat("x", models.MaxJSON/2)))
		}
	}
	for _, row := range []struct {
		name       string
		into, from func(*models.Contact)
		choice     string
		code       models.Code
		field      string
		says       string
	}{
		{"50 addresses", numbered("a", 25), numbered("b", 25), "", "", "", ""},
		{"51 addresses", numbered("a", 26), numbered("b", 25), "", models.Limit, "from", "51 addresses"},
		{"too many bytes", long("a"), long("b"), "", models.TooLong, "from", "custom attributes"},
		{"no field", nothing, nothing, "nickname", models.Invalid, "choices", "nickname"},
		{"a field that is united", nothing, nothing, "additionalAttributes.socialProfiles", models.Invalid, "choices", "socialProfiles"},
	} {
		into, from := person(row.into), person(row.from)
		var choices []*models.MergeChoice
		if row.choice != "" {
			choices = append(choices, &models.MergeChoice{Field: row.choice, ContactID: from.ID})
		}
		_, _, err := models.Merged(into, []*models.Contact{from}, choices)
		var refused *models.Error
		switch {
		case row.code == "" && err != nil:
			t.Errorf("%s: %v", row.name, err)
		case row.code != "" && (!errors.As(err, &refused) || refused.Code != row.code || !slices.Equal(refused.Field, []string{row.field}) ||
			!strings.Contains(refused.Message, row.says)):
			t.Errorf("%s: %v", row.name, err)
		}
	}
	stranger := []*models.MergeChoice{{Field: "name", ContactID: typeid.New[models.ContactID]()}}
	var refused *models.Error
	if _, _, err := models.Merged(person(nothing), []*models.Contact{person(nothing)}, stranger); !errors.As(err, &refused) ||
		refused.Code != models.Invalid || !strings.Contains(refused.Message, "one of the contacts") {
		t.Errorf("a choice of somebody else: %v", err)
	}
}
