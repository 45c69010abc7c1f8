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


-- Whoever has kept viewers reads them anew: a role was given or taken, or it has changed, or the days have that its filter counts.
DROP TRIGGER users_credentials_changed ON users;
CREATE TRIGGER users_credentials_changed AFTER UPDATE ON users FOR EACH ROW
	WHEN ((OLD.role, OLD.role_id, OLD.email, OLD.deactivated_at) IS DISTINCT FROM (NEW.role, NEW.role_id, NEW.email, NEW.deactivated_at))
	EXECUTE FUNCTION count_credentials();
CREATE TRIGGER roles_changed AFTER UPDATE ON roles FOR EACH ROW
	WHEN ((OLD.permissions, OLD.contact_filter, OLD.masked_fields)
		IS DISTINCT FROM (NEW.permissions, NEW.contact_filter, NEW.masked_fields))
	EXECUTE FUNCTION count_credentials();
-- +goose StatementBegin
CREATE FUNCTION count_time_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.credentials_version := NEW.credentials_version + 1;
	RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER accounts_time_zone_changed BEFORE UPDATE ON accounts FOR EACH ROW
	WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone) EXECUTE FUNCTION count_time_zone();

-- +goose Down
DROP TRIGGER accounts_time_zone_changed ON accounts;
DROP FUNCTION count_time_zone;
DROP TRIGGER users_credentials_changed ON users;
CREATE TRIGGER users_credentials_changed AFTER UPDATE ON users FOR EACH ROW
	WHEN ((OLD.role, OLD.email, OLD.deactivated_at) IS DISTINCT FROM (NEW.role, NEW.email, NEW.deactivated_at))
	EXECUTE FUNCTION count_credentials();
ALTER TABLE users DROP COLUMN role_id;
DROP TABLE roles;
