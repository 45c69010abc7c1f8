-- +goose Up

-- Which custom attributes say who somebody is: they are compared when duplicates are looked for.
ALTER TABLE custom_attribute_definitions ADD COLUMN evidence boolean NOT NULL DEFAULT false;

-- The keys of a contact are a row, from which those of the index are deleted, so the index of keys needs no foreign key and no second index.
CREATE TABLE contact_match_sets (
	account_id bigint NOT NULL,
	contact_id uuid NOT NULL,
	keys       bigint[] NOT NULL,
	PRIMARY KEY (account_id, contact_id),
	CONSTRAINT contact_match_sets_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT
);
TRUNCATE contact_match_keys, contact_duplicates;
DROP INDEX contact_match_keys_by_contact;
ALTER TABLE contact_match_keys DROP CONSTRAINT contact_match_keys_contact_fkey;

-- Scores were points; probabilities say how often such a pair is one person.
DROP INDEX contact_duplicates_by_score;
ALTER TABLE contact_duplicates DROP COLUMN score;
ALTER TABLE contact_duplicates ADD COLUMN probability numeric(6, 5) NOT NULL CHECK (probability BETWEEN 0 AND 1);
CREATE INDEX contact_duplicates_by_probability ON contact_duplicates (account_id, probability, first_id, second_id);

-- What was learned of an account, from how many contacts, and how many were compared since. When it is learned anew, contacts that were
-- compared before are compared again, in the order of their ids, as far as rescan_until.
CREATE TABLE duplicate_models (
	account_id   bigint PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
	model        jsonb NOT NULL,
	compared     bigint NOT NULL,
	rescan_after uuid,
	rescan_until uuid
);

INSERT INTO duplicate_queue (account_id, contact_id)
SELECT c.account_id, c.id
FROM contacts c
WHERE NOT EXISTS (SELECT FROM duplicate_queue q WHERE q.account_id = c.account_id AND q.contact_id = c.id)
ORDER BY c.account_id, c.id;

-- +goose Down
DROP TABLE duplicate_models, contact_match_sets;
TRUNCATE contact_match_keys, contact_duplicates;
ALTER TABLE contact_match_keys ADD CONSTRAINT contact_match_keys_contact_fkey
	FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT;
CREATE INDEX contact_match_keys_by_contact ON contact_match_keys (account_id, contact_id);
DROP INDEX contact_duplicates_by_probability;
ALTER TABLE contact_duplicates DROP COLUMN probability;
ALTER TABLE contact_duplicates ADD COLUMN score numeric(4, 3) NOT NULL CHECK (score BETWEEN 0 AND 1);
CREATE INDEX contact_duplicates_by_score ON contact_duplicates (account_id, score, first_id, second_id);
ALTER TABLE custom_attribute_definitions DROP COLUMN evidence;
