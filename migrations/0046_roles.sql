-- +goose Up

-- Roles of an account's own, beside ADMINISTRATOR and AGENT.
CREATE TABLE roles (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	version        integer NOT NULL DEFAULT 1,
	name           text NOT NULL,
	description    text NOT NULL DEFAULT '',
	permissions    jsonb NOT NULL DEFAULT '[]',
	contact_filter jsonb,
	masked_fields  jsonb NOT NULL DEFAULT '[]',
	created_at     timestamptz NOT NULL,
	updated_at     timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT roles_name_key UNIQUE (account_id, name)
);

ALTER TABLE users
	ADD COLUMN role_id uuid,
	ADD CONSTRAINT users_role_fkey FOREIGN KEY (account_id, role_id) REFERENCES roles (account_id, id) ON DELETE RESTRICT,
	ADD CONSTRAINT users_own_role_check CHECK (role_id IS NULL OR role = 'AGENT');
CREATE INDEX users_by_role ON users (account_id, role_id) WHERE role_id IS NOT NULL;

-- +goose Down
ALTER TABLE users DROP COLUMN role_id;
DROP TABLE roles;
