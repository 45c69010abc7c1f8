package reads_test

import (
	"testing"

	"kith/internal/crmtest"
)

// odd are texts that have to be escaped, or look as if they had to be.
const odd = `ARRAY['', 'Ada', E'tab\tand\nline\r', '"quoted" \back', E'\x01\x1f', 'Ünïcödé 中 🦄', E'\u2028</script>', '%_']`

// furnish fills the account with records that have every value, none, and awkward ones.
func furnish(t testing.TB, w *crmtest.World) {
	t.Helper()
	account, user, token := w.Home.Key, w.Home.Agent.UserID, w.Home.Program.TokenID
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO companies (account_id, id, name, name_key, domain, description, custom_attributes, created_at, updated_at)
			SELECT $1, gen_random_uuid(),
				(` + odd + `)[1 + i % 8], CASE WHEN i > 1 THEN 'c' || i % 2 END, CASE WHEN i % 2 = 0 THEN 'd' || i || '.example' END,
				(` + odd + `)[1 + (i + 3) % 8], '{"a": [1, {"b": null}], "ü": 1.50}', now(), now() FROM generate_series(1, 4) i`, []any{account}},
		{`INSERT INTO inboxes (account_id, id, name, channel_type, hmac_token, created_at, updated_at)
			SELECT $1, gen_random_uuid(),
				(` + odd + `)[1 + i], (ARRAY['API', 'EMAIL', 'SMS'])[i], repeat('0', 64), now(), now() FROM generate_series(1, 3) i`, []any{account}},
		{`INSERT INTO labels (account_id, id, title, color, description, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 'label' || i, '#1f93ff', (` + odd + `)[1 + i], now(), now() FROM generate_series(1, 5) i`, []any{account}},
		{`INSERT INTO contacts (account_id, id, version, contact_type, name, middle_name, last_name, email,
				phone_number, identifier, location, country_code,
				additional_attributes, custom_attributes, company_id, blocked, block_reason, blocked_by_user_id, blocked_by_token_id, blocked_at,
				csat1, csat5, name_key, company_key, last_activity_at, created_at, updated_at)
			SELECT $1, gen_random_uuid(), i, (ARRAY['VISITOR', 'LEAD', 'CUSTOMER'])[1 + i % 3],
				(` + odd + `)[1 + i % 8], (` + odd + `)[1 + i % 5], (` + odd + `)[1 + i % 7],
				CASE WHEN i % 3 > 0 THEN 'c' || i || '@example.com' END, CASE WHEN i % 4 > 0 THEN '+1212555' || (1000 + i) END,
					CASE WHEN i % 2 > 0 THEN 'id "' || i END,
				(` + odd + `)[1 + i % 6], CASE WHEN i % 3 = 0 THEN 'DE' END,
				(ARRAY['{}', '{"companyName": "A\\u0001", "socialProfiles": [{"network": "x", "handle": "\"y"}], "other": {"z": [1.0, "é"]}}',
					'{"city": "Köln", "other": null}'])[1 + i % 3]::jsonb,
				(ARRAY['{}', '{"plan": "gold", "n": 1e3, "deep": {"x": [null, true]}}', '{"plan": null}', '{"plan": "\u2028\""}'])[1 + i % 4]::jsonb,
				CASE WHEN i % 3 > 0 THEN (SELECT array_agg(id) FROM companies WHERE account_id = $1)[1 + i % 4] END,
				i % 4 = 0, CASE WHEN i % 8 = 0 THEN 'why' END, CASE WHEN i % 8 = 0 THEN $2::uuid END, CASE WHEN i % 12 = 0 THEN $3::uuid END,
					CASE WHEN i % 4 = 0 THEN now() END,
				i % 2, i % 3, CASE WHEN i % 4 > 0 THEN 'n' || i % 5 END, CASE WHEN i % 3 > 0 THEN 'c' END,
				CASE WHEN i % 2 = 0 THEN timestamptz '2026-01-01 00:00:00.000001' + make_interval(secs => i) END,
				timestamptz '2026-01-01' + make_interval(days => i % 5), timestamptz '2026-02-01' + make_interval(secs => 0.1 * i)
			FROM generate_series(1, 24) i`, []any{account, user, token}},
		{crmtest.PointsOfColumns, nil},
		{`INSERT INTO contact_points (account_id, contact_id, id, kind, system, value, key, label, preferred, shared, possible, verified_at,
				source, created_at)
			SELECT $1, id, gen_random_uuid(), 'IDENTIFIER', 'crm', 'x' || version, 'x' || version, 'home', identifier IS NULL, version % 2 = 0,
				version % 3 = 0, CASE WHEN version % 5 = 0 THEN now() END, 'IMPORT', now()
			FROM contacts WHERE account_id = $1 AND version % 2 = 1`, []any{account}},
		{`INSERT INTO consents (account_id, kind, system, key, purpose, state, proof, given_at, contact_id, actor_user_id, recorded_at)
			SELECT p.account_id, p.kind, p.system, p.key, 'news', (ARRAY['GRANTED', 'REFUSED'])[1 + c.version % 2], (` + odd + `)[1 + c.version % 8],
				timestamptz '2026-01-01', c.id, CASE WHEN c.version % 3 = 0 THEN $2::uuid END, timestamptz '2026-01-02'
			FROM contact_points p JOIN contacts c ON c.account_id = p.account_id AND c.id = p.contact_id
			WHERE p.account_id = $1 AND c.version % 4 > 0
			ON CONFLICT DO NOTHING`, []any{account, user}},
		{`INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT $1, id, 'BUSY', now() + make_interval(days => CASE WHEN version % 2 = 0 THEN 1 ELSE -1 END) FROM contacts WHERE account_id = $1
				AND version % 3 = 0`, []any{account}},
		{`INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, hmac_verified, created_at)
			SELECT $1, gen_random_uuid(), c.id, i.id, c.version || '"' || n, n = 1, now()
			FROM contacts c CROSS JOIN inboxes i CROSS JOIN generate_series(1, 2) n
			WHERE c.account_id = $1 AND i.account_id = $1 AND c.version % 4 > 0 AND (c.version % 3 = 0 OR i.channel_type = 'API')`, []any{account}},
		{`INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT $1, c.id, l.id FROM contacts c JOIN labels l ON l.account_id = c.account_id
			WHERE c.account_id = $1 AND c.version % (substr(l.title, 6)::int + 1) = 0`, []any{account}},
		{`INSERT INTO teams (account_id, id, name, description, created_at, updated_at)
			SELECT $1, gen_random_uuid(), (` + odd + `)[1 + i] || i, (` + odd + `)[2 + i], now(), now() FROM generate_series(1, 3) i`,
			[]any{account}},
		{`INSERT INTO team_members (account_id, team_id, user_id)
			SELECT t.account_id, t.id, u.id FROM teams t JOIN users u ON u.account_id = t.account_id
			WHERE t.account_id = $1 AND (u.id = $2::uuid OR t.name LIKE '%2')`, []any{account, user}},
		{`INSERT INTO conversations (account_id, id, version, display_id, contact_id, inbox_id, contact_inbox_id,
				assignee_id, team_id, status, priority, snoozed_until,
				custom_attributes, last_activity_at, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 1, row_number() OVER (), x.contact_id, x.inbox_id, x.id, CASE WHEN n > 1 THEN $2::uuid END,
				CASE WHEN n < 3 THEN (SELECT array_agg(id) FROM teams WHERE account_id = $1)[n] END,
				(ARRAY['OPEN', 'SNOOZED', 'RESOLVED'])[n], n, CASE WHEN n = 2 THEN timestamptz '2030-01-01' END, '{"k": "ä"}',
				timestamptz '2026-03-01' + make_interval(secs => n % 2), timestamptz '2026-03-01' + make_interval(secs => n), now()
			FROM contact_inboxes x CROSS JOIN generate_series(1, 3) n WHERE x.account_id = $1`, []any{account, user}},
		{`INSERT INTO conversation_labels (account_id, conversation_id, label_id)
			SELECT $1, v.id, l.id FROM conversations v JOIN labels l ON l.account_id = v.account_id WHERE v.account_id = $1
				AND v.priority = 2`, []any{account}},
		{`INSERT INTO messages (account_id, id, conversation_id, message_type, content, private,
				sender_contact_id, sender_user_id, source_id, created_at)
			SELECT $1, gen_random_uuid(), v.id, (ARRAY['INCOMING', 'OUTGOING', 'ACTIVITY', 'TEMPLATE'])[n],
				(` + odd + `)[1 + (v.display_id + n) % 8], n = 2,
				CASE WHEN n = 1 THEN v.contact_id END, CASE WHEN n = 2 THEN $2::uuid END, CASE WHEN n = 3 THEN E's\\' END,
					timestamptz '2026-03-02' + make_interval(secs => n / 2)
			FROM conversations v CROSS JOIN generate_series(1, 4) n WHERE v.account_id = $1 AND v.priority > 1`, []any{account, user}},
		{`INSERT INTO notes (account_id, id, contact_id, author_id, content, created_at, updated_at)
			SELECT $1, gen_random_uuid(), c.id, CASE WHEN n = 1 THEN $2::uuid END, (` + odd + `)[1 + n], timestamptz '2026-04-01', now()
			FROM contacts c CROSS JOIN generate_series(1, 3) n WHERE c.account_id = $1 AND c.version % 2 = 0`, []any{account, user}},
		{`INSERT INTO csat_responses (account_id, id, conversation_id, contact_id, rating, feedback, assigned_agent_id, created_at)
			SELECT $1, gen_random_uuid(), v.id, v.contact_id, v.priority,
				(` + odd + `)[1 + v.display_id % 8], v.assignee_id, timestamptz '2026-05-01' + make_interval(secs => v.display_id % 3)
			FROM conversations v WHERE v.account_id = $1 AND v.priority = 3`, []any{account}},
	} {
		w.Exec(t, s.sql, s.args...)
	}
}

// ids are the public ids of some records of each noun.
func ids(t testing.TB, w *crmtest.World) map[string][]any {
	t.Helper()
	api := w.API(t)
	found := map[string][]any{}
	var got map[string]struct {
		Nodes []struct{ ID string }
		Edges []struct{ Cursor string }
	}
	api.Get(t, w.Home.Administrator, &got, `{
		contacts(first: 3) { nodes { id } edges { cursor } }
		byName: contacts(first: 3, orderBy: [{by: {field: NAME}}]) { edges { cursor } }
		conversations(first: 3) { nodes { id } edges { cursor } }
		companies(first: 2) { nodes { id } edges { cursor } }
		csatResponses(first: 2) { nodes { id } edges { cursor } } }`, nil)
	for name, list := range got {
		for _, n := range list.Nodes {
			found[name] = append(found[name], n.ID)
		}
		for _, e := range list.Edges {
			found["cursors"] = append(found["cursors"], e.Cursor)
			found[name+".cursors"] = append(found[name+".cursors"], e.Cursor)
		}
	}
	var nested struct {
		Contacts struct {
			Nodes []struct {
				Conversations, Notes struct{ Edges []struct{ Cursor string } }
			}
		}
	}
	api.Get(t, w.Home.Administrator, &nested,
		`{ contacts(first: 20) { nodes { conversations(first: 2) { edges { cursor } } notes(first: 2) { edges { cursor } } } } }`, nil)
	for _, c := range nested.Contacts.Nodes {
		for _, e := range c.Conversations.Edges {
			found["nested"] = append(found["nested"], e.Cursor)
		}
		for _, e := range c.Notes.Edges {
			found["noted"] = append(found["noted"], e.Cursor)
		}
	}
	for _, label := range w.Texts(t, "SELECT title FROM labels WHERE account_id = $1", w.Home.Key) {
		found["labels"] = append(found["labels"], label)
	}
	return found
}
