-- +goose Up

-- What people have agreed to or refused at an address, by purpose. A consent is of the address and not of the contact that has it, so that
-- a refusal outlives the row of the address: it holds wherever the address comes back. No row is UNKNOWN. contact_id is the contact for
-- which it was told, which may be gone.
CREATE TABLE consents (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	kind           text NOT NULL CHECK (kind IN ('EMAIL', 'PHONE_NUMBER', 'IDENTIFIER')),
	system         text COLLATE "C" NOT NULL DEFAULT '',
	key            text COLLATE "C" NOT NULL CHECK (key <> ''),
	purpose        text COLLATE "C" NOT NULL CHECK (purpose <> ''),
	state          text NOT NULL CHECK (state IN ('GRANTED', 'REFUSED')),
	proof          text NOT NULL DEFAULT '',
	given_at       timestamptz NOT NULL,
	contact_id     uuid NOT NULL,
	actor_user_id  uuid,
	actor_token_id uuid,
	recorded_at    timestamptz NOT NULL,
	PRIMARY KEY (account_id, kind, system, key, purpose)
);
CREATE INDEX consents_by_contact ON consents (account_id, contact_id);

-- Whether a contact besides those given has an address. Each kind has an index of its own.
-- +goose StatementBegin
CREATE FUNCTION address_is_had(account bigint, of_kind text, of_system text, of_key text, besides uuid[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT CASE of_kind
		WHEN 'EMAIL' THEN EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'EMAIL' AND p.key = of_key AND p.contact_id <> ALL (besides))
		WHEN 'PHONE_NUMBER' THEN EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'PHONE_NUMBER' AND p.key = of_key AND p.contact_id <> ALL (besides))
		ELSE EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'IDENTIFIER' AND p.key = of_key AND p.system = of_system
				AND p.contact_id <> ALL (besides))
	END
$$;
-- +goose StatementEnd

-- A grant goes with the last contact that has the address: whoever gets the address later has granted nothing. A refusal stays.
-- Transactions that take the address from the last two contacts wait for each other at the grant, and the second statement of the later one
-- sees what the earlier one did.
-- +goose StatementBegin
CREATE FUNCTION forget_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM consents s
		JOIN gone ON s.account_id = gone.account_id AND s.kind = gone.kind AND s.system = gone.system AND s.key = gone.key
		WHERE s.state = 'GRANTED'
		ORDER BY s.account_id, s.kind, s.system, s.key, s.purpose
		FOR UPDATE OF s;
	IF FOUND THEN
		DELETE FROM consents s
			USING gone
			WHERE s.account_id = gone.account_id AND s.kind = gone.kind AND s.system = gone.system AND s.key = gone.key
				AND s.state = 'GRANTED' AND NOT address_is_had(s.account_id, s.kind, s.system, s.key, '{}');
	END IF;
	RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contact_points_gone AFTER DELETE ON contact_points REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION forget_grants();

-- +goose Down
DROP TRIGGER contact_points_gone ON contact_points;
DROP FUNCTION forget_grants;
DROP TABLE consents;
DROP FUNCTION address_is_had;
