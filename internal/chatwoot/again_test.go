package chatwoot_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"kith/internal/chatwoot"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// TestImportIntoAccount brings an account into one that has its user, label, definition, address, domain and number already.
func TestImportIntoAccount(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	grace, err := w.CRM.CreateUser(admin, models.UserCreateInput{Name: "Grace, here", Email: "grace@acme.example", Role: models.Administrator})
	must(err)
	vip, err := w.CRM.CreateLabel(admin, models.LabelCreateInput{Title: "vip"})
	must(err)
	_, err = w.CRM.CreateDefinition(admin, models.CustomAttributeDefinitionCreateInput{Key: "seats", DisplayName: "Seats here",
		Type: models.TextAttribute, Model: models.ContactAttribute})
	must(err)
	domain, email := "engines.example", "ada@engines.example"
	_, err = w.CRM.CreateCompany(admin, models.CompanyCreateInput{Name: "Engines, here", Domain: &domain})
	must(err)
	contact, err := w.CRM.CreateContact(admin, models.ContactCreateInput{Email: &email})
	must(err)
	inbox, err := w.CRM.CreateInbox(admin, models.InboxCreateInput{Name: "API", ChannelType: models.ChannelAPI})
	must(err)
	_, err = w.CRM.CreateConversation(admin, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID})
	must(err)

	o := chatwoot.Options{Only: []int64{1}, Into: w.Home.ID}
	from := newChatwoot(t, "testdata/awkward.sql")
	results, report := bring(t, w, from, o)
	if len(results) != 1 || results[0].Account != w.Home.ID {
		t.Fatalf("%+v", results)
	}
	if n := w.Count(t, "SELECT count(*) FROM accounts"); n != 2 {
		t.Errorf("%d accounts", n)
	}
	got := stored(t, w, "Home")
	for _, want := range []string{
		"1: | Analytical Engines | {\"size\": 3}",
		"2: | 2 | 3 | 2 | link 2 | assignee 3 | RESOLVED |",
	} {
		if !strings.Contains(got, "\n  "+want) {
			t.Errorf("no line begins with %q:\n%s", want, got)
		}
	}
	for want, n := range map[string]int{
		"1,companies,domain,Another company has this domain.,,1,engines.example":                         1,
		"1,conversations,displayId,Another conversation has this number; it got the next free one.,,1,1": 1,
		"1,custom_attribute_definitions,,Another definition has this key.,,6,":                           1,
		"Another conversation has this number":                                                           2,
	} {
		if strings.Count(report, want) != n {
			t.Errorf("the report has %d times %q:\n%s", strings.Count(report, want), want, report)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM conversations WHERE account_id = $1 AND display_id = 18 AND nr(id) = 1 AND contact_id = $2",
		w.Home.Key, contact.ID); n != 1 { // the number after the last one of both
		t.Errorf("%d conversations of the contact who was there", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1 AND phone_number = '+12125550123' AND id = $2 AND "+
		"name = 'Ada King'", w.Home.Key, contact.ID); n != 1 {
		t.Errorf("the contact who was there did not take over what it did not have")
	}
	if n := w.Count(t, "SELECT count(*) FROM conversations WHERE account_id = $1 AND assignee_id = $2", w.Home.Key, grace.ID); n != 1 {
		t.Errorf("%d conversations of the user who was there", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_labels WHERE account_id = $1 AND label_id = $2", w.Home.Key, vip.ID); n != 1 {
		t.Errorf("%d contacts with the label that was there", n)
	}
	conversation, err := w.CRM.CreateConversation(admin, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID})
	must(err)
	if conversation.DisplayID != 19 {
		t.Errorf("the next conversation is number %d", conversation.DisplayID)
	}
	if _, again := bring(t, w, from, o); again != report {
		t.Errorf("the second report is\n%s", again)
	}
}

// TestImportAfterChanges imports again after contacts were merged and deleted here and Chatwoot went on.
func TestImportAfterChanges(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := newChatwoot(t, "testdata/awkward.sql")
	o := chatwoot.Options{Only: []int64{1}, Into: w.Home.ID}
	bring(t, w, from, o)
	stored(t, w, "Home") // for nr
	admin := crmtest.As(w.Home.Administrator)
	id := func(nr string) (id models.ContactID) {
		if err := id.Scan(w.Texts(t, "SELECT id::text FROM contacts WHERE account_id = $1 AND nr(id) = $2::bigint",
			w.Home.Key, nr)[0]); err != nil {
			t.Fatal(err)
		}
		return id
	}
	if _, _, err := w.CRM.MergeContacts(admin, models.ContactMergeInput{Into: id("1"), From: []models.ContactID{id("3")}}); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.DeleteContact(admin, models.ContactDeleteInput{ID: id("6")}); err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE labels SET title = 'gold' WHERE account_id = $1 AND title = 'vip'", w.Home.Key)
	if _, err := from.Exec(t.Context(), `
		INSERT INTO taggings (id, tag_id, taggable_type, taggable_id, context) VALUES (60, 1, 'Contact', 60, 'labels');
		INSERT INTO notes (id, account_id, contact_id, content) VALUES (50, 1, 3, 'Of the merged one'), (51, 1, 6, 'Of the deleted one');
		INSERT INTO contacts (id, account_id, name) VALUES (60, 1, 'New');
		INSERT INTO conversations (id, account_id, display_id, inbox_id, contact_id, contact_inbox_id) VALUES (70, 1, 70, 2, 3, 3)`); err != nil {
		t.Fatal(err)
	}
	_, report := bring(t, w, from, o)
	numbers := w.Texts(t, "SELECT nr(id)::text FROM contacts WHERE account_id = $1 ORDER BY id", w.Home.Key)
	if !slices.Equal(numbers, []string{"1", "2", "4", "5", "60"}) {
		t.Errorf("contacts %v", numbers)
	}
	got := stored(t, w, "Home")
	for _, want := range []string{"  50: | 1 | Of the merged one |", "  70: | 70 | 1 | 2 | link 70 |", "  60 | gold\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q:\n%s", want, got)
		}
	}
	if want := "1,notes,,There is no such contact.,,51,"; !strings.Contains(report, want) {
		t.Errorf("no %q:\n%s", want, report)
	}
}

