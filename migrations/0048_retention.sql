-- +goose Up

-- For how long an account keeps visitors, in days, and messages, in months; NULL for good. When that is looked after next is NULL in
-- accounts without either.
ALTER TABLE accounts
	ADD COLUMN visitor_retention_days integer,
	ADD COLUMN message_retention_months integer,
	ADD COLUMN next_retention_at timestamptz,
	ADD CONSTRAINT accounts_retention
		CHECK ((coalesce(visitor_retention_days, message_retention_months) IS NULL) = (next_retention_at IS NULL));

-- Messages whose time is over are found by it, night after night, and those that were deleted are not in it.
CREATE INDEX messages_by_age ON messages (account_id, created_at) WHERE deleted_at IS NULL;

ALTER TABLE jobs
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY', 'UNDO',
		'BULK_ERASE', 'CONTACT_DATA_EXPORT', 'RETENTION'));

-- +goose Down
DELETE FROM jobs WHERE kind = 'RETENTION';
ALTER TABLE jobs
	DROP CONSTRAINT jobs_kind_check,
	ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('BULK_UPDATE', 'BULK_DELETE', 'STALE_CLEANUP', 'IMPORT', 'EXPORT', 'WEBHOOK_REPLAY', 'UNDO',
		'BULK_ERASE', 'CONTACT_DATA_EXPORT'));
DROP INDEX messages_by_age;
ALTER TABLE accounts DROP COLUMN visitor_retention_days, DROP COLUMN message_retention_months, DROP COLUMN next_retention_at;
