package migrations_test

import (
	"context"
	"testing"

	"kith/migrations"
)

// TestStoredFiltersAreMigrated stores filters and reasons as they were before references became conditions, and migrates them.
func TestStoredFiltersAreMigrated(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	ctx := context.Background()
	if err := migrations.To(ctx, pool, 14, 8); err != nil {
		t.Fatal(err)
	}
	const old = `{"or": [{"companyId": "company_1"}, {"not": {"inboxId": "inbox_1"}}], "companyName": {"eq": "status"},
		"conversations": {"some": {"status": ["OPEN"], "priority": ["LOW", "HIGH"], "assigneeId": "user_1", "labels": {"any": ["x"]}}}}`
	const now = `{"or": [{"companyId": {"eq": "company_1"}}, {"not": {"inboxId": {"eq": "inbox_1"}}}], "companyName": {"eq": "status"},
		"conversations": {"some": {"status": {"in": ["OPEN"]}, "priority": {"in": ["LOW", "HIGH"]}, "assigneeId": {"eq": "user_1"},
			"labels": {"any": ["x"]}}}}`
	if _, err := pool.Exec(ctx, `
		INSERT INTO accounts (id, public_id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
		VALUES (1, gen_random_uuid(), 'Kith', now(), now());
		INSERT INTO segments (account_id, id, name, filter, created_at, updated_at) VALUES
			(1, gen_random_uuid(), 'old', '`+old+`', now(), now()), (1, gen_random_uuid(), 'all', '{}', now(), now());
		INSERT INTO jobs (account_id, id, kind, state, task, role, created_at, updated_at, finished_at) VALUES
			(1, gen_random_uuid(), 'BULK_UPDATE', 'QUEUED',
				'{"target": {"filter": `+old+`}, "set": {"companyId": "company_2"}}', 'AGENT', now(), now(), NULL),
			(1, gen_random_uuid(), 'EXPORT', 'QUEUED', '{"filter": `+old+`}', 'ADMINISTRATOR', now(), now(), NULL),
			(1, gen_random_uuid(), 'BULK_DELETE', 'QUEUED', '{"target": {"ids": []}}', 'ADMINISTRATOR', now(), now(), NULL),
			(1, gen_random_uuid(), 'STALE_CLEANUP', 'SUCCEEDED', '{"filter": {"companyId": "kept"}}', 'ADMINISTRATOR', now(), now(), now());
		INSERT INTO contacts (account_id, id, version, contact_type, name, name_key, search, created_at, updated_at)
		SELECT 1, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, 'VISITOR', '', '', '', now(), now() FROM generate_series(1, 2) n;
		INSERT INTO contact_duplicates (account_id, first_id, second_id, score, reasons)
		SELECT 1, min(id::text)::uuid, max(id::text)::uuid, 0.9, '[{"field": "phoneNumber", "kind": "VARIANT", "score": 0.9},
			{"field": "name", "kind": "EXACT", "score": 0.65}]' FROM contacts`); err != nil {
		t.Fatal(err)
	}
	if err := migrations.To(ctx, pool, 23, 8); err != nil { // later ones look for duplicates anew
		t.Fatal(err)
	}
	for what, query := range map[string]string{
		"the segment":      `SELECT filter = '` + now + `'::jsonb FROM segments WHERE name = 'old'`,
		"a segment of all": `SELECT filter = '{}'::jsonb FROM segments WHERE name = 'all'`,
		"a bulk update": `
			SELECT task = '{"target": {"filter": ` + now + `}, "set": {"companyId": "company_2"}}'::jsonb FROM jobs WHERE kind = 'BULK_UPDATE'`,
		"an export":            `SELECT task = '{"filter": ` + now + `}'::jsonb FROM jobs WHERE kind = 'EXPORT'`,
		"a delete of ids":      `SELECT task = '{"target": {"ids": []}}'::jsonb FROM jobs WHERE kind = 'BULK_DELETE'`,
		"a job that has ended": `SELECT task = '{"filter": {"companyId": "kept"}}'::jsonb FROM jobs WHERE kind = 'STALE_CLEANUP'`,
		"a pair": `SELECT reasons = '[{"field": "PHONE_NUMBER", "kind": "VARIANT", "score": 0.9},
			{"field": "NAME", "kind": "EXACT", "score": 0.65}]'::jsonb FROM contact_duplicates`,
		"versions": `SELECT min(version) = 1 FROM segments`,
	} {
		if is := collect[struct{ Is bool }](t, pool, query); len(is) != 1 || !is[0].Is {
			t.Errorf("%s: %v", what, is)
		}
	}
}