// TestImportOfOlderChatwoot has no companies, which the first versions of 4 did not have.
func TestImportOfOlderChatwoot(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := newChatwoot(t, "testdata/awkward.sql")
	if _, err := from.Exec(t.Context(), "DROP TABLE companies; ALTER TABLE contacts DROP COLUMN company_id"); err != nil {
		t.Fatal(err)
	}
	bring(t, w, from, chatwoot.Options{Only: []int64{1}, Into: w.Home.ID})
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1 AND company_id IS NULL", w.Home.Key); n != 6 {
		t.Errorf("%d contacts", n)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := newChatwoot(t, "testdata/awkward.sql").Config().ConnString()
	for _, test := range []struct {
		name string
		o    chatwoot.Options
		says string
	}{
		{"two accounts for one", chatwoot.Options{From: from, Into: w.Home.ID}, "2 accounts can't go into one"},
		{"an account that Chatwoot has not", chatwoot.Options{From: from, Only: []int64{1, 3}}, "there is no account 3 in Chatwoot"},
		{"an account that is not here", chatwoot.Options{From: from, Only: []int64{1}, Into: typeid.New[models.AccountID]()}, "no such account"},
		{"another database", chatwoot.Options{From: w.URL}, "no database of Chatwoot's"},
		{"no address", chatwoot.Options{From: "postgres://kith:secret@:host/kith"}, "not understood"},
		{"nobody there", chatwoot.Options{From: "postgres://kith:secret@127.0.0.1:1/kith"}, "cannot reach Chatwoot's database as user kith"},
		{"no region", chatwoot.Options{From: from, Region: "Nowhere"}, "ISO 3166-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.o.Report = new(bytes.Buffer)
			test.o.Progress = func(string, int64) func(int) { return func(int) {} }
			_, err := chatwoot.Import(t.Context(), w.CRM, test.o)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v, not %q", err, test.says)
			}
			if n := w.Count(t, "SELECT count(*) FROM accounts"); n != 2 {
				t.Errorf("%d accounts", n)
			}
		})
	}
}
