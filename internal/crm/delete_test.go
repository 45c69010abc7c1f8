package crm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// rowsOf counts the rows that refer to a contact, by `table.column`, in every table with such a column except the event log and
// jobs, which may refer to deleted contacts, and the members of watched segments, whom those leave when the segments are looked at.
func rowsOf(t *testing.T, w *crmtest.World, id models.ContactID) map[string]int {
	t.Helper()
	columns := w.Texts(t, `
		SELECT c.table_name || '.' || c.column_name
		FROM information_schema.columns c
		JOIN information_schema.tables t ON (t.table_schema, t.table_name) = (c.table_schema, c.table_name)
		WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name LIKE '%contact\_id' AND c.data_type = 'uuid'
			AND c.table_name NOT LIKE 'contact\_events%' AND c.table_name NOT LIKE 'job\_%' AND c.table_name NOT IN ('erasures', 'segment_members')`)
	if len(columns) < 7 {
		t.Fatalf("only %v refer to contacts", columns)
	}
	counts := map[string]int{"contacts.id": w.Count(t, "SELECT count(*) FROM contacts WHERE id = $1", id)}
	for _, name := range columns {
		table, column, _ := strings.Cut(name, ".")
		counts[name] = w.Count(t, fmt.Sprintf("SELECT count(*) FROM %s WHERE %s = $1", table, column), id)
	}
	for _, table := range []string{"messages", "conversation_labels", "csat_responses"} {
		counts[table+" of its conversations"] = w.Count(t, fmt.Sprintf(`
			SELECT count(*) FROM %s WHERE conversation_id IN (SELECT id FROM conversations WHERE contact_id = $1)`, table), id)
	}
	return counts
}

// mergedAndBack makes a contact the source of a merge that is then undone, so that a merge record refers to it.
func mergedAndBack(t *testing.T, w *crmtest.World, id models.ContactID) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	into := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{}))
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into.ID, From: []models.ContactID{id}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
}

func TestDeleteContactLeavesNothing(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	gone, stays := furnish(t, w, w.Home, "gone"), furnish(t, w, w.Home, "stays")
	for _, r := range []records{gone, stays} {
		w.Exec(t, `INSERT INTO contact_aliases (account_id, id, contact_id, created_at) VALUES ($1, gen_random_uuid(), $2, now())`,
			w.Home.Key, r.contact.ID)
		made(w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: r.contact.ID, Availability: models.Online}))
		mergedAndBack(t, w, r.contact.ID)
		// A grant goes with the contact; a refusal would stay, see TestRefusalsOutliveAddresses.
		if err := says(ctx, w, r.contact, models.PointEmail, models.ConsentGranted); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.CRM.ScanDuplicates(t.Context()); err != nil { // which needs no viewer
		t.Fatal(err)
	}
	for _, r := range []records{gone, stays} {
		w.Exec(t, "INSERT INTO duplicate_queue (account_id, contact_id) VALUES ($1, $2)", w.Home.Key, r.contact.ID)
	}
	if err := w.CRM.ScanDuplicates(context.Background()); err != nil { // stores its match keys
		t.Fatal(err)
	}
	for _, r := range []records{gone, stays} {
		w.Exec(t, "INSERT INTO duplicate_queue (account_id, contact_id) VALUES ($1, $2)", w.Home.Key, r.contact.ID)
	}
	before := rowsOf(t, w, stays.contact.ID)
	for name, n := range rowsOf(t, w, gone.contact.ID) {
		if n == 0 {
			t.Errorf("the contact had no rows in %s, so that nothing is shown", name)
		}
	}
	messages := w.Count(t, "SELECT count(*) FROM messages WHERE conversation_id = $1", gone.conversation.ID)
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: gone.contact.ID, ExpectedVersion: ptr(3)}); err != nil {
		t.Fatal(err)
	}
	for name, n := range rowsOf(t, w, gone.contact.ID) {
		if n != 0 {
			t.Errorf("%d rows are left in %s", n, name)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM messages WHERE conversation_id = $1", gone.conversation.ID); messages == 0 || n != 0 {
		t.Errorf("%d of %d messages are left", n, messages)
	}
	for name, n := range rowsOf(t, w, stays.contact.ID) {
		if n != before[name] {
			t.Errorf("%s of another contact: %d, before %d", name, n, before[name])
		}
	}
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: gone.contact.ID}); refusal(err) != "NOT_FOUND id" {
		t.Error(err)
	}
	if labels, err := w.CRM.ListLabels(ctx, page.Args{}); err != nil || len(labels.Nodes()) != 2 {
		t.Error("labels stay defined:", labels, err)
	}
	made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: gone.contact.Email, Identifier: gone.contact.Identifier}))
}

