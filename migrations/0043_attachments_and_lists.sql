-- +goose Up

-- Texts of messages are searched as they begin: an entry for each trigram of a long email would cost more than it finds.
CREATE INDEX messages_search ON messages USING gin (account_id, left(content, 4000) gin_trgm_ops);

CREATE INDEX conversations_by_waiting ON conversations (account_id, waiting_since, id);
CREATE INDEX csat_responses_by_rating ON csat_responses (account_id, rating, id);
CREATE INDEX companies_by_creation ON companies (account_id, created_at, id);
CREATE INDEX companies_by_activity ON companies (account_id, last_activity_at, id);

-- Files that are stored here have names of their own.
CREATE UNIQUE INDEX attachments_by_file ON attachments (account_id, file_key) WHERE file_key IS NOT NULL;

-- +goose Down
DROP INDEX attachments_by_file, companies_by_activity, companies_by_creation, csat_responses_by_rating, conversations_by_waiting, messages_search;
