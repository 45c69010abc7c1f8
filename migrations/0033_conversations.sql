-- +goose Up

-- Programs that take part in conversations.
CREATE TABLE bots (
	account_id  bigint NOT NULL REFERENCES accounts (id),
	id          uuid NOT NULL,
	version     integer NOT NULL DEFAULT 1,
	name        text NOT NULL,
	description text NOT NULL DEFAULT '',
	created_at  timestamptz NOT NULL,
	updated_at  timestamptz NOT NULL,
	PRIMARY KEY (account_id, id)
);

ALTER TABLE conversations
	ADD COLUMN snoozed_until_reply boolean NOT NULL DEFAULT false,
	ADD COLUMN waiting_since timestamptz,
	ADD COLUMN first_reply_at timestamptz,
	ADD COLUMN assignee_bot_id uuid,
	ADD COLUMN additional_attributes jsonb,
	ADD CONSTRAINT conversations_assignee_bot_fkey FOREIGN KEY (account_id, assignee_bot_id)
		REFERENCES bots (account_id, id) ON DELETE SET NULL (assignee_bot_id),
	ADD CHECK (NOT snoozed_until_reply OR status = 'SNOOZED' AND snoozed_until IS NULL);
CREATE INDEX conversations_by_assignee_bot ON conversations (account_id, assignee_bot_id) WHERE assignee_bot_id IS NOT NULL;

-- Messages as they are in channels such as email: what is NULL was never set.
ALTER TABLE messages
	ADD COLUMN version integer NOT NULL DEFAULT 1,
	ADD COLUMN content_type text NOT NULL DEFAULT 'TEXT',
	ADD COLUMN content_attributes jsonb,
	ADD COLUMN status text NOT NULL DEFAULT 'SENT' CHECK (status IN ('SENT', 'DELIVERED', 'READ', 'FAILED')),
	ADD COLUMN sender_bot_id uuid,
	ADD COLUMN in_reply_to_id uuid,
	ADD COLUMN deleted_at timestamptz,
	ADD COLUMN updated_at timestamptz,
	ADD CONSTRAINT messages_sender_bot_fkey FOREIGN KEY (account_id, sender_bot_id)
		REFERENCES bots (account_id, id) ON DELETE SET NULL (sender_bot_id);
CREATE INDEX messages_by_bot ON messages (account_id, sender_bot_id) WHERE sender_bot_id IS NOT NULL;

-- Files of messages. What came from another system without its bytes has no key.
CREATE TABLE attachments (
	account_id   bigint NOT NULL,
	id           uuid NOT NULL,
	message_id   uuid NOT NULL,
	file_type    text NOT NULL,
	name         text NOT NULL DEFAULT '',
	content_type text NOT NULL DEFAULT '',
	byte_size    bigint NOT NULL DEFAULT 0,
	external_url text,
	file_key     text,
	details      jsonb,
	created_at   timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT attachments_message_fkey FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id) ON DELETE CASCADE
);
CREATE INDEX attachments_by_message ON attachments (account_id, message_id, id);

ALTER TABLE companies ADD COLUMN additional_attributes jsonb, ADD COLUMN last_activity_at timestamptz;

ALTER TABLE csat_responses
	ADD COLUMN version integer NOT NULL DEFAULT 1,
	ADD COLUMN review_notes text NOT NULL DEFAULT '',
	ADD COLUMN reviewed_at timestamptz,
	ADD COLUMN reviewed_by_id uuid,
	ADD CONSTRAINT csat_responses_reviewer_fkey FOREIGN KEY (account_id, reviewed_by_id)
		REFERENCES users (account_id, id) ON DELETE SET NULL (reviewed_by_id);
CREATE INDEX csat_responses_by_reviewer ON csat_responses (account_id, reviewed_by_id) WHERE reviewed_by_id IS NOT NULL;

-- +goose Down
ALTER TABLE csat_responses DROP COLUMN reviewed_by_id, DROP COLUMN reviewed_at, DROP COLUMN review_notes, DROP COLUMN version;
ALTER TABLE companies DROP COLUMN last_activity_at, DROP COLUMN additional_attributes;
DROP TABLE attachments;
ALTER TABLE messages DROP COLUMN updated_at, DROP COLUMN deleted_at, DROP COLUMN in_reply_to_id, DROP COLUMN sender_bot_id, DROP COLUMN status,
	DROP COLUMN content_attributes, DROP COLUMN content_type, DROP COLUMN version;
ALTER TABLE conversations DROP COLUMN additional_attributes, DROP COLUMN assignee_bot_id, DROP COLUMN first_reply_at,
	DROP COLUMN waiting_since, DROP COLUMN snoozed_until_reply;
DROP TABLE bots;