// TestConversationsOfAContactThatIsDeleted queues a deletion and a new conversation for the contact's lock in either order, then
// releases the lock.
func TestConversationsOfAContactThatIsDeleted(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for i, row := range []struct {
		deleteFirst bool
		want        []string
	}{
		{true, []string{"", "NOT_FOUND contactId"}},
		{false, []string{"", ""}},
	} {
		r := furnish(t, w, w.Home, fmt.Sprint("tag-", i))
		remove := func() error { return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: r.contact.ID}) }
		start := func() error {
			_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID,
				Labels: []string{"label-" + fmt.Sprint("tag-", i)}})
			return err
		}
		first, second := start, remove
		if row.deleteFirst {
			first, second = remove, start
		}
		errs := inThisOrder(t, w, r.contact.ID, first, second)
		if refusal(errs[0]) != row.want[0] || refusal(errs[1]) != row.want[1] {
			t.Errorf("deleted first %t: %v", row.deleteFirst, errs)
		}
		for name, n := range rowsOf(t, w, r.contact.ID) {
			if n != 0 {
				t.Errorf("deleted first %t: %d rows are left in %s", row.deleteFirst, n, name)
			}
		}
	}
}

// TestDeletionStorm writes all kinds of records of a contact while the contact is being deleted.
func TestDeletionStorm(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for i := range 10 {
		r := furnish(t, w, w.Home, fmt.Sprint("tag-", i))
		writes := []func() error{
			func() error { return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: r.contact.ID}) },
			func() error {
				_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID})
				return err
			},
			func() error {
				_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "x",
					MessageType: models.Incoming})
				return err
			},
			func() error {
				_, err := w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: r.contact.ID, Content: "x"})
				return err
			},
			func() error {
				_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: r.contact.ID, InboxID: r.inbox.ID})
				return err
			},
			func() error {
				_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: r.contact.ID, Name: given("x")})
				return err
			},
		}
		for j, err := range together(len(writes), func(j int) error { return writes[j]() }) {
			if got := refusal(err); got != "" && (j == 0 || !strings.HasPrefix(got, "NOT_FOUND ")) {
				t.Errorf("write %d: %v", j, err)
			}
		}
		for name, n := range rowsOf(t, w, r.contact.ID) {
			if n != 0 {
				t.Errorf("%d rows are left in %s", n, name)
			}
		}
	}
}

// TestFailedWritesAreUndone cancels the caller's context in the middle of a transaction.
func TestFailedWritesAreUndone(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	r := furnish(t, w, w.Home, "home")
	before := state(t, w)
	release := hold(t, w, theContact, r.contact.ID)
	ctx, cancel := context.WithCancel(crmtest.As(w.Home.Administrator))
	done := make(chan error)
	go func() { done <- w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: r.contact.ID}) }()
	w.AwaitBlocked(t, 1)
	cancel()
	if err := <-done; err == nil {
		t.Error("a write whose caller has left says that it was done")
	}
	release()
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
}

// TestDeleteUnlessOnline: who is online is not deleted if that was asked for, and who was is.
func TestDeleteUnlessOnline(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for name, test := range map[string]struct {
		availability models.Availability
		ago          string
		unless, gone bool
	}{
		"online":                {models.Online, "0 s", true, false},
		"busy":                  {models.Busy, "0 s", true, false},
		"offline":               {models.Offline, "0 s", true, true},
		"online some time ago":  {models.Online, "91 s", true, true},
		"never seen":            {"", "", true, true},
		"online, whether or no": {models.Online, "0 s", false, true},
	} {
		c := newContact(t, w, models.ContactCreateInput{Name: &name})
		if test.availability != "" {
			made(w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: c.ID, Availability: test.availability}))
			w.Exec(t, "UPDATE contact_presence SET seen_at = now() - $2::interval WHERE contact_id = $1", c.ID, test.ago)
		}
		err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: c.ID, UnlessOnline: test.unless})
		if test.gone && err != nil || !test.gone && refusal(err) != "BLOCKED_BY_RULE id" {
			t.Errorf("%s: %v", name, err)
		}
		if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = $1", c.ID); (n == 0) != test.gone {
			t.Errorf("%s: %d contacts are left", name, n)
		}
	}
}
