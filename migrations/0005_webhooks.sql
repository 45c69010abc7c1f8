-- +goose Up

CREATE TABLE webhook_endpoints (
	account_id       bigint NOT NULL REFERENCES accounts (id),
	id               uuid NOT NULL,
	url              text NOT NULL CHECK (octet_length(url) <= 2048),
	events           jsonb NOT NULL,
	enabled          boolean NOT NULL,
	secret           bytea NOT NULL, -- encrypted, as the old one
	old_secret       bytea,
	old_secret_until timestamptz,
	after_seq        bigint NOT NULL,
	failures         integer NOT NULL,
	failing_since    timestamptz,
	probe_at         timestamptz,
	created_at       timestamptz NOT NULL,
	updated_at       timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CHECK ((failures = 0) = (failing_since IS NULL))
);

-- The last event of an account that was dispatched to its endpoints.
CREATE TABLE webhook_cursors (
	account_id bigint PRIMARY KEY REFERENCES accounts (id),
	seq        bigint NOT NULL
);

-- One event on its way to one endpoint; without event_id a test. The log may drop an event before its deliveries are removed, so
-- nothing here refers to it.
CREATE TABLE webhook_deliveries (
	account_id      bigint NOT NULL,
	id              uuid NOT NULL,
	endpoint_id     uuid NOT NULL,
	event_id        uuid,
	state           text NOT NULL CHECK (state IN ('PENDING', 'RETRYING', 'DELIVERED', 'DEAD')),
	attempts        integer NOT NULL,
	last_status     integer,
	last_error      text,
	next_attempt_at timestamptz,
	delivered_at    timestamptz,
	queued_at       timestamptz NOT NULL,
	created_at      timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT webhook_deliveries_event_key UNIQUE (account_id, endpoint_id, event_id),
	CONSTRAINT webhook_deliveries_endpoint_fkey FOREIGN KEY (account_id, endpoint_id) REFERENCES webhook_endpoints (account_id, id) ON DELETE RESTRICT,
	CHECK ((next_attempt_at IS NULL) = (state IN ('DELIVERED', 'DEAD')))
);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (account_id, endpoint_id, created_at, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (account_id, endpoint_id, state, created_at, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (queued_at);

-- Answers are stored encrypted from now on.
DELETE FROM idempotency_keys WHERE answer IS NOT NULL;

-- +goose Down
DROP TABLE webhook_deliveries, webhook_cursors, webhook_endpoints;
