package chatwoot_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/chatwoot"
	"kith/internal/crmtest"
)

// newChatwoot makes a database of Chatwoot's with the statements of files.
func newChatwoot(tb testing.TB, files ...string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), crmtest.NewDatabase(tb, "empty", nil))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close(context.Background()) })
	for _, file := range append([]string{"testdata/chatwoot.sql"}, files...) {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := conn.Exec(tb.Context(), string(text)); err != nil {
			tb.Fatalf("%s: %v", file, err)
		}
	}
	return conn
}

// bring runs the import and returns its results and its report.
func bring(tb testing.TB, w *crmtest.World, from *pgx.Conn, o chatwoot.Options) ([]*chatwoot.Result, string) {
	tb.Helper()
	var report bytes.Buffer
	o.From, o.Report, o.Region = from.Config().ConnString(), &report, "US"
	o.Progress = func(string, int64) func(int) { return func(int) {} }
	results, err := chatwoot.Import(tb.Context(), w.CRM, o)
	if err != nil {
		tb.Fatal(err)
	}
	return results, shortened(tb, &report)
}

// shortened returns a report with no more than the beginnings of its values.
func shortened(tb testing.TB, report io.Reader) string {
	tb.Helper()
	lines, err := csv.NewReader(report).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var short strings.Builder
	w := csv.NewWriter(&short)
	for _, line := range lines {
		line[6] = fmt.Sprintf("%.60s", line[6])
		if err := w.Write(line); err != nil {
			tb.Fatal(err)
		}
	}
	w.Flush()
	return short.String()
}

// dumps say what is shown of each table, one line a row, in the order of Chatwoot's ids. nr is such an id, out of one of ours.
var dumps = []struct{ from, shown, order string }{
	{"users x", "name, email, role, password_hash, CASE WHEN deactivated_at IS NOT NULL THEN 'left' END, created_at", "id"},
	{"teams x", `name, description, 'members ' || (SELECT string_agg(nr(m.user_id)::text, ' ' ORDER BY nr(m.user_id))
		FROM team_members m WHERE m.account_id = x.account_id AND m.team_id = x.id)`, "name"},
	{"bots x", "name, description", "name"},
	{"labels x", "title, color, description, show_on_sidebar", "title"},
	{"custom_attribute_definitions x", "model, key, display_name, type, list_values, pattern, pattern_hint", "id"},
	{"companies x", "name, domain, custom_attributes, additional_attributes, last_activity_at", "id"},
	{"inboxes x", "name, channel_type, csat_survey_enabled, length(hmac_token)", "id"},
	{"contacts x", `version, contact_type, left(name, 20), length(name), 'email ' || email, 'phone ' || phone_number,
		'identifier ' || identifier, 'location ' || location, country_code, additional_attributes,
		custom_attributes, 'company ' || nr(company_id) || ' ' || company_key,
		CASE WHEN blocked THEN 'blocked ' || blocked_at END, 'active ' || last_activity_at,
		csat1 || ' ' || csat2 || ' ' || csat3 || ' ' || csat4 || ' ' || csat5,
		'search ' || length(search), created_at, updated_at`, "id"},
	{"contact_inboxes x", "nr(contact_id), nr(inbox_id), regexp_replace(source_id, '_.*', '_…'), hmac_verified, created_at", "id"},
	{"contact_labels x JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id", "nr(x.contact_id), l.title",
		"x.contact_id, l.title"},
	{"conversations x", `display_id, nr(contact_id), nr(inbox_id), 'link ' || nr(contact_inbox_id), 'assignee ' || nr(assignee_id),
		status, priority, snoozed_until, CASE WHEN snoozed_until_reply THEN 'until reply' END, 'bot ' || nr(assignee_bot_id),
			'team ' || nr(team_id),
		'waits ' || waiting_since, 'replied ' || first_reply_at, custom_attributes, additional_attributes, last_activity_at,
		created_at, updated_at`, "id"},
	{"conversation_labels x JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id", "nr(x.conversation_id), l.title",
		"x.conversation_id, l.title"},
	{"messages x", `nr(conversation_id), message_type, left(content, 20), length(content), private,
		'contact ' || nr(sender_contact_id), 'user ' || nr(sender_user_id), 'bot ' || nr(sender_bot_id), content_type, status,
		'answers ' || nr(in_reply_to_id), content_attributes, 'deleted ' || deleted_at, source_id, created_at`, "id"},
	{"attachments x", "nr(message_id), file_type, name, content_type, byte_size, external_url, details", "id"},
	{"notes x", "nr(contact_id), left(content, 20), length(content), 'author ' || nr(author_id), created_at, updated_at", "id"},
	{"csat_responses x", `nr(conversation_id), nr(contact_id), rating, feedback, 'agent ' || nr(assigned_agent_id), review_notes,
		'by ' || nr(reviewed_by_id), created_at`, "id"},
	{"segments x", `name, regexp_replace(filter::text, 'label_[0-9a-z]{26}', 'label_…', 'g'), shared, 'owner ' || nr(owner_id)`, "id"},
	{"contact_events x", "type, nr(contact_id), contact_version, snapshot -> 'labels', changes @> '[{\"field\": \"labels\"}]'", "seq"},
}

