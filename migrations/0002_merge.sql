-- +goose Up

-- What was merged, so that it can be undone. The contacts of a merge may have been deleted since, so nothing here refers to them.
CREATE TABLE contact_merges (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	into_id        uuid NOT NULL,
	-- the survivor's row as it was, and what the merge gave it
	before         jsonb NOT NULL,
	after          jsonb NOT NULL,
	presence       jsonb,
	labels_added   uuid[] NOT NULL DEFAULT '{}',
	actor_user_id  uuid,
	actor_token_id uuid,
	merged_at      timestamptz NOT NULL,
	undone_at      timestamptz,
	PRIMARY KEY (account_id, id),
	CONSTRAINT contact_merges_user_fkey FOREIGN KEY (account_id, actor_user_id)
		REFERENCES users (account_id, id) ON DELETE SET NULL (actor_user_id),
	CONSTRAINT contact_merges_token_fkey FOREIGN KEY (account_id, actor_token_id)
		REFERENCES api_tokens (account_id, id) ON DELETE SET NULL (actor_token_id)
);
CREATE INDEX contact_merges_by_survivor ON contact_merges (account_id, into_id, id);
CREATE INDEX contact_merges_by_user ON contact_merges (account_id, actor_user_id) WHERE actor_user_id IS NOT NULL;
CREATE INDEX contact_merges_by_token ON contact_merges (account_id, actor_token_id) WHERE actor_token_id IS NOT NULL;

-- The contacts that a merge ended: their rows, and the ids of what was moved from each.
CREATE TABLE contact_merge_sources (
	account_id      bigint NOT NULL,
	merge_id        uuid NOT NULL,
	contact_id      uuid NOT NULL,
	position        integer NOT NULL,
	stored          jsonb NOT NULL,
	presence        jsonb,
	conversations   uuid[] NOT NULL DEFAULT '{}',
	messages        uuid[] NOT NULL DEFAULT '{}',
	contact_inboxes uuid[] NOT NULL DEFAULT '{}',
	notes           uuid[] NOT NULL DEFAULT '{}',
	csat_responses  uuid[] NOT NULL DEFAULT '{}',
	labels          uuid[] NOT NULL DEFAULT '{}',
	-- aliases that led to the source before
	aliases         jsonb NOT NULL DEFAULT '[]',
	PRIMARY KEY (account_id, merge_id, contact_id),
	CONSTRAINT contact_merge_sources_merge_fkey FOREIGN KEY (account_id, merge_id)
		REFERENCES contact_merges (account_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_merge_sources_by_contact ON contact_merge_sources (account_id, contact_id);

-- +goose Down
DROP TABLE contact_merge_sources, contact_merges;
