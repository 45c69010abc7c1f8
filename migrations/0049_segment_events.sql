-- Contacts that enter and leave segments become events.

-- +goose Up
ALTER TABLE segments ADD COLUMN watch boolean NOT NULL DEFAULT false;
CREATE INDEX segments_watched ON segments (account_id) WHERE watch;

-- The moment at which the watched segments of an account were looked at last: the position in its log, and PostgreSQL's snapshot for what
-- is no event.
CREATE TABLE segment_cursors (
	account_id bigint PRIMARY KEY REFERENCES accounts (id),
	epoch      bigint NOT NULL,
	seq        bigint NOT NULL,
	seen       text NOT NULL,
	looked_at  timestamptz NOT NULL
);

-- A segment that is watched, by the version whose filter all contacts were looked at with; due_at is when all have to be looked at again.
-- Nothing here refers to segments or contacts, so that their deletes need not wait for those who watch.
CREATE TABLE segment_watches (
	account_id bigint NOT NULL REFERENCES accounts (id),
	segment_id uuid NOT NULL,
	version    integer NOT NULL,
	due_at     timestamptz,
	PRIMARY KEY (account_id, segment_id)
);

-- Who is in a segment according to the events in the log.
CREATE TABLE segment_members (
	account_id bigint NOT NULL,
	segment_id uuid NOT NULL,
	contact_id uuid NOT NULL,
	PRIMARY KEY (account_id, segment_id, contact_id),
	FOREIGN KEY (account_id, segment_id) REFERENCES segment_watches (account_id, segment_id) ON DELETE CASCADE
);

ALTER TABLE contact_events ADD COLUMN segment_id uuid;

-- +goose Down
DELETE FROM contact_events WHERE segment_id IS NOT NULL;
ALTER TABLE contact_events DROP COLUMN segment_id;
DROP TABLE segment_members, segment_watches, segment_cursors;
ALTER TABLE segments DROP COLUMN watch;
