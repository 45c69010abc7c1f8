-- +goose Up

-- A user who left: can't sign in, is not offered for new work, and what they wrote keeps their name.
ALTER TABLE users ADD COLUMN deactivated_at timestamptz;

DROP TRIGGER users_credentials_changed ON users;
CREATE TRIGGER users_credentials_changed AFTER UPDATE ON users FOR EACH ROW
	WHEN ((OLD.role, OLD.email, OLD.deactivated_at) IS DISTINCT FROM (NEW.role, NEW.email, NEW.deactivated_at))
	EXECUTE FUNCTION count_credentials();

-- +goose Down
DROP TRIGGER users_credentials_changed ON users;
CREATE TRIGGER users_credentials_changed AFTER UPDATE ON users FOR EACH ROW
	WHEN ((OLD.role, OLD.email) IS DISTINCT FROM (NEW.role, NEW.email)) EXECUTE FUNCTION count_credentials();
ALTER TABLE users DROP COLUMN deactivated_at;
