-- +goose Up

-- The IANA name of the time zone in which the account's days begin and end.
ALTER TABLE accounts ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';

-- +goose Down
ALTER TABLE accounts DROP COLUMN time_zone;
