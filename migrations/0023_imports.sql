-- +goose Up

-- Jobs tell what became of their records, and what was not taken over as it stood.
ALTER TABLE jobs
	ADD COLUMN created integer NOT NULL DEFAULT 0,
	ADD COLUMN updated integer NOT NULL DEFAULT 0,
	ADD COLUMN unchanged integer NOT NULL DEFAULT 0,
	ADD COLUMN warnings integer NOT NULL DEFAULT 0,
	-- the job that takes back what this one did
	ADD COLUMN undo_id uuid,
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check
		CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY', 'UNDO'));

CREATE TABLE job_warnings (
	account_id  bigint NOT NULL,
	job_id      uuid NOT NULL,
	n           integer NOT NULL,
	row_number  integer,
	contact_id  uuid,
	column_name text NOT NULL DEFAULT '',
	message     text NOT NULL,
	PRIMARY KEY (account_id, job_id, n),
	CONSTRAINT job_warnings_job_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs (account_id, id) ON DELETE CASCADE
);

-- What a job did to contacts, so that it can be taken back: the version that it left behind, and what was there before, null for a contact
-- that it created.
CREATE TABLE job_changes (
	account_id bigint NOT NULL,
	job_id     uuid NOT NULL,
	contact_id uuid NOT NULL,
	version    integer NOT NULL,
	before     jsonb,
	points     jsonb NOT NULL DEFAULT '[]',
	labels     text[] NOT NULL DEFAULT '{}',
	PRIMARY KEY (account_id, job_id, contact_id),
	CONSTRAINT job_changes_job_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs (account_id, id) ON DELETE CASCADE
);
CREATE INDEX job_changes_by_contact ON job_changes (account_id, contact_id);

-- +goose Down
DROP TABLE job_changes, job_warnings;
DELETE FROM jobs WHERE kind = 'UNDO';
ALTER TABLE jobs
	DROP COLUMN created,
	DROP COLUMN updated,
	DROP COLUMN unchanged,
	DROP COLUMN warnings,
	DROP COLUMN undo_id,
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY'));
