package crm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestTimeZone changes the time zone of an account, and looks at all that depends on it: filters, segments, groups, reports and orders.
func TestTimeZone(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	year, month, _ := time.Now().UTC().Date() // events are stored for the present
	next := time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
	now := next.Add(-30 * time.Minute) // in Berlin the next month has begun
	today, tomorrow := now.Format(time.DateOnly), next.Format(time.DateOnly)
	this, following := now.Format("2006-01")+"=6", next.Format("2006-01")+"=6"
	w.CRM.SetClock(func() time.Time { return now })
	if _, err := w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: "due", DisplayName: "Due",
		Type: models.DateAttribute, Model: models.ContactAttribute}); err != nil {
		t.Fatal(err)
	}
	for name, due := range map[string]string{"a": tomorrow, "b": today + "T23:15:00Z", "c": today, "d": tomorrow + "T21:59:00Z",
		"e": tomorrow + "T23:59:59.9999999-02:00"} {
		newContact(t, w, models.ContactCreateInput{Name: &name, CustomAttributes: models.JSON(fmt.Sprintf(`{"due": %q}`, due))})
	}
	segment, err := w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "Due today", Filter: &models.ContactFilter{
		CustomAttributes: []models.CustomAttributeFilter{{Key: "due", Date: &models.DateFilter{During: ptr(models.Today)}}}}})
	if err != nil {
		t.Fatal(err)
	}
	inbox := newInbox(t, w)
	conversation, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{InboxID: inbox.ID, ContactID: newContact(t, w,
		models.ContactCreateInput{Name: ptr("f")}).ID, Status: ptr(models.Resolved)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: conversation.ID, Rating: 5}); err != nil {
		t.Fatal(err)
	}
	list := func(q crm.ContactQuery) string {
		t.Helper()
		p, err := w.CRM.ListContacts(ctx, page.Args{}, q)
		if err != nil {
			t.Fatal(err)
		}
		names := ""
		for _, c := range p.Nodes() {
			names += c.Name
		}
		return names
	}
	by := func(order models.ContactOrderKey) []*models.ContactOrder {
		name := models.OrderName
		return []*models.ContactOrder{{By: order, Direction: models.Asc, Nulls: models.NullsLast}, {By: models.ContactOrderKey{Field: &name}}}
	}
	for _, c := range []struct{ zone, today, due, created, month string }{
		{"UTC", "bc", "bcade", "abcdef", this},
		{"Europe/Berlin", "abd", "cabde", "abcdef", following},
		{"America/New_York", "bc", "bcade", "abcdef", this},
	} {
		if _, err := w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{TimeZone: given(c.zone)}); err != nil {
			t.Fatal(err)
		}
		name := models.ContactOrderKey{Field: ptr(models.OrderName)}
		if got := list(crm.ContactQuery{Segment: &segment.ID, OrderBy: by(name)}); got != c.today {
			t.Errorf("%s: %s are due today, not %s", c.zone, got, c.today)
		}
		due := models.ContactOrderKey{CustomAttribute: ptr("due")}
		if got := list(crm.ContactQuery{OrderBy: by(due)}); strings.TrimSuffix(got, "f") != c.due {
			t.Errorf("%s: by day %s, not %s", c.zone, got, c.due)
		}
		if got := list(crm.ContactQuery{OrderBy: by(name), Filter: &models.ContactFilter{
			CreatedAt: &models.DateTimeFilter{During: ptr(models.ThisMonth)}}}); got != c.created {
			t.Errorf("%s: %s were created this month, not %s", c.zone, got, c.created)
		}
		groups, err := w.CRM.GroupContacts(ctx, models.GroupByMonth, nil, nil, 50)
		if err != nil || len(groups) != 1 || fmt.Sprintf("%s=%d", groups[0].Key, groups[0].Count) != c.month {
			t.Fatalf("%s: months %v, %v", c.zone, groups, err)
		}
		if p, err := groups[0].Contacts(ctx, ptr(100), nil, nil, nil); err != nil || len(p.Edges) != 6 {
			t.Errorf("%s: contacts of the month: %v, %v", c.zone, p, err)
		}
		report, err := w.CRM.ReportCsat(ctx, &models.CsatFilter{CreatedAt: &models.DateTimeFilter{During: ptr(models.Today)}})
		if err != nil || len(report.ByMonth) != 1 || report.ByMonth[0].Month != c.month[:7] || *report.ResponseRate != 100 {
			t.Errorf("%s: ratings %+v, %v", c.zone, report, err)
		}
	}
	for _, zone := range []string{"Europe/Nowhere", "", "Local", "posix/Europe/Berlin"} {
		if _, err := w.CRM.UpdateAccount(ctx, models.AccountUpdateInput{TimeZone: given(zone)}); refusal(err) != "INVALID timeZone" {
			t.Errorf("%q: %v", zone, err)
		}
	}
	if account, err := w.CRM.FindAccount(ctx); err != nil || account.TimeZone != "America/New_York" {
		t.Error(account, err)
	}
	if account, err := w.CRM.FindAccount(crmtest.As(w.Foreign.Administrator)); err != nil || account.TimeZone != "UTC" {
		t.Error(account, err)
	}
}

// TestTimeZoneMovesTheNight checks that the nightly cleanup begins at 03:00 in the account's time zone, also after a change of it.
func TestTimeZoneMovesTheNight(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	now := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	w.CRM.SetClock(func() time.Time { return now })
	next := func() string {
		return w.Texts(t, `SELECT coalesce(to_char(next_stale_cleanup_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 'none')
			FROM accounts WHERE id = $1`, w.Home.Key)[0]
	}
	for _, step := range []struct {
		what string
		in   models.AccountUpdateInput
		at   time.Time
		want string
	}{
		{"a time zone alone", models.AccountUpdateInput{TimeZone: given("Europe/Berlin")}, now, "none"},
		{"an age", models.AccountUpdateInput{StaleCleanupAfter: given("P30D")}, now, "2026-03-29 01:00"}, // clocks are changed at 01:00
		{"another time zone", models.AccountUpdateInput{TimeZone: given("Asia/Kathmandu")}, now, "2026-03-28 21:15"},
		{"a time zone when the cleanup is due", models.AccountUpdateInput{TimeZone: given("UTC")}, now.Add(12 * time.Hour), "2026-03-28 21:15"},
		{"both", models.AccountUpdateInput{TimeZone: given("America/New_York"), StaleCleanupAfter: given("P1M")}, now, "2026-03-29 07:00"},
	} {
		now = step.at
		if _, err := w.CRM.UpdateAccount(ctx, step.in); err != nil {
			t.Fatal(step.what, err)
		}
		if got := next(); got != step.want {
			t.Errorf("%s: the next cleanup is at %s, not %s", step.what, got, step.want)
		}
	}
}
