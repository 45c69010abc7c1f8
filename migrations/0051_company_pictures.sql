-- +goose Up

-- As contacts have them: the name under which the pictures of a company are kept, and when the picture was asked for.
ALTER TABLE companies
	ADD COLUMN avatar text COLLATE "C" CHECK (avatar ~ '^[0-9a-f]{32}$'),
	ADD COLUMN avatar_set_at timestamptz;
CREATE INDEX companies_by_avatar ON companies (account_id, avatar) WHERE avatar IS NOT NULL;

-- +goose Down
ALTER TABLE companies DROP COLUMN avatar, DROP COLUMN avatar_set_at;
