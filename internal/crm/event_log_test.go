package crm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// types formats events by type.
func types(found []*models.ContactEvent) (all []string) {
	for _, e := range found {
		all = append(all, string(e.Type))
	}
	return all
}

// TestHistory reads the history of merged contacts page by page.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	ada := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada")})
	grace := newContact(t, w, models.ContactCreateInput{Name: ptr("Grace")})
	if _, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: ada.ID}); err != nil {
		t.Fatal(err)
	}
	history := func(id models.ContactID) (all []string) {
		t.Helper()
		for a := (page.Args{First: ptr(2)}); ; {
			pages, err := w.CRM.EventsByContact(ctx, []models.ContactID{id}, a)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, types(pages[id].Nodes())...)
			if !pages[id].PageInfo.HasNextPage {
				return all
			}
			a.After = pages[id].PageInfo.EndCursor()
		}
	}
	expect := func(when string, c *models.Contact, want ...string) {
		t.Helper()
		if got := history(c.ID); !slices.Equal(got, want) {
			t.Errorf("%s: %s has the history %q, not %q", when, c.Name, got, want)
		}
	}
	expect("before", ada, "CONTACT_BLOCKED", "CONTACT_CREATED")
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: grace.ID, From: []models.ContactID{ada.ID}})
	if err != nil {
		t.Fatal(err)
	}
	expect("merged", grace, "CONTACT_MERGED", "CONTACT_MERGED", "CONTACT_BLOCKED", "CONTACT_CREATED", "CONTACT_CREATED")
	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
	expect("unmerged", grace, "CONTACT_UNMERGED", "CONTACT_MERGED", "CONTACT_CREATED")
	expect("unmerged", ada, "CONTACT_UNMERGED", "CONTACT_MERGED", "CONTACT_BLOCKED", "CONTACT_CREATED")
	foreign, err := w.CRM.EventsByContact(crmtest.As(w.Foreign.Administrator), []models.ContactID{ada.ID}, page.Args{})
	if err != nil || len(foreign[ada.ID].Nodes()) > 0 {
		t.Errorf("another account sees %v, %v", foreign[ada.ID].Nodes(), err)
	}
}

func TestListEvents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx, foreign := crmtest.As(w.Home.Administrator), crmtest.As(w.Foreign.Administrator)
	var contacts []models.ContactID
	for i := range 5 {
		c := newContact(t, w, models.ContactCreateInput{Name: ptr(fmt.Sprint(i))})
		contacts = append(contacts, c.ID)
		if err := second(w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: c.ID, Labels: []string{"vip"}})); err != nil {
			t.Fatal(err)
		}
	}
	furnish(t, w, w.Foreign, "foreign")
	const created, updated = "CONTACT_CREATED", "CONTACT_UPDATED"
	for _, c := range []struct {
		name  string
		query crm.EventQuery
		want  []string
	}{
		{name: "all", want: []string{created, updated, created, updated, created, updated, created, updated, created, updated}},
		{name: "of a type", query: crm.EventQuery{Types: []models.ContactEventType{models.ContactUpdated, models.ContactDeleted}},
			want: []string{updated, updated, updated, updated, updated}},
		{name: "of contacts", query: crm.EventQuery{ContactIDs: []models.ContactID{contacts[1], contacts[3], {}}},
			want: []string{created, updated, created, updated}},
		{name: "of both", query: crm.EventQuery{Types: []models.ContactEventType{models.ContactCreated}, ContactIDs: contacts[:2]},
			want: []string{created, created}},
	} {
		var got []*models.ContactEvent
		a := page.Args{First: ptr(3)}
		for more := true; more; {
			found, err := w.CRM.ListEvents(ctx, a, c.query)
			if err != nil {
				t.Fatal(err)
			}
			got, more, a.After = append(got, found.Nodes()...), found.PageInfo.HasNextPage, found.PageInfo.EndCursor()
		}
		if !slices.Equal(types(got), c.want) || !slices.IsSortedFunc(got,
			func(a, b *models.ContactEvent) int { return int(a.Position.Seq - b.Position.Seq) }) {
			t.Errorf("%s: %q", c.name, types(got))
		}
	}
	theirs, err := w.CRM.ListEvents(foreign, page.Args{}, crm.EventQuery{})
	if err != nil || len(theirs.Nodes()) == 0 {
		t.Fatal(theirs, err)
	}
	cursor := theirs.Nodes()[0].Cursor()
	for want, a := range map[string]page.Args{
		"INVALID after": {After: &cursor},
		"INVALID first": {First: ptr(101)},
	} {
		if err := second(w.CRM.ListEvents(ctx, a, crm.EventQuery{})); refusal(err) != want {
			t.Errorf("%v: %v", a, err)
		}
	}
	if err := second(w.CRM.ListEvents(ctx, page.Args{},
		crm.EventQuery{ContactIDs: make([]models.ContactID, 1001)})); refusal(err) != "LIMIT contactIds" {
		t.Error(err)
	}
	id := theirs.Nodes()[0].ID
	for ctx, count := range map[context.Context]int{foreign: 1, ctx: 0} {
		if found, err := w.CRM.EventsByID(ctx, []models.ContactEventID{id}); err != nil || len(found) != count {
			t.Errorf("%v, %v", found, err)
		}
	}
}

// TestRetention advances the clock by months: events older than the retention are dropped, younger months are kept, and cursors of
// dropped events expire.
func TestRetention(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const retention = 60 * 24 * time.Hour
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	var cursors []page.Cursor
	for month := range 4 {
		if err := w.CRM.KeepEvents(ctx, retention); err != nil {
			t.Fatal(err)
		}
		newContact(t, w, models.ContactCreateInput{Name: ptr(fmt.Sprint(month))})
		at, _, err := w.CRM.OpenLog(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		cursors = append(cursors, at.Cursor())
		now = now.AddDate(0, 1, 0)
	}
	now = now.AddDate(0, 1, 0)
	if err := w.CRM.KeepEvents(ctx, retention); err != nil {
		t.Fatal(err)
	}
	kept, err := w.CRM.ListEvents(ctx, page.Args{}, crm.EventQuery{})
	if n := len(kept.Nodes()); err != nil || n == 0 || n > 2 {
		t.Fatalf("%d of 4 events are kept, %v", n, err)
	}
	var refused *models.Error
	if err := second(w.CRM.ListEvents(ctx, page.Args{After: &cursors[0]}, crm.EventQuery{})); !errors.As(err, &refused) ||
		refused.Code != models.CursorExpired {
		t.Fatal(err)
	}
	again, err := w.CRM.ListEvents(ctx, page.Args{After: refused.Cursor}, crm.EventQuery{})
	if err != nil || len(again.Nodes()) != len(kept.Nodes()) {
		t.Errorf("behind the oldest cursor there are %d events of %d, %v", len(again.Nodes()), len(kept.Nodes()), err)
	}
	position, err := models.ReadLogPosition(w.Home.Key, cursors[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := second(w.CRM.ReadLog(ctx, position, 10)); refusal(err) != "CURSOR_EXPIRED after" {
		t.Error(err)
	}
	// The next number follows the last one even if events were dropped.
	newContact(t, w, models.ContactCreateInput{Name: ptr("last")})
	if after, err := w.CRM.ListEvents(ctx, page.Args{After: &cursors[3]}, crm.EventQuery{}); err != nil || len(after.Nodes()) != 1 ||
		after.Nodes()[0].Position.Seq != 5 {
		t.Error(after, err)
	}
}
