package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
)

// chatwootOf makes a database of Chatwoot's with so many contacts, each with a conversation and a message, and returns its URL.
func chatwootOf(t *testing.T, contacts int) string {
	t.Helper()
	tables, err := os.ReadFile("../chatwoot/testdata/chatwoot.sql")
	if err != nil {
		t.Fatal(err)
	}
	url := crmtest.NewDatabase(t, "empty", nil)
	conn := connectTo(t, url)
	for _, statement := range []string{
		string(tables),
		`INSERT INTO accounts VALUES (7, 'Acme', '2023-12-01')`,
		`INSERT INTO inboxes (id, account_id, name, channel_type) VALUES (1, 7, 'API', 'Channel::Api')`,
		fmt.Sprintf(`INSERT INTO contacts (id, account_id, name, phone_number)
			SELECT n, 7, 'Contact ' || n, '+1212555' || to_char(n %% 900, 'FM0000') FROM generate_series(1, %d) n`, contacts),
		`INSERT INTO contact_inboxes (id, contact_id, inbox_id, source_id) SELECT id, id, 1, id FROM contacts`,
		`INSERT INTO conversations (id, account_id, display_id, inbox_id, contact_id, contact_inbox_id)
			SELECT id, 7, id, 1, id, id FROM contacts`,
		`INSERT INTO messages (id, account_id, conversation_id, message_type, content, sender_type, sender_id)
			SELECT id, 7, id, 0, 'Hello', 'Contact', id FROM contacts`,
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
	return url
}

func connectTo(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// TestImportChatwootKilled kills the import in the middle of three tables and then lets it finish.
func TestImportChatwootKilled(t *testing.T) {
	t.Parallel()
	const contacts = 1200
	here := externalPlace(t)
	here.succeed(t, "migrate")
	conn := connectTo(t, strings.TrimPrefix(here.env[0], "KITH_DATABASE_URL="))
	do := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
	}
	number := func(sql string) (n int) {
		t.Helper()
		if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
		return n
	}
	// The import stops at the row of Chatwoot's id 600 until the test lets go of a lock.
	do(`CREATE FUNCTION stop_at_600() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF ('x' || right(NEW.id::text, 12))::bit(48)::bigint = 600 THEN PERFORM pg_advisory_xact_lock(600); END IF;
			RETURN NEW;
		END $$`)
	report := filepath.Join(t.TempDir(), "report.csv")
	args := []string{"import", "chatwoot", "-from", chatwootOf(t, contacts), "-report", report}
	for _, table := range []string{"contacts", "conversations", "messages"} {
		do(`SELECT pg_advisory_lock(600)`)
		do(`CREATE TRIGGER stop BEFORE INSERT ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION stop_at_600()`)
		cmd := here.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		await(t, func() bool {
			return number(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 600
				AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) == 1
		})
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		do(`SELECT pg_advisory_unlock(600)`)
		do(`DROP TRIGGER stop ON ` + table) // once the transaction that was left behind has ended
		if n := number(`SELECT count(*) FROM ` + table); n == 0 || n >= contacts {
			t.Fatalf("killed with %d %s", n, table)
		}
	}

	out := here.succeed(t, args...)
	for _, want := range []string{`contacts +1200 rows, +0 new`, `conversations +1200 rows, +0 new`, `messages +1200 rows, +[1-9]\d* new`,
		`300 × Another contact has this phone number`,
		`stands in ` + regexp.QuoteMeta(report), `Acme \(Chatwoot's account 7\) is account_`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	for what, sql := range map[string]string{
		"contacts":      `SELECT count(DISTINCT name) FROM contacts`,
		"addresses":     `SELECT count(phone_number) + 300 FROM contacts`,
		"conversations": `SELECT count(DISTINCT display_id) FROM conversations`,
		"messages":      `SELECT count(DISTINCT conversation_id) FROM messages`,
		"message rows":  `SELECT count(*) FROM messages`,
		"events":        `SELECT count(DISTINCT contact_id) FROM contact_events`,
		"event numbers": `SELECT max(seq) FROM contact_events`,
	} {
		if n := number(sql); n != contacts {
			t.Errorf("%d %s", n, what)
		}
	}
	if text, err := os.ReadFile(report); err != nil || strings.Count(string(text), "\n") != 302 { // the header, one count, 300 lines
		t.Errorf("%d lines in the report: %v", strings.Count(string(text), "\n"), err)
	}
	if out := here.succeed(t, args...); regexp.MustCompile(`[1-9]\d* new`).MatchString(out) {
		t.Errorf("once more was not in vain:\n%s", out)
	}
}

// TestImportChatwootReport has imports that never begin leave the report of an earlier one, and one whose report can't be written store
// nothing.
func TestImportChatwootReport(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	here.succeed(t, "migrate")
	report := filepath.Join(t.TempDir(), "report.csv")
	if err := os.WriteFile(report, []byte("earlier"), 0o600); err != nil {
		t.Fatal(err)
	}
	source := chatwootOf(t, 1)
	for name, from := range map[string][]string{
		"nobody answers": {"postgres://127.0.0.1:1/chatwoot"},
		"no Chatwoot":    {crmtest.NewDatabase(t, "empty", nil)},
		"no account":     {source, "-only", "8"},
	} {
		if out, _, code := here.run(t, append([]string{"import", "chatwoot", "-report", report, "-from"}, from...)...); code == 0 {
			t.Errorf("%s: %s", name, out)
		}
		if text, err := os.ReadFile(report); err != nil || string(text) != "earlier" {
			t.Errorf("%s: the report is %q: %v", name, text, err)
		}
	}
	_, refused, code := here.run(t, "import", "chatwoot", "-report", filepath.Join(report, "below"), "-from", source)
	if code == 0 || !strings.Contains(refused, "the report can't be written") {
		t.Errorf("a report that can't be written ended with %d: %s", code, refused)
	}
	var accounts int
	if err := connectTo(t, here.databaseURL()).QueryRow(t.Context(), "SELECT count(*) FROM accounts").Scan(&accounts); err != nil ||
		accounts != 0 {
		t.Errorf("%d accounts: %v", accounts, err)
	}
	here.succeed(t, "import", "chatwoot", "-report", report, "-from", source)
	if text, err := os.ReadFile(report); err != nil || !strings.HasPrefix(string(text), "chatwoot_account,") {
		t.Errorf("the report is %q: %v", text, err)
	}
	// There are accounts now, but no server has been started.
	if _, refused, code := here.run(t, "export", "-to", report); code == 0 || !strings.Contains(refused, "start the server once") {
		t.Errorf("an export ended with %d: %s", code, refused)
	}
}
