-- +goose Up

-- Contacts are found, filtered and sorted by their last names too, and found and filtered by their middle names. The keys are those of
-- models.Fold, as far as SQL can make them: letters that the database's locale cannot lower-case keep their case until the contact is
-- written again.
ALTER TABLE contacts ADD COLUMN middle_name_key text COLLATE "C", ADD COLUMN last_name_key text COLLATE "C";
-- +goose StatementBegin
CREATE FUNCTION folded(s text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT normalize(btrim(regexp_replace(replace(replace(replace(replace(
		translate(lower(regexp_replace(normalize(s, NFKD), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F'
			|| '\u0591-\u05C7\u064B-\u065F\u0670\u0640]', '', 'g')), 'øłđðħŧı', 'olddhti'),
		'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '\s+', ' ', 'g')), NFC)
$$;
-- +goose StatementEnd
UPDATE contacts c
SET middle_name_key = nullif(CASE WHEN octet_length(middle.key) > 200 THEN left(middle.key, 50) ELSE middle.key END, ''),
	last_name_key = nullif(CASE WHEN octet_length(last.key) > 200 THEN left(last.key, 50) ELSE last.key END, ''),
	search = concat_ws(E'\n', nullif(c.search, ''), CASE
		WHEN position(' ' || btrim(middle.key || ' ' || last.key) || ' ' IN ' ' || whole.key || ' ') = 0
		THEN concat_ws(' ', nullif(whole.key, ''), nullif(middle.key, ''), nullif(last.key, '')) END)
FROM contacts s
CROSS JOIN LATERAL (SELECT folded(s.middle_name) AS key) middle
CROSS JOIN LATERAL (SELECT folded(s.last_name) AS key) last
CROSS JOIN LATERAL (SELECT folded(s.name) AS key) whole
WHERE c.account_id = s.account_id AND c.id = s.id AND (s.middle_name <> '' OR s.last_name <> '');
DROP FUNCTION folded(text);

-- Names are compared with their parts, each once.
INSERT INTO duplicate_queue (account_id, contact_id)
SELECT account_id, id FROM contacts WHERE (middle_name <> '' OR last_name <> '') AND name <> '';

CREATE INDEX contacts_by_last_name ON contacts (account_id, last_name_key, id);

-- +goose Down
DROP INDEX contacts_by_last_name;
ALTER TABLE contacts DROP COLUMN middle_name_key, DROP COLUMN last_name_key;
