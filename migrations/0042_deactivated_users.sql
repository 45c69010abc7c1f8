-- +goose Up

-- A user who left: can't sign in, is not offered for new work, and what they wrote keeps their name.
ALTER TABLE users ADD COLUMN deactivated_at timestamptz;

-- +goose Down
ALTER TABLE users DROP COLUMN deactivated_at;
