-- +goose Up

-- What was done that an auditor asks for: who signed in, who changed settings and credentials, who took data out, merged or deleted it.
-- Nothing here refers to users, tokens or contacts, because the log outlives them, and nothing is a personal value: details name fields
-- and count records.
CREATE TABLE audit_events (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	kind           text NOT NULL CHECK (kind ~ '^[A-Z][A-Z_]*$'),
	actor_user_id  uuid,
	actor_token_id uuid,
	address        text,
	request_id     text NOT NULL DEFAULT '',
	-- the public id of what was done something to, blank if there is none
	target         text COLLATE "C" NOT NULL DEFAULT '',
	details        jsonb NOT NULL DEFAULT '{}',
	created_at     timestamptz NOT NULL,
	PRIMARY KEY (account_id, id)
);
CREATE INDEX audit_events_by_creation ON audit_events (account_id, created_at, id);
CREATE INDEX audit_events_by_target ON audit_events (account_id, target, created_at, id) WHERE target <> '';
CREATE INDEX audit_events_by_actor ON audit_events (account_id, coalesce(actor_user_id, actor_token_id), created_at, id);
CREATE INDEX audit_events_by_age ON audit_events (created_at);

-- The log is appended to. Rows are never changed, and only the retention removes them, which is a day at the least.
-- +goose StatementBegin
CREATE FUNCTION keep_audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND OLD.created_at < now() - interval '23 hours' THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'the audit log is only appended to' USING ERRCODE = 'object_not_in_prerequisite_state';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_events_are_kept BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION keep_audit_events();

-- +goose Down
DROP TABLE audit_events;
DROP FUNCTION keep_audit_events();
