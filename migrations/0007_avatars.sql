-- +goose Up

-- Links to files are signed with this, by every server of the installation and after every restart: 244 random bits.
ALTER TABLE installation ADD COLUMN signing_key bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- The name under which the pictures of a contact are kept; each picture that is set gets a new one.
ALTER TABLE contacts ADD COLUMN avatar text COLLATE "C" CHECK (avatar ~ '^[0-9a-f]{32}$');
CREATE INDEX contacts_by_avatar ON contacts (account_id, avatar) WHERE avatar IS NOT NULL;

-- +goose Down
ALTER TABLE contacts DROP COLUMN avatar;
ALTER TABLE installation DROP COLUMN signing_key;
