-- +goose Up

-- Where the event log of an account stands. The row is locked from the last statement of a writing transaction to its commit, so
-- whoever reads the log sees 1, 2, 3, … without a gap, whatever the order in which transactions began.
CREATE TABLE account_seq (
	account_id bigint PRIMARY KEY REFERENCES accounts (id),
	last_seq   bigint NOT NULL,
	-- what retention has removed: events up to this one can't be read any more
	pruned_seq bigint NOT NULL DEFAULT 0,
	-- distinguishes cursors of this log from those of another one, such as that of a database which was replaced by a backup
	epoch      bigint NOT NULL DEFAULT floor(random() * 9007199254740991)::bigint
) WITH (fillfactor = 20);

-- What has happened to contacts. Events outlive their contacts, so nothing here refers to them. Partitions are months; they are
-- made ahead and dropped whole, rows are never deleted.
CREATE TABLE contact_events (
	account_id      bigint NOT NULL REFERENCES accounts (id),
	seq             bigint NOT NULL,
	id              uuid NOT NULL,
	type            text NOT NULL,
	contact_id      uuid NOT NULL,
	contact_version integer NOT NULL,
	merged_from     uuid[] NOT NULL DEFAULT '{}',
	merged_into     uuid,
	actor_user_id   uuid,
	actor_token_id  uuid,
	request_id      text NOT NULL DEFAULT '',
	changes         jsonb NOT NULL,
	snapshot        jsonb NOT NULL,
	created_at      timestamptz NOT NULL,
	PRIMARY KEY (account_id, seq, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX contact_events_by_contact ON contact_events (account_id, contact_id, seq);
CREATE INDEX contact_events_by_id ON contact_events (account_id, id);

-- Makes the partitions of the months from now on, and drops those whose events are all older than the retention.
-- +goose StatementBegin
CREATE FUNCTION keep_event_partitions(at timestamptz, retention interval, months_ahead integer) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
	month    timestamp;
	name     text;
	accounts bigint[];
	lasts    bigint[];
BEGIN
	FOR month IN SELECT date_trunc('month', at AT TIME ZONE 'UTC') + n * interval '1 month' FROM generate_series(-1, months_ahead) n LOOP
		name := 'contact_events_' || to_char(month, 'YYYY_MM');
		CONTINUE WHEN to_regclass(name) IS NOT NULL OR (month + interval '1 month') AT TIME ZONE 'UTC' <= at - retention;
		-- Attaching a finished table does not block writers; creating it as a partition would.
		EXECUTE format('CREATE TABLE %I (LIKE contact_events INCLUDING ALL)', name);
		EXECUTE format('ALTER TABLE contact_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
			month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
	END LOOP;
	FOR name IN
		SELECT i.inhrelid::regclass::text
		FROM pg_inherits i
		WHERE i.inhparent = 'contact_events'::regclass
			AND (to_date(right(i.inhrelid::regclass::text, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= at - retention
		ORDER BY 1
	LOOP
		EXECUTE format('SELECT array_agg(account_id), array_agg(seq) FROM (SELECT account_id, max(seq) AS seq FROM %I GROUP BY account_id) gone', name)
			INTO accounts, lasts;
		-- The table comes before its counters, as in a transaction that writes.
		LOCK TABLE contact_events IN ACCESS EXCLUSIVE MODE;
		UPDATE account_seq s
		SET pruned_seq = greatest(s.pruned_seq, gone.seq)
		FROM unnest(accounts, lasts) AS gone (account_id, seq)
		WHERE s.account_id = gone.account_id;
		EXECUTE format('DROP TABLE %I', name);
	END LOOP;
END
$$;
-- +goose StatementEnd
SELECT keep_event_partitions(now(), interval '400 days', 12);

-- +goose Down
DROP FUNCTION keep_event_partitions;
DROP TABLE contact_events, account_seq;
