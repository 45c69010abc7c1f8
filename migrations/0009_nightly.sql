-- +goose Up

-- After how long contacts are stale enough for the nightly cleanup, as an ISO 8601 duration, and when that is due next; both NULL in
-- accounts without it.
ALTER TABLE accounts
	ADD COLUMN stale_cleanup_after text,
	ADD COLUMN next_stale_cleanup_at timestamptz,
	ADD CONSTRAINT accounts_stale_cleanup CHECK ((stale_cleanup_after IS NULL) = (next_stale_cleanup_at IS NULL));

-- +goose Down
ALTER TABLE accounts DROP COLUMN stale_cleanup_after, DROP COLUMN next_stale_cleanup_at;