// stored shows everything that an account has.
func stored(tb testing.TB, w *crmtest.World, account string) string {
	tb.Helper()
	w.Exec(tb, `CREATE OR REPLACE FUNCTION nr(id uuid) RETURNS bigint LANGUAGE sql
		AS $$ SELECT ('x' || right(replace(id::text, '-', ''), 15))::bit(60)::bigint $$`)
	var b strings.Builder
	for _, d := range dumps {
		table, _, _ := strings.Cut(d.from, " ")
		number := "nr(x.id) || ':', "
		if strings.Contains(d.from, "JOIN") || table == "contact_events" {
			number = ""
		}
		fmt.Fprintf(&b, "%s\n", table)
		for _, line := range w.Texts(tb, "SELECT concat_ws(' | ', "+number+d.shown+") FROM "+d.from+
			" WHERE x.account_id = (SELECT a.id FROM accounts a WHERE a.name = $1) ORDER BY "+d.order, account) {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	return b.String()
}

// TestImport compares every row that an awkward Chatwoot became, and every line of the report, with what they should be; then it does
// all of it again.
func TestImport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := newChatwoot(t, "testdata/awkward.sql")
	results, report := bring(t, w, from, chatwoot.Options{})
	if len(results) != 2 || results[0].Name != "Acme" || results[1].Name != "Chatwoot 2" {
		t.Fatalf("%+v", results)
	}
	same(t, "testdata/acme.txt", stored(t, w, "Acme"))
	same(t, "testdata/other.txt", stored(t, w, "Chatwoot 2"))
	same(t, "testdata/report.csv", report)
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id IN ($1, $2)", w.Home.Key, w.Foreign.Key); n != 0 {
		t.Errorf("%d contacts in other accounts", n)
	}

	again, report := bring(t, w, from, chatwoot.Options{})
	for i, r := range again {
		for j, table := range r.Tables {
			if table.Gone {
				if table.Read != 0 {
					t.Errorf("%d rows are gone from %s", table.Read, table.Name)
				}
			} else if table.Stored != 0 || table.Read != results[i].Tables[j].Read {
				t.Errorf("again %s had %d rows, of which %d were stored", table.Name, table.Read, table.Stored)
			}
		}
	}
	same(t, "testdata/acme.txt", stored(t, w, "Acme"))
	same(t, "testdata/other.txt", stored(t, w, "Chatwoot 2"))
	same(t, "testdata/report.csv", report)
}

// same compares a text with that of a file.
func same(tb testing.TB, file, got string) {
	tb.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if got == string(want) {
		return
	}
	if os.Getenv("KITH_UPDATE_TESTDATA") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			tb.Fatal(err)
		}
		return
	}
	tb.Errorf("not as %s:\n%s", file, got)
}
