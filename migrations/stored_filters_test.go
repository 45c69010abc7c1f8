package migrations_test

import (
	"context"
	"testing"

	"kith/migrations"
)

// The labels of the test below, with the public forms of their ids.
const (
	vipID, vip = "01890a5d-ac96-774b-bcce-b302099a8057", "label_01h455vb4pex5vsknk084sn02q"
	bugID, bug = "ffffffff-ffff-ffff-ffff-ffffffffffff", "label_7zzzzzzzzzzzzzzzzzzzzzzzzz"
)

// TestStoredFiltersNameLabelsByIDs migrates stored filters to ids of labels and back.
func TestStoredFiltersNameLabelsByIDs(t *testing.T) {
	t.Parallel()
	pool, db := open(t)
	ctx := context.Background()
	if err := migrations.To(ctx, pool, 17, 8); err != nil {
		t.Fatal(err)
	}
	const titles = `{"or": [{"labels": {"any": ["vip", "bug"], "isEmpty": false}}, {"not": {"labels": {"none": ["gone", "vip"]}}},
			{"labels": {"all": []}}],
		"companyId": {"in": ["company_1", "company_2"]}, "name": {"eq": "labels"}, "customAttributes": [{"key": "plan", "text": {"eq": "vip"}}],
		"conversations": {"some": {"labels": {"all": ["bug"]}, "assigneeId": {"ne": "user_1"}, "inboxId": {"isNull": true}}}}`
	const ids = `{"or": [{"labels": {"anyIds": ["` + vip + `", "` + bug + `"], "isEmpty": false}},
			{"not": {"labels": {"none": ["gone"], "noneIds": ["` + vip + `"]}}}, {"labels": {"all": []}}],
		"companyId": {"in": ["company_1", "company_2"]}, "name": {"eq": "labels"}, "customAttributes": [{"key": "plan", "text": {"eq": "vip"}}],
		"conversations": {"some": {"labels": {"allIds": ["` + bug + `"]}, "assigneeId": {"ne": "user_1"}, "inboxId": {"isNull": true}}}}`
	if _, err := pool.Exec(ctx, `
		INSERT INTO accounts (id, public_id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
		SELECT n, gen_random_uuid(), 'Kith', now(), now() FROM generate_series(1, 2) n;
		INSERT INTO labels (account_id, id, title, color, show_on_sidebar, created_at, updated_at) VALUES
			(1, '`+vipID+`', 'vip', '', true, now(), now()), (1, '`+bugID+`', 'bug', '', true, now(), now()),
			(2, gen_random_uuid(), 'gone', '', true, now(), now());
		INSERT INTO segments (account_id, id, name, filter, created_at, updated_at) VALUES
			(1, gen_random_uuid(), 'labels', '`+titles+`', now(), now()), (1, gen_random_uuid(), 'all', '{}', now(), now()),
			(1, gen_random_uuid(), 'written', '{"labels": {"any": [" VIP "]}}', now(), now());
		INSERT INTO jobs (account_id, id, kind, state, task, role, created_at, updated_at, finished_at) VALUES
			(1, gen_random_uuid(), 'BULK_UPDATE', 'QUEUED', '{"target": {"filter": `+titles+`}, "set": {"labelsAdd": ["vip"]}}', 'AGENT',
				now(), now(), NULL),
			(1, gen_random_uuid(), 'EXPORT', 'QUEUED', '{"filter": `+titles+`}', 'ADMINISTRATOR', now(), now(), NULL),
			(1, gen_random_uuid(), 'BULK_DELETE', 'SUCCEEDED', '{"target": {"filter": `+titles+`}}', 'ADMINISTRATOR', now(), now(), now())`,
	); err != nil {
		t.Fatal(err)
	}
	check := func(when string, queries map[string]string) {
		t.Helper()
		for what, query := range queries {
			if is := collect[struct{ Is bool }](t, pool, query); len(is) != 1 || !is[0].Is {
				t.Errorf("%s, %s: %v", when, what, is)
			}
		}
	}
	jobs := func(filter string) map[string]string {
		return map[string]string{
			"an update": `SELECT task = '{"target": {"filter": ` + filter + `}, "set": {"labelsAdd": ["vip"]}}'::jsonb
				FROM jobs WHERE kind = 'BULK_UPDATE'`,
			"an export":            `SELECT task = '{"filter": ` + filter + `}'::jsonb FROM jobs WHERE kind = 'EXPORT'`,
			"a job that has ended": `SELECT task = '{"target": {"filter": ` + titles + `}}'::jsonb FROM jobs WHERE kind = 'BULK_DELETE'`,
			"the segment":          `SELECT filter = '` + filter + `'::jsonb FROM segments WHERE name = 'labels'`,
			"a segment of all":     `SELECT filter = '{}'::jsonb FROM segments WHERE name = 'all'`,
		}
	}
	if err := migrations.To(ctx, pool, 19, 8); err != nil {
		t.Fatal(err)
	}
	check("up", jobs(ids))
	check("up", map[string]string{
		"as people write it": `SELECT filter = '{"labels": {"anyIds": ["` + vip + `"]}}'::jsonb FROM segments WHERE name = 'written'`,
		"what it uses": `SELECT usage_keys = '["company_1", "company_2", "customAttributes.plan", "` + vip + `", "` + bug + `", "user_1"]'::jsonb
			FROM segments WHERE name = 'labels'`,
		"what all uses": `SELECT usage_keys = '[]'::jsonb FROM segments WHERE name = 'all'`,
	})
	if _, err := pool.Exec(ctx, "DELETE FROM labels WHERE title = 'bug'; UPDATE labels SET title = 'key' WHERE title = 'vip'"); err != nil {
		t.Fatal(err)
	}
	provider, err := migrations.Provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(ctx, 18); err != nil {
		t.Fatal(err)
	}
	check("down", map[string]string{
		"the segment": `SELECT filter #> '{or}' = '[{"labels": {"any": ["key", "` + bug + `"], "isEmpty": false}},
			{"not": {"labels": {"none": ["gone", "key"]}}}, {"labels": {"all": []}}]'::jsonb FROM segments WHERE name = 'labels'`,
		"conversations": `SELECT filter #> '{conversations,some,labels}' = '{"all": ["` + bug + `"]}'::jsonb FROM segments WHERE name = 'labels'`,
		"an export": `SELECT task #> '{filter,conversations,some,labels}' = '{"all": ["` + bug + `"]}'::jsonb
			FROM jobs WHERE kind = 'EXPORT'`,
	})
}
