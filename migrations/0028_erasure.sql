-- +goose Up

-- What was erased: when, by whom, and how much was removed where. It holds no personal values.
CREATE TABLE erasures (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	contact_id     uuid NOT NULL,
	removed        jsonb NOT NULL,
	actor_user_id  uuid,
	actor_token_id uuid,
	created_at     timestamptz NOT NULL,
	PRIMARY KEY (account_id, id)
);
CREATE INDEX erasures_by_contact ON erasures (account_id, contact_id);
CREATE INDEX erasures_by_creation ON erasures (account_id, created_at);

-- Addresses of erased contacts, which must not come back. A hash is an HMAC-SHA256 under a key that is derived from the server's secret
-- key, so that the addresses cannot be found out without it.
CREATE TABLE suppressions (
	account_id bigint NOT NULL REFERENCES accounts (id),
	hash       bytea NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('EMAIL', 'PHONE_NUMBER', 'IDENTIFIER')),
	created_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, hash)
);

-- Which key the hashes of an account were made under: with another one none would fit, and erased addresses would come back unnoticed.
CREATE TABLE suppression_keys (
	account_id bigint PRIMARY KEY REFERENCES accounts (id),
	key_id     bytea NOT NULL
);

-- Refuses a transaction that stores one of the addresses. It is called after they were stored: whoever stores an address that is being
-- erased waits for the erasure at the unique key, and sees its suppression afterwards.
-- +goose StatementBegin
CREATE FUNCTION refuse_suppressed(account bigint, given_key bytea, hashes bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	found_kind text;
	known_key  bytea;
BEGIN
	SELECT k.key_id INTO known_key FROM suppression_keys k WHERE k.account_id = account;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF known_key IS DISTINCT FROM given_key THEN
		RAISE EXCEPTION 'addresses were suppressed under another key' USING ERRCODE = 'check_violation', CONSTRAINT = 'suppression_key';
	END IF;
	SELECT s.kind INTO found_kind FROM suppressions s WHERE s.account_id = account AND s.hash = ANY(hashes) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'the address was erased' USING ERRCODE = 'check_violation', CONSTRAINT = 'suppressed_' || lower(found_kind);
	END IF;
END
$$;
-- +goose StatementEnd

ALTER TABLE jobs
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY', 'UNDO',
		'BULK_ERASE', 'CONTACT_DATA_EXPORT'));

-- +goose Down
DELETE FROM jobs WHERE kind IN ('BULK_ERASE', 'CONTACT_DATA_EXPORT');
ALTER TABLE jobs
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check
		CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY', 'UNDO'));
DROP FUNCTION refuse_suppressed(bigint, bytea, bytea[]);
DROP TABLE suppression_keys, suppressions, erasures;
