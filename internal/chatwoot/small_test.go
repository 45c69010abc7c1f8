package chatwoot_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/chatwoot"
	"kith/internal/crmtest"
)

// TestSmallAccountBesideALargeOne brings an account of few rows over from a database in which another one has 20,000 of each table. What
// PostgreSQL reads there is not the other account: a walk along the primary key, in search of the next rows of the small one, would be.
func TestSmallAccountBesideALargeOne(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	from := chatwootOf(t, "4.15.1", "testdata/rows.jsonl")
	const large = 20_000
	tables := map[string]string{
		"contacts":      `SELECT n, 77, 'Other', now(), now() FROM generate_series(1000, $1) n`,
		"conversations": `SELECT n, 77, n, 1, 0, now(), now(), now() FROM generate_series(1000, $1) n`,
		"messages":      `SELECT n, 77, n, 1, 0, 'Words', now(), now() FROM generate_series(1000, $1) n`,
	}
	columns := map[string]string{
		"contacts":      "id, account_id, name, created_at, updated_at",
		"conversations": "id, account_id, display_id, inbox_id, status, created_at, updated_at, last_activity_at",
		"messages":      "id, account_id, conversation_id, inbox_id, message_type, content, created_at, updated_at",
	}
	run(t, from, "INSERT INTO accounts (id, name, created_at, updated_at) VALUES (0, 'First', now(), now())") // whose import looks for strays
	own := 0
	for table, rows := range tables {
		run(t, from, "INSERT INTO "+table+" ("+columns[table]+") "+rows, 1000+large)
		run(t, from, "VACUUM ANALYZE "+table)
		var n int
		if err := from.QueryRow(t.Context(), "SELECT count(*) FROM "+table+" WHERE account_id = 1").Scan(&n); err != nil {
			t.Fatal(err)
		}
		own += n
	}
	const reads = `SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int FROM pg_stat_user_tables
		WHERE relname IN ('contacts', 'conversations', 'messages')`
	before := settled(t, from, reads)
	bring(t, w, from, chatwoot.Options{Only: []int64{1}, Into: w.Home.ID})
	read := settled(t, from, reads) - before
	if own == 0 || read < own || read > 20*own {
		t.Errorf("%d rows were read for %d of the account", read, own)
	}
}

// settled returns a number of PostgreSQL's statistics, once the sessions that it is about have ended and told of themselves.
func settled(t *testing.T, conn *pgx.Conn, sql string) (n int) {
	t.Helper()
	run(t, conn, "SELECT pg_stat_force_next_flush()")
	for others := 1; others > 0; {
		err := conn.QueryRow(t.Context(), `
			SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&others)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
