-- +goose Up

-- The addresses of contacts. Those that are not shared are keys: each belongs to one contact of the account. contacts.email, phone_number
-- and identifier are copies of the preferred ones, so that lists show and sort them without a join.
CREATE TABLE contact_points (
	account_id  bigint NOT NULL,
	contact_id  uuid NOT NULL,
	id          uuid NOT NULL,
	kind        text NOT NULL CHECK (kind IN ('EMAIL', 'PHONE_NUMBER', 'IDENTIFIER')),
	system      text COLLATE "C" NOT NULL DEFAULT '',
	value       text COLLATE "C" NOT NULL CHECK (value <> ''),
	key         text COLLATE "C" NOT NULL CHECK (key <> ''),
	label       text NOT NULL DEFAULT '',
	preferred   boolean NOT NULL,
	shared      boolean NOT NULL DEFAULT false,
	possible    boolean NOT NULL DEFAULT true,
	verified_at timestamptz,
	source      text NOT NULL CHECK (source IN ('API', 'IMPORT', 'MERGE', 'CHATWOOT', 'HMAC')),
	created_at  timestamptz NOT NULL,
	CHECK (system = '' OR kind = 'IDENTIFIER')
);

INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
SELECT c.account_id, c.id, gen_random_uuid(), v.kind, v.value, v.value, true, 'API', c.created_at
FROM contacts c
CROSS JOIN LATERAL (VALUES ('EMAIL', c.email), ('PHONE_NUMBER', c.phone_number), ('IDENTIFIER', c.identifier)) v (kind, value)
WHERE v.value IS NOT NULL;

-- Addresses that led to the survivors of merges become theirs, unless another contact has them now.
INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
SELECT a.account_id, a.contact_id, gen_random_uuid(), a.kind, a.value, a.value, false, 'MERGE', a.created_at
FROM contact_aliases a
WHERE a.kind <> 'ID' AND NOT EXISTS (
	SELECT FROM contact_points p WHERE (p.account_id, p.kind, p.key) = (a.account_id, a.kind, a.value));

-- Among them may be the only address of a kind that a contact has left.
WITH first AS (
	SELECT DISTINCT ON (p.account_id, p.contact_id, p.kind) p.account_id, p.contact_id, p.kind, p.id, p.value
	FROM contact_points p
	WHERE p.source = 'MERGE' AND NOT EXISTS (
		SELECT FROM contacts c
		WHERE (c.account_id, c.id) = (p.account_id, p.contact_id)
			AND CASE p.kind WHEN 'EMAIL' THEN c.email WHEN 'PHONE_NUMBER' THEN c.phone_number ELSE c.identifier END IS NOT NULL)
	ORDER BY p.account_id, p.contact_id, p.kind, p.created_at, p.id
), preferred AS (
	UPDATE contact_points p SET preferred = true FROM first WHERE p.account_id = first.account_id AND p.id = first.id
), columns AS (
	SELECT account_id, contact_id, max(value) FILTER (WHERE kind = 'EMAIL') AS email,
		max(value) FILTER (WHERE kind = 'PHONE_NUMBER') AS phone_number, max(value) FILTER (WHERE kind = 'IDENTIFIER') AS identifier
	FROM first
	GROUP BY account_id, contact_id
)
UPDATE contacts c
SET email = coalesce(c.email, columns.email), phone_number = coalesce(c.phone_number, columns.phone_number),
	identifier = coalesce(c.identifier, columns.identifier)
FROM columns
WHERE c.account_id = columns.account_id AND c.id = columns.contact_id;

-- Searches find contacts by all of their addresses.
UPDATE contacts c
SET search = concat_ws(E'\n', nullif(c.search, ''), more.text)
FROM (
	SELECT account_id, contact_id, string_agg(lower(value), E'\n' ORDER BY kind, created_at, id) AS text
	FROM contact_points
	WHERE source = 'MERGE'
	GROUP BY account_id, contact_id
) more
WHERE c.account_id = more.account_id AND c.id = more.contact_id;

ALTER TABLE contact_points
	ADD PRIMARY KEY (account_id, contact_id, id),
	ADD CONSTRAINT contact_points_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT;
-- A shared address is unique among those of its contact; one index finds both kinds.
CREATE UNIQUE INDEX contact_points_email_key ON contact_points
	(account_id, key, (CASE WHEN shared THEN contact_id END)) NULLS NOT DISTINCT WHERE kind = 'EMAIL';
CREATE UNIQUE INDEX contact_points_phone_number_key ON contact_points
	(account_id, key, (CASE WHEN shared THEN contact_id END)) NULLS NOT DISTINCT WHERE kind = 'PHONE_NUMBER';
CREATE UNIQUE INDEX contact_points_identifier_key ON contact_points
	(account_id, key, system, (CASE WHEN shared THEN contact_id END)) NULLS NOT DISTINCT WHERE kind = 'IDENTIFIER';
ALTER TABLE contacts
	DROP CONSTRAINT contacts_email_key,
	DROP CONSTRAINT contacts_phone_number_key,
	DROP CONSTRAINT contacts_identifier_key;

