-- +goose Up

-- How often a credential of the account has ended or changed. Servers remember whom a credential belongs to, together with this number,
-- and forget what they have read at a lower one. Triggers count, so that whatever ends a credential is counted, statements by hand
-- included. A session that has expired was refused already.
ALTER TABLE accounts ADD COLUMN credentials_version bigint NOT NULL DEFAULT 0;

-- +goose StatementBegin
CREATE FUNCTION count_credentials() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE accounts SET credentials_version = credentials_version + 1 WHERE id = OLD.account_id;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER users_credentials_changed AFTER UPDATE ON users FOR EACH ROW
	WHEN ((OLD.role, OLD.email) IS DISTINCT FROM (NEW.role, NEW.email)) EXECUTE FUNCTION count_credentials();
CREATE TRIGGER users_credentials_ended AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION count_credentials();
CREATE TRIGGER api_tokens_credentials_changed AFTER UPDATE ON api_tokens FOR EACH ROW
	WHEN ((OLD.role, OLD.token_hash) IS DISTINCT FROM (NEW.role, NEW.token_hash)) EXECUTE FUNCTION count_credentials();
CREATE TRIGGER api_tokens_credentials_ended AFTER DELETE ON api_tokens FOR EACH ROW EXECUTE FUNCTION count_credentials();
CREATE TRIGGER sessions_credentials_ended AFTER DELETE ON sessions FOR EACH ROW
	WHEN (OLD.expires_at > now()) EXECUTE FUNCTION count_credentials();

-- +goose Down
DROP TRIGGER sessions_credentials_ended ON sessions;
DROP TRIGGER api_tokens_credentials_ended ON api_tokens;
DROP TRIGGER api_tokens_credentials_changed ON api_tokens;
DROP TRIGGER users_credentials_ended ON users;
DROP TRIGGER users_credentials_changed ON users;
DROP FUNCTION count_credentials();
ALTER TABLE accounts DROP COLUMN credentials_version;
