-- +goose Up

-- Work that is watched by whoever asked for it. A row is locked by each chunk of its job, which stores its effect and the progress
-- in one transaction; task is what to do, place where the next chunk begins.
CREATE TABLE jobs (
	account_id     bigint NOT NULL REFERENCES accounts (id),
	id             uuid NOT NULL,
	kind           text NOT NULL CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY')),
	state          text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
	dry_run        boolean NOT NULL DEFAULT false,
	task           jsonb NOT NULL,
	place          text NOT NULL DEFAULT '',
	total          integer,
	processed      integer NOT NULL DEFAULT 0,
	succeeded      integer NOT NULL DEFAULT 0,
	failed         integer NOT NULL DEFAULT 0,
	-- files that are kept for its owner: what it has written, and what has failed
	result         text,
	failures_file  text,
	-- the rights of the actor when the job was made
	role           text NOT NULL CHECK (role IN ('ADMINISTRATOR', 'AGENT')),
	actor_user_id  uuid,
	actor_token_id uuid,
	request_id     text NOT NULL DEFAULT '',
	created_at     timestamptz NOT NULL,
	updated_at     timestamptz NOT NULL,
	started_at     timestamptz,
	finished_at    timestamptz,
	PRIMARY KEY (account_id, id)
);
CREATE INDEX jobs_by_creation ON jobs (account_id, created_at, id);
CREATE INDEX jobs_by_actor ON jobs (account_id, coalesce(actor_user_id, actor_token_id), created_at, id);
CREATE INDEX jobs_unfinished ON jobs (account_id) WHERE finished_at IS NULL;
CREATE INDEX jobs_by_end ON jobs (finished_at);

-- The contacts that a job is about, fixed when it begins. They may be deleted meanwhile, so nothing here refers to them.
CREATE TABLE job_targets (
	account_id bigint NOT NULL,
	job_id     uuid NOT NULL,
	contact_id uuid NOT NULL,
	PRIMARY KEY (account_id, job_id, contact_id),
	CONSTRAINT job_targets_job_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs (account_id, id) ON DELETE CASCADE
);

CREATE TABLE job_failures (
	account_id bigint NOT NULL,
	job_id     uuid NOT NULL,
	n          integer NOT NULL,
	row_number integer,
	contact_id uuid,
	errors     jsonb NOT NULL,
	-- the row as it was in the file, to be returned to the user
	cells      jsonb NOT NULL DEFAULT '[]',
	PRIMARY KEY (account_id, job_id, n),
	CONSTRAINT job_failures_job_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs (account_id, id) ON DELETE CASCADE
);

-- +goose Down
DROP TABLE job_failures, job_targets, jobs;