-- What undoing a merge needs: the addresses that the survivor had before it, and those of each source.
ALTER TABLE contact_merges ADD COLUMN points jsonb NOT NULL DEFAULT '[]';
ALTER TABLE contact_merge_sources ADD COLUMN points jsonb NOT NULL DEFAULT '[]';
UPDATE contact_merge_sources s
SET points = recorded.points, aliases = recorded.ids
FROM (
	SELECT s.account_id, s.merge_id, s.contact_id,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('account_id', s.account_id, 'contact_id', s.contact_id, 'id', gen_random_uuid(),
				'kind', v.kind, 'system', '', 'value', v.value, 'key', v.value, 'label', '', 'preferred', v.preferred, 'shared', false,
				'possible', true, 'verified_at', NULL, 'source', CASE WHEN v.preferred THEN 'API' ELSE 'MERGE' END,
				'created_at', s.stored -> 'created_at') ORDER BY v.preferred DESC, v.kind, v.value), '[]')
			FROM (
				SELECT kind, value, true AS preferred
				FROM (VALUES ('EMAIL', s.stored ->> 'email'), ('PHONE_NUMBER', s.stored ->> 'phone_number'),
					('IDENTIFIER', s.stored ->> 'identifier')) own (kind, value)
				UNION
				SELECT a ->> 'kind', a ->> 'value', false
				FROM jsonb_array_elements(s.aliases) a
				WHERE a ->> 'kind' <> 'ID' AND a ->> 'value' IS DISTINCT FROM CASE a ->> 'kind' WHEN 'EMAIL' THEN s.stored ->> 'email'
					WHEN 'PHONE_NUMBER' THEN s.stored ->> 'phone_number' ELSE s.stored ->> 'identifier' END
			) v
			WHERE v.value IS NOT NULL) AS points,
		(SELECT coalesce(jsonb_agg(a ->> 'value' ORDER BY a ->> 'value'), '[]')
			FROM jsonb_array_elements(s.aliases) a
			WHERE a ->> 'kind' = 'ID') AS ids
	FROM contact_merge_sources s
) recorded
WHERE (s.account_id, s.merge_id, s.contact_id) = (recorded.account_id, recorded.merge_id, recorded.contact_id);

-- Aliases are the ids of merged contacts alone.
DELETE FROM contact_aliases WHERE kind <> 'ID';
ALTER TABLE contact_aliases DROP CONSTRAINT contact_aliases_pkey, ADD COLUMN id uuid;
UPDATE contact_aliases SET id = value::uuid;
ALTER TABLE contact_aliases
	DROP COLUMN kind,
	DROP COLUMN value,
	ALTER COLUMN id SET NOT NULL,
	ADD PRIMARY KEY (account_id, id);

-- +goose Down
ALTER TABLE contact_aliases
	DROP CONSTRAINT contact_aliases_pkey,
	ADD COLUMN kind text NOT NULL DEFAULT 'ID' CHECK (kind IN ('ID', 'EMAIL', 'PHONE_NUMBER', 'IDENTIFIER')),
	ADD COLUMN value text COLLATE "C";
UPDATE contact_aliases SET value = id::text;
ALTER TABLE contact_aliases
	ALTER COLUMN kind DROP DEFAULT,
	ALTER COLUMN value SET NOT NULL,
	DROP COLUMN id,
	ADD PRIMARY KEY (account_id, kind, value);
-- Shared addresses go; of an address that two contacts prefer, the older one keeps it.
UPDATE contacts c
SET email = nullif(c.email, p.value)
FROM contact_points p
WHERE p.account_id = c.account_id AND p.contact_id = c.id AND p.kind = 'EMAIL' AND p.preferred AND p.shared;
UPDATE contacts c
SET phone_number = nullif(c.phone_number, p.value)
FROM contact_points p
WHERE p.account_id = c.account_id AND p.contact_id = c.id AND p.kind = 'PHONE_NUMBER' AND p.preferred AND p.shared;
UPDATE contacts c
SET identifier = nullif(c.identifier, p.value)
FROM contact_points p
WHERE p.account_id = c.account_id AND p.contact_id = c.id AND p.kind = 'IDENTIFIER' AND p.preferred AND (p.shared OR p.system <> '');
INSERT INTO contact_aliases (account_id, kind, value, contact_id, created_at)
SELECT p.account_id, p.kind, p.value, p.contact_id, p.created_at
FROM contact_points p
WHERE NOT p.shared AND p.system = '' AND NOT p.preferred
ON CONFLICT DO NOTHING;
UPDATE contact_merge_sources s
SET aliases = (
	SELECT coalesce(jsonb_agg(jsonb_build_object('account_id', s.account_id, 'kind', a.kind, 'value', a.value, 'contact_id', s.contact_id,
		'created_at', s.stored -> 'created_at')), '[]')
	FROM (
		SELECT 'ID' AS kind, id AS value FROM jsonb_array_elements_text(s.aliases) AS ids (id)
		UNION ALL
		SELECT p ->> 'kind', p ->> 'value'
		FROM jsonb_array_elements(s.points) p
		WHERE NOT (p ->> 'preferred')::boolean AND NOT (p ->> 'shared')::boolean AND p ->> 'system' = ''
	) a);
-- The addresses that merged contacts had lead to their survivors again.
INSERT INTO contact_aliases (account_id, kind, value, contact_id, created_at)
SELECT p.account_id, p.kind, p.value, p.contact_id, p.created_at
FROM contact_points p
JOIN contact_merge_sources s ON s.account_id = p.account_id
	AND p.value IN (s.stored ->> 'email', s.stored ->> 'phone_number', s.stored ->> 'identifier')
JOIN contact_merges m ON m.account_id = s.account_id AND m.id = s.merge_id AND m.undone_at IS NULL
WHERE NOT p.shared AND p.system = ''
ON CONFLICT DO NOTHING;
ALTER TABLE contact_merge_sources DROP COLUMN points;
ALTER TABLE contact_merges DROP COLUMN points;
DROP TABLE contact_points;
ALTER TABLE contacts
	ADD CONSTRAINT contacts_email_key UNIQUE (account_id, email),
	ADD CONSTRAINT contacts_phone_number_key UNIQUE (account_id, phone_number),
	ADD CONSTRAINT contacts_identifier_key UNIQUE (account_id, identifier);
