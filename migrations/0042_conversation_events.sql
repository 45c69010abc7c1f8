-- +goose Up

-- What has happened to conversations, messages and links to inboxes stands in the log too, under the contact. Events of the contact
-- itself have no inbox; contact_version is the version of the record that the event is about.
ALTER TABLE contact_events
	ADD COLUMN inbox_id uuid,
	ADD COLUMN conversation_id uuid,
	ADD COLUMN message_id uuid;

-- A contact may have far more events of messages than of its own, which its history must not read.
DROP INDEX contact_events_by_contact;
CREATE INDEX contact_events_by_contact ON contact_events (account_id, contact_id, (inbox_id IS NULL), seq);
CREATE INDEX contact_events_by_conversation ON contact_events (account_id, conversation_id, seq) WHERE conversation_id IS NOT NULL;

ALTER TABLE webhook_endpoints
	ADD COLUMN format text NOT NULL DEFAULT 'STANDARD' CHECK (format IN ('STANDARD', 'CLOUD_EVENTS'));

-- +goose Down
ALTER TABLE webhook_endpoints DROP COLUMN format;
DROP INDEX contact_events_by_conversation, contact_events_by_contact;
DELETE FROM contact_events WHERE inbox_id IS NOT NULL;
CREATE INDEX contact_events_by_contact ON contact_events (account_id, contact_id, seq);
ALTER TABLE contact_events DROP COLUMN message_id, DROP COLUMN conversation_id, DROP COLUMN inbox_id;
