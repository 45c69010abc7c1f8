package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func answerMerge(ctx context.Context, l limit, args []any) ([]byte, error) {
	merge := uuid.Must(uuid.NewV7())
	named := pgx.NamedArgs{"account": l.account, "into": args[1], "from": args[2], "merge": merge, "token": l.token}
	batch := &pgx.Batch{}
	for _, sql := range mergeStatements {
		batch.Queue(sql, named)
	}
	return transact(ctx, l, batch, `{"data":{"contactMerge":{"contact":`, mergedColumns,
		string(id("merge")([]byte(`,"merge":{"id":`), merge[:]))+`},"userErrors":[]}}}`)
}

// moved are the references that a merge moves, as the record of a merge names them.
var moved = []struct{ table, column string }{
	{"conversations", "contact_id"}, {"messages", "sender_contact_id"}, {"contact_inboxes", "contact_id"},
	{"notes", "contact_id"}, {"csat_responses", "contact_id"},
}

// mergeStatements merge two contacts as Kith does, in one round trip. The last one returns the survivor.
var mergeStatements = func() []string {
	all := []string{
		`SELECT FROM contacts WHERE account_id = @account AND id IN (@into, @from) ORDER BY id FOR UPDATE`,
		`INSERT INTO contact_merges (account_id, id, into_id, before, after, presence, points, actor_token_id, merged_at)
			SELECT c.account_id, @merge::uuid, c.id, to_jsonb(c), to_jsonb(c), to_jsonb(p),
				coalesce((SELECT jsonb_agg(to_jsonb(a)) FROM contact_points a WHERE a.account_id = @account AND a.contact_id = c.id), '[]'),
				@token::uuid, now()
			FROM contacts c
			LEFT JOIN contact_presence p ON p.account_id = c.account_id AND p.contact_id = c.id
			WHERE c.account_id = @account AND c.id = @into`,
		`INSERT INTO contact_merge_sources (account_id, merge_id, contact_id, position, stored, presence, labels, aliases, points)
			SELECT c.account_id, @merge::uuid, c.id, 1, to_jsonb(c), to_jsonb(p),
				ARRAY(SELECT label_id FROM contact_labels WHERE account_id = @account AND contact_id = c.id ORDER BY label_id),
				coalesce((SELECT jsonb_agg(a.id) FROM contact_aliases a WHERE a.account_id = @account AND a.contact_id = c.id), '[]'),
				coalesce((SELECT jsonb_agg(to_jsonb(a)) FROM contact_points a WHERE a.account_id = @account AND a.contact_id = c.id), '[]')
			FROM contacts c
			LEFT JOIN contact_presence p ON p.account_id = c.account_id AND p.contact_id = c.id
			WHERE c.account_id = @account AND c.id = @from`,
	}
	for _, m := range moved {
		all = append(all, fmt.Sprintf(`
			WITH moved AS (
				UPDATE %[1]s SET %[2]s = @into WHERE account_id = @account AND %[2]s = @from RETURNING id
			)
			UPDATE contact_merge_sources
			SET %[1]s = ARRAY(SELECT id FROM moved ORDER BY id)
			WHERE account_id = @account AND merge_id = @merge AND EXISTS (SELECT FROM moved)`, m.table, m.column))
	}
	return append(all,
		`WITH added AS (
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT account_id, @into::uuid, label_id FROM contact_labels WHERE account_id = @account AND contact_id = @from
			ON CONFLICT DO NOTHING
			RETURNING label_id
		)
		UPDATE contact_merges SET labels_added = ARRAY(SELECT label_id FROM added) WHERE account_id = @account AND id = @merge`,
		`DELETE FROM contact_labels WHERE account_id = @account AND contact_id = @from`,
		`INSERT INTO duplicate_dismissals (account_id, first_id, second_id, dismissed_at)
			SELECT account_id, least(other, @into), greatest(other, @into), min(dismissed_at)
			FROM (
				SELECT account_id, dismissed_at, CASE WHEN first_id = @from THEN second_id ELSE first_id END AS other
				FROM duplicate_dismissals
				WHERE account_id = @account AND (first_id = @from OR second_id = @from)) inherited
			WHERE other <> @into
			GROUP BY account_id, other
			ON CONFLICT DO NOTHING`,
		`DELETE FROM duplicate_queue WHERE account_id = @account AND contact_id = @from`,
		`DELETE FROM contact_match_keys WHERE account_id = @account AND contact_id = @from`,
		`DELETE FROM contact_duplicates WHERE account_id = @account AND (first_id = @from OR second_id = @from)`,
		`INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT account_id, @into::uuid, availability, seen_at FROM contact_presence WHERE account_id = @account AND contact_id = @from
			ON CONFLICT (account_id, contact_id) DO UPDATE
			SET availability = EXCLUDED.availability, seen_at = EXCLUDED.seen_at
			WHERE contact_presence.seen_at < EXCLUDED.seen_at`,
		`DELETE FROM contact_presence WHERE account_id = @account AND contact_id = @from`,
		`UPDATE contact_aliases SET contact_id = @into WHERE account_id = @account AND contact_id = @from`,
		`INSERT INTO contact_aliases (account_id, id, contact_id, created_at) VALUES (@account, @from, @into, now())`,
		`UPDATE contact_points p
			SET contact_id = @into, preferred = NOT EXISTS (
				SELECT FROM contact_points own WHERE own.account_id = @account AND own.contact_id = @into AND own.kind = p.kind)
			WHERE p.account_id = @account AND p.contact_id = @from`,
		`DELETE FROM contacts WHERE account_id = @account AND id = @from`,
		saveMerged,
		`INSERT INTO duplicate_queue (account_id, contact_id) VALUES (@account, @into)`,
		`UPDATE contact_merges m
			SET after = to_jsonb(c)
			FROM contacts c
			WHERE m.account_id = @account AND m.id = @merge AND c.account_id = @account AND c.id = @into`,
		logMerged(`(
			SELECT s.*
			FROM contact_merge_sources x, jsonb_populate_record(NULL::contacts, x.stored) s
			WHERE x.account_id = @account AND x.merge_id = @merge)`),
		logMerged("(SELECT * FROM contacts WHERE account_id = @account AND id = @into)"))
}()

