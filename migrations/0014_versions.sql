-- +goose Up

-- Every record that can be changed has a version, so that nobody overwrites what others have changed meanwhile.
ALTER TABLE accounts ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE custom_attribute_definitions ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE companies ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE inboxes ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE labels ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE notes ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE segments ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE webhook_endpoints ADD COLUMN version int NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE accounts DROP COLUMN version;
ALTER TABLE users DROP COLUMN version;
ALTER TABLE custom_attribute_definitions DROP COLUMN version;
ALTER TABLE companies DROP COLUMN version;
ALTER TABLE inboxes DROP COLUMN version;
ALTER TABLE labels DROP COLUMN version;
ALTER TABLE notes DROP COLUMN version;
ALTER TABLE segments DROP COLUMN version;
ALTER TABLE webhook_endpoints DROP COLUMN version;
