-- +goose Up

-- Links to files are signed with this, by every server of the installation and after every restart: 244 random bits.
ALTER TABLE installation ADD COLUMN signing_key bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- The name under which the pictures of a contact are kept; each picture that is set gets a new one. avatar_set_at is when that was
-- asked for: a picture that is fetched for long must not replace one that was asked for later.
ALTER TABLE contacts
	ADD COLUMN avatar text COLLATE "C" CHECK (avatar ~ '^[0-9a-f]{32}$'),
	ADD COLUMN avatar_set_at timestamptz;

-- Whether the pictures under a name are needed by anyone: by contacts, or to undo merges.
CREATE INDEX contacts_by_avatar ON contacts (account_id, avatar) WHERE avatar IS NOT NULL;
CREATE INDEX contact_merges_by_avatar_before ON contact_merges (account_id, (before->>'avatar')) WHERE before->>'avatar' IS NOT NULL;
CREATE INDEX contact_merges_by_avatar_after ON contact_merges (account_id, (after->>'avatar')) WHERE after->>'avatar' IS NOT NULL;
CREATE INDEX contact_merge_sources_by_avatar ON contact_merge_sources (account_id, (stored->>'avatar')) WHERE stored->>'avatar' IS NOT NULL;

-- +goose Down
DROP INDEX contact_merge_sources_by_avatar, contact_merges_by_avatar_after, contact_merges_by_avatar_before;
ALTER TABLE contacts DROP COLUMN avatar, DROP COLUMN avatar_set_at;
ALTER TABLE installation DROP COLUMN signing_key;