func logMerged(from string) string {
	return `WITH ` + event("CONTACT_MERGED", "'[]'::jsonb", from, "@account", "@token") + `
		SELECT id, version FROM contacts WHERE account_id = @account AND id = @into`
}

// saveMerged fills the blank columns of the survivor from the source, as far as contacts of the data set can differ.
const saveMerged = `
	WITH merged AS (
		SELECT c.id, coalesce(nullif(c.name, ''), s.name) AS name, coalesce(c.email, s.email) AS email,
			coalesce(c.phone_number, s.phone_number) AS phone_number, coalesce(c.identifier, s.identifier) AS identifier,
			coalesce(c.company_id, s.company_id) AS company_id, s.custom_attributes || c.custom_attributes AS custom_attributes,
			c.csat4 + s.csat4 AS csat4, c.csat5 + s.csat5 AS csat5, greatest(c.last_activity_at, s.last_activity_at) AS last_activity_at
		FROM contacts c, contact_merge_sources x, jsonb_populate_record(NULL::contacts, x.stored) s
		WHERE c.account_id = @account AND c.id = @into AND x.account_id = @account AND x.merge_id = @merge
	)
	UPDATE contacts c
	SET version = c.version + 1, updated_at = now(), name = m.name, email = m.email, phone_number = m.phone_number, identifier = m.identifier,
		company_id = m.company_id, custom_attributes = m.custom_attributes, csat4 = m.csat4, csat5 = m.csat5,
		last_activity_at = m.last_activity_at,
		name_key = nullif(lower(m.name), ''), company_key = lower(k.name), city_key = NULL, country_key = NULL,
		search = lower(concat_ws(E'\n', nullif(m.name, ''), m.email, m.phone_number, m.identifier, k.name))
	FROM merged m
	LEFT JOIN companies k ON k.account_id = @account AND k.id = m.company_id
	WHERE c.account_id = @account AND c.id = m.id`
