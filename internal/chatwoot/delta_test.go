package chatwoot_test

import (
	"strings"
	"testing"

	"kith/internal/chatwoot"
	"kith/internal/crmtest"
	"kith/models"
)

// TestLaterRuns brings an account over, changes things there, here and in both, and brings it over again: what has changed there and not
// here is changed, what has changed in both stays and is told, what was deleted there is told, and at last deleted here too.
func TestLaterRuns(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := chatwootOf(t, "4.15.1", "testdata/rows.jsonl")
	o := chatwoot.Options{Only: []int64{1}, Into: w.Home.ID}
	bring(t, w, from, o)
	stored(t, w, "Home") // for nr
	admin := crmtest.As(w.Home.Administrator)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var second models.ContactID
	must(second.Scan(w.Texts(t, "SELECT id::text FROM contacts WHERE account_id = $1 AND nr(id) = 2", w.Home.Key)[0]))
	name := "Changed here"
	_, err := w.CRM.UpdateContact(admin, models.ContactUpdateInput{ID: second, Name: models.Given(name)})
	must(err)
	var note models.NoteID
	must(note.Scan(w.Texts(t, "SELECT id::text FROM notes WHERE account_id = $1", w.Home.Key)[0]))
	must(w.CRM.DeleteNote(admin, note))
	for _, sql := range []string{
		"UPDATE contacts SET name = 'Changed there', phone_number = '+12125550199', updated_at = '2024-07-01' WHERE id IN (1, 2)",
		"DELETE FROM taggings WHERE taggable_type = 'Contact' AND taggable_id = 1 AND tag_id = 1",
		"INSERT INTO taggings (id, tag_id, taggable_type, taggable_id, context) VALUES (90, 3, 'Contact', 1, 'labels')",
		"UPDATE conversations SET status = 0, priority = 2, updated_at = '2024-07-01' WHERE id = 1",
		"INSERT INTO messages (id, account_id, inbox_id, conversation_id, message_type, content, sender_type, sender_id, created_at, " +
			"updated_at) VALUES (50, 1, 2, 3, 0, 'One more', 'Contact', 5, '2024-07-02', '2024-07-02')",
		"UPDATE messages SET status = 2 WHERE id = 9",
		"UPDATE labels SET title = 'very-important', updated_at = '2024-07-01' WHERE id = 1",
		"UPDATE companies SET name = 'Difference Engines' WHERE id = 1",
		"UPDATE csat_survey_responses SET rating = 2 WHERE id = 1",
		"DELETE FROM account_users WHERE user_id = 2",
		"DELETE FROM contacts WHERE id = 6", "DELETE FROM conversations WHERE id = 2", "DELETE FROM messages WHERE conversation_id = 2",
		"DELETE FROM attachments",
	} {
		run(t, from, sql)
	}
	results, report := bring(t, w, from, o)
	changed := map[string]int{}
	for _, table := range results[0].Tables {
		if !table.Gone {
			changed[table.Name] += table.Changed
		}
	}
	for table, n := range map[string]int{"contacts": 1, "conversations": 1, "messages": 1, "labels": 1, "companies": 1,
		"csat_survey_responses": 1} {
		if changed[table] != n {
			t.Errorf("%d rows of %s were changed, not %d", changed[table], table, n)
		}
	}
	got := stored(t, w, "Home")
	for _, want := range []string{
		"  1: | 3 | LEAD | Changed there | 13 | email ada@engines.example | phone +12125550199 |", "company 1 difference engines",
		"  2: | 2 | LEAD | Changed here |", "  1 | label_a\n  1 | with_space\n", "  1: | 1 | 1 | 1 | link 1 | assignee 3 | OPEN | 3 |",
		"  50: | 3 | INCOMING | One more |", "  9: | 3 | OUTGOING | Not sent | 8 | f | user 1 | TEXT | READ |", "  1: | very-important |",
		"  1: | 3 | 5 | 2 | Great |", "  2: | Grace | grace@acme.example | AGENT | left |", "  CONTACT_UPDATED | 1 | 2 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q:\n%s", want, got)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM conversations WHERE account_id = $1 AND nr(id) = 3 AND last_activity_at = '2024-07-02Z'",
		w.Home.Key); n != 1 {
		t.Errorf("the last activity did not move:\n%s", got)
	}
	if n := w.Count(t, "SELECT csat2 FROM contacts WHERE account_id = $1 AND nr(id) = 5 AND csat5 = 0", w.Home.Key); n != 1 {
		t.Errorf("%d ratings with 2", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM notes WHERE account_id = $1", w.Home.Key); n != 0 {
		t.Errorf("the note that was deleted here is back")
	}
	for _, want := range []string{"1,contacts,,\"It was changed here since, so the change there was not taken.\",,2,",
		"1,contacts,,This was deleted in Chatwoot since; it stays here.,,6,",
		"1,conversations,,This was deleted in Chatwoot since; it stays here.,,2,"} {
		if !strings.Contains(report, want) {
			t.Errorf("no %q:\n%s", want, report)
		}
	}
	o.FollowDeletes = true
	bring(t, w, from, o)
	for what, n := range map[string]int{"contacts": 5, "conversations": 2, "attachments": 0} {
		if found := w.Count(t, "SELECT count(*) FROM "+what+" WHERE account_id = $1", w.Home.Key); found != n {
			t.Errorf("%d rows in %s, not %d", found, what, n)
		}
	}
	again, report := bring(t, w, from, o)
	for _, table := range again[0].Tables {
		if table.Stored+table.Changed > 0 {
			t.Errorf("once more, %d rows of %s were new and %d changed", table.Stored, table.Name, table.Changed)
		}
	}
	if strings.Contains(report, "deleted in Chatwoot since") {
		t.Errorf("what is gone is told again:\n%s", report)
	}
}

// TestLegacyIDs asks for records by the ids that they had in Chatwoot.
func TestLegacyIDs(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := chatwootOf(t, "4.15.1", "testdata/rows.jsonl")
	bring(t, w, from, chatwoot.Options{Only: []int64{1}, Into: w.Home.ID})
	stored(t, w, "Home") // for nr
	admin := crmtest.As(w.Home.Administrator)
	for noun, table := range map[models.LegacyNoun]string{models.LegacyUser: "users", models.LegacyBot: "bots", models.LegacyLabel: "labels",
		models.LegacyCompany: "companies", models.LegacyInbox: "inboxes", models.LegacyContact: "contacts",
		models.LegacyConversation: "conversations", models.LegacyMessage: "messages", models.LegacyNote: "notes"} {
		found, err := w.CRM.FindLegacy(admin, models.LegacyKey{Noun: noun, System: chatwoot.System, ID: "1"})
		if err != nil || found == "" {
			t.Errorf("%s 1 is %q: %v", noun, found, err)
		}
		if n := w.Count(t, "SELECT count(*) FROM "+table+" x JOIN legacy_records l ON l.account_id = x.account_id AND l.record_id = x.id "+
			"WHERE x.account_id = $1 AND l.legacy_id = '1' AND l.noun = $2", w.Home.Key, string(noun)); n < 1 {
			t.Errorf("%d %s with the id 1", n, table)
		}
		if other, err := w.CRM.FindLegacy(crmtest.As(w.Foreign.Administrator),
			models.LegacyKey{Noun: noun, System: chatwoot.System, ID: "1"}); err != nil || other != "" {
			t.Errorf("another account has %s 1: %q %v", noun, other, err)
		}
	}
}
