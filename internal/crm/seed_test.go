package crm_test

import (
	"errors"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/internal/demo"
	"kith/models"
	"kith/models/page"
)

var seedNow = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func seedOf(w *crmtest.World, seed uint64, now time.Time) crm.Seed {
	return demo.Generate(demo.Options{AccountID: w.Home.Key, Seed: seed, Contacts: 120, Now: now}).Seed
}

// stored counts the rows of every table that a seed writes.
func stored(t *testing.T, w *crmtest.World, account int64) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"users", "inboxes", "labels", "companies", "contacts", "contact_inboxes", "contact_labels", "conversations",
		"messages", "notes", "conversation_labels", "csat_responses"} {
		counts[table] = w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = $1", account)
	}
	return counts
}

func same(a, b map[string]int) bool {
	for table, n := range a {
		if b[table] != n {
			return false
		}
	}
	return len(a) == len(b)
}

func TestSeedStoresEverything(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	mine, err := w.CRM.CreateLabel(admin, models.LabelCreateInput{Title: "vip"})
	if err != nil {
		t.Fatal(err)
	}
	before := stored(t, w, w.Home.Key)
	rows := seedOf(w, 1, seedNow)
	if err := w.CRM.Seed(admin, rows); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{
		"users": before["users"] + len(rows.Users), "inboxes": len(rows.Inboxes), "labels": len(rows.Labels), "companies": len(rows.Companies),
		"contacts": len(rows.Contacts), "contact_inboxes": len(rows.ContactInboxes), "contact_labels": len(rows.ContactLabels),
		"conversations": len(rows.Conversations), "messages": len(rows.Messages), "notes": len(rows.Notes),
		"conversation_labels": len(rows.ConversationLabels), "csat_responses": len(rows.CsatResponses),
	}
	if got := stored(t, w, w.Home.Key); !same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id <> $1", w.Home.Key); n != 0 {
		t.Errorf("%d contacts in another account", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_labels WHERE label_id = $1", mine.ID); n == 0 {
		t.Error("the label that was there before is not used")
	}
	wrong := w.Count(t, `
		SELECT count(*) FROM contacts c WHERE array_fill(1, ARRAY[csat1]) || array_fill(2, ARRAY[csat2]) || array_fill(3, ARRAY[csat3])
			|| array_fill(4, ARRAY[csat4]) || array_fill(5, ARRAY[csat5]) <> ARRAY(
			SELECT rating::int FROM csat_responses r WHERE (r.account_id, r.contact_id) = (c.account_id, c.id) ORDER BY rating)`)
	if wrong != 0 {
		t.Errorf("%d contacts with wrong counts of ratings", wrong)
	}
	size := 100
	p, err := w.CRM.ListContacts(admin, page.Args{First: &size}, crm.ContactQuery{})
	if err != nil || len(p.Edges) != size {
		t.Fatal(len(p.Edges), err)
	}
	for _, c := range p.Nodes() {
		for _, row := range rows.Contacts {
			if row.ID == c.ID && (row.Name != c.Name || row.ContactType != c.ContactType || row.CreatedAt != c.CreatedAt ||
				string(row.CustomAttributes) == "") {
				t.Errorf("stored %+v, read %+v", row, c)
			}
		}
	}
}

func TestSeedNumbersOnWithoutGaps(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	inbox, err := w.CRM.CreateInbox(admin, models.InboxCreateInput{Name: "API", ChannelType: models.ChannelAPI})
	if err != nil {
		t.Fatal(err)
	}
	contact, err := w.CRM.CreateContact(admin, models.ContactCreateInput{})
	if err != nil {
		t.Fatal(err)
	}
	talk := func() int {
		v, err := w.CRM.CreateConversation(admin, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID})
		if err != nil {
			t.Fatal(err)
		}
		return v.DisplayID
	}
	if n := talk(); n != 1 {
		t.Errorf("the first conversation is number %d", n)
	}
	total := 1
	for seed := range uint64(2) {
		rows := seedOf(w, seed, seedNow)
		if err := w.CRM.Seed(admin, rows); err != nil {
			t.Fatal(err)
		}
		total += len(rows.Conversations)
	}
	if n := talk(); n != total+1 {
		t.Errorf("the conversation after %d is number %d", total, n)
	}
	if n := w.Count(t, "SELECT max(display_id) - count(*) FROM conversations WHERE account_id = $1", w.Home.Key); n != 0 {
		t.Errorf("%d numbers are missing", n)
	}
}

func TestSeedRefuses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	if err := w.CRM.Seed(crmtest.As(w.Home.Administrator), seedOf(w, 1, seedNow)); err != nil {
		t.Fatal(err)
	}
	clash := seedOf(w, 2, seedNow)
	clash.Contacts[len(clash.Contacts)-1].Points = nil
	clash.Contacts[len(clash.Contacts)-1].Email = seedOf(w, 1, seedNow).Contacts[firstWithEmail(seedOf(w, 1, seedNow))].Email
	for _, test := range []struct {
		name string
		by   *models.Viewer
		rows crm.Seed
		code models.Code
	}{
		{"the same data again", w.Home.Administrator, seedOf(w, 1, seedNow), models.Taken},
		{"the same seed at another time", w.Home.Administrator, seedOf(w, 1, seedNow.Add(48*time.Hour)), models.Taken},
		{"a contact's email that is taken", w.Home.Administrator, clash, models.Taken},
		{"agents", w.Home.Agent, seedOf(w, 3, seedNow), models.Forbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := stored(t, w, w.Home.Key)
			numbered := w.Count(t, "SELECT conversations FROM account_counters WHERE account_id = $1", w.Home.Key)
			err := w.CRM.Seed(crmtest.As(test.by), test.rows)
			var refused *models.Error
			if !errors.As(err, &refused) || refused.Code != test.code {
				t.Errorf("%v, not %s", err, test.code)
			}
			if now := stored(t, w, w.Home.Key); !same(now, before) {
				t.Errorf("%v became %v", before, now)
			}
			if n := w.Count(t, "SELECT conversations FROM account_counters WHERE account_id = $1", w.Home.Key); n != numbered {
				t.Errorf("the counter moved from %d to %d", numbered, n)
			}
		})
	}
}

// TestSeedStaysInTheAccountOfItsViewer stores rows that claim to belong to another account.
func TestSeedStaysInTheAccountOfItsViewer(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	before := stored(t, w, w.Home.Key)
	rows := seedOf(w, 1, seedNow)
	if err := w.CRM.Seed(crmtest.As(w.Foreign.Administrator), rows); err != nil {
		t.Fatal(err)
	}
	if now := stored(t, w, w.Home.Key); !same(now, before) {
		t.Errorf("%v became %v", before, now)
	}
	if n := w.Count(t, "SELECT count(*) FROM messages WHERE account_id = $1", w.Foreign.Key); n != len(rows.Messages) {
		t.Errorf("%d of %d messages", n, len(rows.Messages))
	}
}

func firstWithEmail(rows crm.Seed) int {
	for i, c := range rows.Contacts {
		if c.Email != nil {
			return i
		}
	}
	return 0
}
