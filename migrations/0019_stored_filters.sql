-- +goose Up

-- Stored filters name labels by their ids: "any": ["vip"] became "anyIds": ["label_…"], likewise all and none. Titles that no label has
-- stay titles. usage_keys are the ids of what a filter names, and the keys of custom attributes, so that segments are found by them.
-- +goose StatementBegin
CREATE FUNCTION public_id(prefix text, id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT prefix || '_' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits FROM 5 * n + 1 FOR 5)::bit(5)::int + 1, 1), ''
		ORDER BY n)
	FROM (SELECT '00' || ('x' || replace(id::text, '-', ''))::bit(128)::text AS bits) b, generate_series(0, 25) n
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION with_label_ids(account bigint, f jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT CASE jsonb_typeof(f)
		WHEN 'array' THEN (
			SELECT coalesce(jsonb_agg(with_label_ids(account, e) ORDER BY n), '[]') FROM jsonb_array_elements(f) WITH ORDINALITY x (e, n))
		WHEN 'object' THEN (
			SELECT coalesce(jsonb_object_agg(k, with_label_ids(account, v)) FILTER (WHERE k <> 'labels' OR jsonb_typeof(v) <> 'object'), '{}')
				|| coalesce(jsonb_object_agg('labels', (
					SELECT coalesce(jsonb_object_agg(name, value) FILTER (WHERE value IS NOT NULL), '{}')
					FROM jsonb_each(v) list (op, given)
					CROSS JOIN LATERAL (
						SELECT jsonb_agg(t.title ORDER BY t.n) FILTER (WHERE l.id IS NULL) AS titles,
							jsonb_agg(public_id('label', l.id) ORDER BY t.n) FILTER (WHERE l.id IS NOT NULL) AS ids
						FROM jsonb_array_elements_text(CASE jsonb_typeof(given) WHEN 'array' THEN given ELSE '[]' END)
							WITH ORDINALITY t (title, n)
						LEFT JOIN labels l ON l.account_id = account AND l.title = lower(btrim(t.title))
					) named
					CROSS JOIN LATERAL (VALUES
						(op, CASE WHEN jsonb_typeof(given) <> 'array' OR given = '[]' THEN given ELSE named.titles END),
						(op || 'Ids', named.ids)) form (name, value)
				)) FILTER (WHERE k = 'labels' AND jsonb_typeof(v) = 'object'), '{}')
			FROM jsonb_each(f) x (k, v))
		ELSE f
	END
$$;
-- +goose StatementEnd

UPDATE segments SET filter = with_label_ids(account_id, filter) WHERE filter @? '$.**.labels';
UPDATE jobs SET task = jsonb_set(task, '{target,filter}', with_label_ids(account_id, task #> '{target,filter}'))
WHERE finished_at IS NULL AND task #> '{target,filter}' @? '$.**.labels';
UPDATE jobs SET task = jsonb_set(task, '{filter}', with_label_ids(account_id, task -> 'filter'))
WHERE finished_at IS NULL AND task -> 'filter' @? '$.**.labels';

ALTER TABLE segments ADD COLUMN usage_keys jsonb NOT NULL DEFAULT '[]';
UPDATE segments s
SET usage_keys = coalesce((
	SELECT jsonb_agg(DISTINCT key)
	FROM (
		SELECT v #>> '{}' FROM jsonb_path_query(s.filter, '$.**.labels.*[*]') v WHERE v #>> '{}' LIKE 'label\_%'
		UNION ALL SELECT v #>> '{}' FROM jsonb_path_query(s.filter, '$.**.companyId.*[*]') v WHERE jsonb_typeof(v) = 'string'
		UNION ALL SELECT v #>> '{}' FROM jsonb_path_query(s.filter, '$.**.inboxId.*[*]') v WHERE jsonb_typeof(v) = 'string'
		UNION ALL SELECT v #>> '{}' FROM jsonb_path_query(s.filter, '$.**.assigneeId.*[*]') v WHERE jsonb_typeof(v) = 'string'
		UNION ALL SELECT 'customAttributes.' || (v #>> '{}') FROM jsonb_path_query(s.filter, '$.**.customAttributes[*].key') v
	) used (key)), '[]')
WHERE s.filter <> '{}';
CREATE INDEX segments_by_use ON segments USING gin (usage_keys jsonb_path_ops);
DROP FUNCTION with_label_ids(bigint, jsonb);
DROP FUNCTION public_id(text, uuid);

-- Keys of definitions that differ in case only are one; of those that exist already, the oldest has it.
ALTER TABLE custom_attribute_definitions ADD COLUMN folded_key text COLLATE "C";
UPDATE custom_attribute_definitions d
SET folded_key = lower(d.key COLLATE "default")
WHERE NOT EXISTS (
	SELECT FROM custom_attribute_definitions o
	WHERE (o.account_id, o.model, lower(o.key COLLATE "default")) = (d.account_id, d.model, lower(d.key COLLATE "default"))
		AND (o.created_at, o.id) < (d.created_at, d.id));
ALTER TABLE custom_attribute_definitions
	ADD CONSTRAINT custom_attribute_definitions_folded_key UNIQUE (account_id, model, folded_key);

-- The labels that a merge took from its survivor because a choice said so.
ALTER TABLE contact_merges ADD COLUMN labels_removed uuid[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE contact_merges DROP COLUMN labels_removed;
ALTER TABLE custom_attribute_definitions DROP COLUMN folded_key;
DROP INDEX segments_by_use;
ALTER TABLE segments DROP COLUMN usage_keys;
-- +goose StatementBegin
CREATE FUNCTION public_id(prefix text, id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT prefix || '_' || string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits FROM 5 * n + 1 FOR 5)::bit(5)::int + 1, 1), ''
		ORDER BY n)
	FROM (SELECT '00' || ('x' || replace(id::text, '-', ''))::bit(128)::text AS bits) b, generate_series(0, 25) n
$$;
-- +goose StatementEnd
-- A label that does not exist any more becomes a title that nobody has: its id.
-- +goose StatementBegin
CREATE FUNCTION with_titles(account bigint, f jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT CASE jsonb_typeof(f)
		WHEN 'array' THEN (
			SELECT coalesce(jsonb_agg(with_titles(account, e) ORDER BY n), '[]') FROM jsonb_array_elements(f) WITH ORDINALITY x (e, n))
		WHEN 'object' THEN (
			SELECT coalesce(jsonb_object_agg(k, with_titles(account, v)) FILTER (WHERE k NOT IN ('anyIds', 'allIds', 'noneIds')), '{}')
				|| coalesce(jsonb_object_agg(replace(k, 'Ids', ''), coalesce(f -> replace(k, 'Ids', ''), '[]') || (
					SELECT jsonb_agg(coalesce(l.title, t.id) ORDER BY t.n)
					FROM jsonb_array_elements_text(v) WITH ORDINALITY t (id, n)
					LEFT JOIN labels l ON l.account_id = account AND public_id('label', l.id) = t.id
				)) FILTER (WHERE k IN ('anyIds', 'allIds', 'noneIds')), '{}')
			FROM jsonb_each(f) x (k, v))
		ELSE f
	END
$$;
-- +goose StatementEnd
UPDATE segments SET filter = with_titles(account_id, filter) WHERE filter @? '$.**.labels';
UPDATE jobs SET task = jsonb_set(task, '{target,filter}', with_titles(account_id, task #> '{target,filter}'))
WHERE finished_at IS NULL AND task #> '{target,filter}' @? '$.**.labels';
UPDATE jobs SET task = jsonb_set(task, '{filter}', with_titles(account_id, task -> 'filter'))
WHERE finished_at IS NULL AND task -> 'filter' @? '$.**.labels';
DROP FUNCTION with_titles(bigint, jsonb);
DROP FUNCTION public_id(text, uuid);
