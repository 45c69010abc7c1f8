package crmtest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kith/migrations"
)

// LargeContacts is how many contacts the home account of a large world has.
const LargeContacts = 300_000

// largeVersion changes when fillLarge does, so that a database that was kept from an earlier run is made anew.
const largeVersion = "large 2 "

// NewLargeWorld returns a world whose home account has LargeContacts contacts, each with a label, an inbox and two
// conversations, among them ties and NULLs in every sort key, and fragments and attributes that are rare, common or everywhere.
// Making it takes a while; it is kept for the next run.
func NewLargeWorld(tb testing.TB) *World {
	tb.Helper()
	url := NewDatabase(tb, largeVersion+migrations.Digest(), func(ctx context.Context, url string) error {
		if err := migrate(ctx, url); err != nil {
			return err
		}
		w := open(tb, url)
		home := w.addAccount(tb, "Home")
		w.fillLarge(tb, home.Key)
		w.Pool.Close()
		return nil
	})
	w := open(tb, url)
	w.Home = w.findAccount(tb, "Home")
	w.Statements.Reset()
	return w
}

func (w *World) fillLarge(tb testing.TB, account int64) {
	tb.Helper()
	for _, statement := range []string{
		// GIN indexes are built faster than they are kept up.
		`DROP INDEX contacts_search, contacts_traits`,
		`INSERT INTO labels (account_id, id, title, color, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 'label-' || i, '#000000', now(), now() FROM generate_series(1, 20) i`,
		`INSERT INTO inboxes (account_id, id, name, channel_type, hmac_token, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 'Inbox ' || i, 'API', '', now(), now() FROM generate_series(1, 5) i`,
		`INSERT INTO companies (account_id, id, name, name_key, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 'Company ' || i, 'company ' || i, now(), now() FROM generate_series(0, 4999) i`,
		`INSERT INTO contacts (account_id, id, version, contact_type, name, email, phone_number, identifier, country_code, custom_attributes,
				last_activity_at, csat4, csat5, company_id, name_key, company_key, city_key, country_key, search, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 1, 'LEAD', made.name, email, phone_number, identifier,
				(ARRAY['DE', 'FR', 'US', 'JP', 'BR'])[1 + abs(hashint4(i)) % 5],
				jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + i % 3], 'seats', i % 100, 'industry', 'industry ' || i % 100),
				CASE WHEN i % 10 > 0 THEN timestamptz '2026-01-01' - make_interval(secs => i % 200000) END, i % 2, i % 3, k.id,
				CASE WHEN i % 50 > 0 THEN made.name END, k.name_key,
				CASE WHEN i % 4 > 0 THEN 'city ' || i % 300 END, CASE WHEN i % 5 > 0 THEN 'country ' || i % 40 END,
				concat_ws(E'\n', made.name, email, phone_number, identifier, k.name_key),
				timestamptz '2026-01-01' - make_interval(secs => i / 2), timestamptz '2026-01-01' - make_interval(secs => i / 3)
			FROM (SELECT i, 'person ' || md5((i % 250000)::text) || ' of clan' || lpad((i % 300)::text, 3, '0') AS name,
					CASE WHEN i % 5 > 0 THEN 'mail' || i || '@example.com' END AS email,
					CASE WHEN i % 7 > 0 THEN '+1212' || (5000000 + i) END AS phone_number,
					CASE WHEN i % 2 > 0 THEN 'crm-' || i END AS identifier,
					CASE WHEN i % 3 > 0 THEN 'company ' || i % 5000 END AS company_key
				FROM generate_series(1, ` + fmt.Sprint(LargeContacts) + `) i) made
			LEFT JOIN companies k ON k.account_id = $1 AND k.name_key = made.company_key`,
		`INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT $1, id, 'ONLINE', timestamptz '2100-01-01' FROM contacts WHERE account_id = $1 ORDER BY created_at LIMIT 300`,
		`INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT $1, c.id, l.id
			FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = $1) c
			JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM labels WHERE account_id = $1) l ON l.n = 1 + c.n % 20`,
		`INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, created_at)
			SELECT $1, gen_random_uuid(), c.id, i.id, c.id::text, now()
			FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = $1) c
			JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM inboxes WHERE account_id = $1) i ON i.n = 1 + c.n % 5`,
		`INSERT INTO conversations (account_id, id, version, display_id, contact_id, inbox_id, contact_inbox_id, status, last_activity_at, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 1, row_number() OVER (), ci.contact_id, ci.inbox_id, ci.id, 'OPEN', at, at, at
			FROM contact_inboxes ci
			CROSS JOIN (VALUES (timestamptz '2026-01-01'), (timestamptz '2026-01-02')) v (at)
			WHERE ci.account_id = $1`,
	} {
		args := []any{account}
		if !strings.Contains(statement, "$1") {
			args = nil
		}
		w.Exec(tb, statement, args...)
	}
	w.Exec(tb, `CREATE INDEX contacts_search ON contacts USING gin (account_id, search gin_trgm_ops)`)
	w.Exec(tb, `CREATE INDEX contacts_traits ON contacts USING gin (account_id, country_code, custom_attributes jsonb_path_ops)`)
	w.Exec(tb, `VACUUM ANALYZE`)
}

// Work is what PostgreSQL did for a statement.
type Work struct {
	// Rows is how many rows its scans read, those included that a filter threw away.
	Rows float64
	// Blocks is how many blocks of 8 KB it looked at, in indexes and tables.
	Blocks float64
	// Plan is the plan, for people.
	Plan string
}

// Explain runs a recorded statement once more and tells what PostgreSQL did for it.
func (w *World) Explain(tb testing.TB, s Statement) Work {
	tb.Helper()
	var raw []byte
	if err := w.Pool.QueryRow(Unrecorded(context.Background()), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "+s.SQL, s.Args...).Scan(&raw); err != nil {
		tb.Fatalf("%v\n%s", err, s.SQL)
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal(raw, &plans); err != nil {
		tb.Fatal(err)
	}
	top := plans[0].Plan
	return Work{Rows: top.scanned(), Blocks: top.Hit + top.Read, Plan: string(raw)}
}

type planNode struct {
	Type    string     `json:"Node Type"`
	Rows    float64    `json:"Actual Rows"`
	Loops   float64    `json:"Actual Loops"`
	Removed float64    `json:"Rows Removed by Filter"`
	Recheck float64    `json:"Rows Removed by Index Recheck"`
	Hit     float64    `json:"Shared Hit Blocks"`
	Read    float64    `json:"Shared Read Blocks"`
	Plans   []planNode `json:"Plans"`
}

func (n planNode) scanned() float64 {
	var rows float64
	if strings.Contains(n.Type, "Scan") && n.Type != "CTE Scan" && n.Type != "Subquery Scan" { // which read no table
		rows = (n.Rows + n.Removed + n.Recheck) * n.Loops
	}
	for _, child := range n.Plans {
		rows += child.scanned()
	}
	return rows
}
