-- +goose Up

-- When a user signed in last, and since when they need a second factor to do so.
ALTER TABLE users
	ADD COLUMN last_sign_in_at timestamptz,
	ADD COLUMN second_factor_at timestamptz;

-- A session can be listed and ended by itself. Those that exist count as used when they began. The defaults are for servers of the version
-- before, which may open sessions while this one is brought in.
ALTER TABLE sessions
	ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
	ADD COLUMN last_used_at timestamptz,
	ADD COLUMN address text,
	ADD COLUMN user_agent text;
UPDATE sessions SET last_used_at = created_at;
ALTER TABLE sessions
	ALTER COLUMN last_used_at SET DEFAULT now(),
	ALTER COLUMN last_used_at SET NOT NULL,
	ADD CONSTRAINT sessions_id_key UNIQUE (account_id, id);

-- The link by which a user chooses a password: at most one a user, of which only the hash of its secret is stored.
CREATE TABLE user_links (
	account_id bigint NOT NULL,
	user_id    uuid NOT NULL,
	token_hash bytea NOT NULL,
	created_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, user_id),
	CONSTRAINT user_links_user_fkey FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE INDEX user_links_token ON user_links (token_hash);
CREATE INDEX user_links_expiry ON user_links (expires_at);

-- The secret of a user's authenticator app, encrypted, and the time step of the last code that was used. It counts once it is confirmed.
CREATE TABLE second_factors (
	account_id   bigint NOT NULL,
	user_id      uuid NOT NULL,
	secret       bytea NOT NULL,
	last_step    bigint NOT NULL DEFAULT 0,
	created_at   timestamptz NOT NULL,
	confirmed_at timestamptz,
	PRIMARY KEY (account_id, user_id),
	CONSTRAINT second_factors_user_fkey FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);

-- Codes for the day on which the app is lost; each is deleted when it is used.
CREATE TABLE recovery_codes (
	account_id bigint NOT NULL,
	user_id    uuid NOT NULL,
	code_hash  bytea NOT NULL,
	PRIMARY KEY (account_id, user_id, code_hash),
	CONSTRAINT recovery_codes_user_fkey FOREIGN KEY (account_id, user_id) REFERENCES second_factors (account_id, user_id) ON DELETE CASCADE
);

-- +goose Down
DROP TABLE recovery_codes;
DROP TABLE second_factors;
DROP TABLE user_links;
ALTER TABLE sessions
	DROP COLUMN user_agent,
	DROP COLUMN address,
	DROP COLUMN last_used_at,
	DROP COLUMN id;
ALTER TABLE users
	DROP COLUMN second_factor_at,
	DROP COLUMN last_sign_in_at;
