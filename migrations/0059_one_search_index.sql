-- +goose Up
-- One index knows the texts and the keys of misspelt words, so that PostgreSQL looks for both together: with an index for each it read
-- thousands of contacts of a frequent name to find the few whose other name is misspelt. It is smaller than the two were.
DROP INDEX contacts_search, contacts_search_keys;
CREATE INDEX contacts_search ON contacts USING gin (account_id, search gin_trgm_ops, string_to_array(search_keys, ' '))
	WITH (gin_pending_list_limit = 256);

-- +goose Down
DROP INDEX contacts_search;
CREATE INDEX contacts_search ON contacts USING gin (account_id, search gin_trgm_ops) WITH (gin_pending_list_limit = 256);
CREATE INDEX contacts_search_keys ON contacts USING gin (account_id, string_to_array(search_keys, ' ')) WITH (gin_pending_list_limit = 256);
