-- +goose Up

-- Until when and from where API tokens are accepted, and what tells one from another: the end of its secret, who made it, and which address
-- used it last.
ALTER TABLE api_tokens
	ADD COLUMN last_four text,
	ADD COLUMN expires_at timestamptz,
	ADD COLUMN allowed_addresses jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN last_used_address text,
	ADD COLUMN created_by_user_id uuid,
	ADD COLUMN created_by_token_id uuid,
	ADD CONSTRAINT api_tokens_created_by_user_fkey FOREIGN KEY (account_id, created_by_user_id)
		REFERENCES users (account_id, id) ON DELETE SET NULL (created_by_user_id),
	ADD CONSTRAINT api_tokens_created_by_token_fkey FOREIGN KEY (account_id, created_by_token_id)
		REFERENCES api_tokens (account_id, id) ON DELETE SET NULL (created_by_token_id);
CREATE INDEX api_tokens_created_by_user ON api_tokens (account_id, created_by_user_id);
CREATE INDEX api_tokens_created_by_token ON api_tokens (account_id, created_by_token_id);

-- +goose Down
ALTER TABLE api_tokens
	DROP COLUMN created_by_token_id,
	DROP COLUMN created_by_user_id,
	DROP COLUMN last_used_address,
	DROP COLUMN allowed_addresses,
	DROP COLUMN expires_at,
	DROP COLUMN last_four;
