-- +goose Up

-- Contacts that were written since they were last compared with others. A row is only ever added and taken away, so that
-- writing a contact never waits for the comparison.
CREATE TABLE duplicate_queue (
	account_id bigint NOT NULL,
	id         bigint GENERATED ALWAYS AS IDENTITY,
	contact_id uuid NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT duplicate_queue_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX duplicate_queue_by_contact ON duplicate_queue (account_id, contact_id);

-- Two contacts are compared when they share a key, which is a hash of what they would have in common.
CREATE TABLE contact_match_keys (
	account_id bigint NOT NULL,
	key        bigint NOT NULL,
	contact_id uuid NOT NULL,
	PRIMARY KEY (account_id, key, contact_id),
	CONSTRAINT contact_match_keys_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX contact_match_keys_by_contact ON contact_match_keys (account_id, contact_id);

CREATE TABLE contact_duplicates (
	account_id bigint NOT NULL,
	first_id   uuid NOT NULL,
	second_id  uuid NOT NULL,
	score      numeric(4, 3) NOT NULL CHECK (score BETWEEN 0 AND 1),
	reasons    jsonb NOT NULL,
	PRIMARY KEY (account_id, first_id, second_id),
	CONSTRAINT contact_duplicates_first_fkey FOREIGN KEY (account_id, first_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT contact_duplicates_second_fkey FOREIGN KEY (account_id, second_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CHECK (first_id < second_id)
);
CREATE INDEX contact_duplicates_by_second ON contact_duplicates (account_id, second_id);
CREATE INDEX contact_duplicates_by_score ON contact_duplicates (account_id, score, first_id, second_id);

-- Pairs that people have said are two persons. A contact that a merge has ended may come back, so nothing here refers to contacts.
CREATE TABLE duplicate_dismissals (
	account_id   bigint NOT NULL REFERENCES accounts (id),
	first_id     uuid NOT NULL,
	second_id    uuid NOT NULL,
	dismissed_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, first_id, second_id),
	CHECK (first_id < second_id)
);
CREATE INDEX duplicate_dismissals_by_second ON duplicate_dismissals (account_id, second_id);

INSERT INTO duplicate_queue (account_id, contact_id)
SELECT account_id, id FROM contacts ORDER BY account_id, id;

-- +goose Down
DROP TABLE duplicate_dismissals, contact_duplicates, contact_match_keys, duplicate_queue;
