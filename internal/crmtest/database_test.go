package crmtest

import (
	"testing"

	"kith/models"
)

// TestDatabaseIsEmptied gives back databases that tests have changed in all ways: the next test finds nothing of it.
func TestDatabaseIsEmptied(t *testing.T) {
	for name, test := range map[string]struct {
		do      func(t *testing.T, w *World)
		dropped bool
	}{
		"rows":       {func(*testing.T, *World) {}, false},
		"many rows":  {fill("contact_events", 200), false},
		"large":      {fill("companies", 2000), true},
		"statistics": {statement(`ANALYZE contacts`), true},
		"a table":    {statement(`CREATE TABLE more (n int)`), true},
		"a trigger":  {statement(`ALTER TABLE contacts DISABLE TRIGGER ALL`), true},
		"a default":  {statement(`ALTER TABLE contacts ALTER COLUMN search SET DEFAULT 'x'`), true},
		"a setting":  {statement(`SET statement_timeout = 1`), false},
		"a lock":     {statement(`SELECT pg_advisory_lock(1)`), false},
		"closed":     {func(_ *testing.T, w *World) { w.Pool.Close() }, true},
	} {
		t.Run(name, func(t *testing.T) {
			var used string
			t.Run("one", func(t *testing.T) {
				w := NewWorld(t)
				used = w.URL
				ada := "Ada"
				if _, err := w.CRM.CreateContact(As(w.Home.Agent), models.ContactCreateInput{Name: &ada}); err != nil {
					t.Fatal(err)
				}
				test.do(t, w)
			})
			next := NewWorld(t)
			if (next.URL != used) != test.dropped {
				t.Errorf("dropped %v, want %v", next.URL != used, test.dropped)
			}
			for _, table := range []string{"contacts", "contact_events", "companies", "duplicate_queue"} {
				if n := next.Count(t, "SELECT count(*) FROM "+table); n != 0 {
					t.Errorf("%d rows of %s are left", n, table)
				}
			}
			if next.Home.Key != 1 || next.Foreign.Key != 2 || next.Count(t, `SELECT count(*) FROM users`) != 4 {
				t.Errorf("accounts %d and %d", next.Home.Key, next.Foreign.Key)
			}
			if n := next.Count(t, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (
				SELECT oid FROM pg_database WHERE datname = current_database())`); n != 0 {
				t.Errorf("%d locks are left", n)
			}
			if got := next.Texts(t, `SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('jit'))`); got[0] != "0 off" {
				t.Errorf("settings are %s", got)
			}
		})
	}
}

// statement runs a statement in a session that the pool keeps.
func statement(sql string) func(*testing.T, *World) {
	return func(t *testing.T, w *World) { w.Exec(t, sql) }
}

// fill stores many rows of an account.
func fill(table string, n int) func(*testing.T, *World) {
	return func(t *testing.T, w *World) {
		insert := map[string]string{
			"companies": `INSERT INTO companies (account_id, id, name, created_at, updated_at)
				SELECT $1, gen_random_uuid(), repeat('x', 100) || i, now(), now() FROM generate_series(1, $2) i`,
			"contact_events": `INSERT INTO contact_events
				SELECT x.* FROM contact_events e, generate_series(1, $2) i, jsonb_populate_record(NULL::contact_events,
					to_jsonb(e) || jsonb_build_object('seq', 1000 + i, 'account_id', $1::bigint, 'snapshot', repeat('x', 1000))) x`,
		}[table]
		w.Exec(t, insert, w.Home.Key, n)
	}
}
