-- The tables of a Chatwoot 4.15 that the import reads, with the columns that matter to it and their types.
CREATE TABLE accounts (id serial PRIMARY KEY, name varchar NOT NULL, created_at timestamp(6) NOT NULL);
CREATE TABLE users (id serial PRIMARY KEY, name varchar NOT NULL, display_name varchar, email varchar,
	created_at timestamp(6) NOT NULL DEFAULT '2023-11-01', updated_at timestamp(6) NOT NULL DEFAULT '2023-11-02');
CREATE TABLE account_users (id bigserial PRIMARY KEY, account_id bigint, user_id bigint, role int DEFAULT 0,
	created_at timestamp(6) NOT NULL DEFAULT '2024-01-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-01-02', UNIQUE (account_id, user_id));
CREATE TABLE labels (id bigserial PRIMARY KEY, title varchar, description text, color varchar NOT NULL DEFAULT '#1f93ff', show_on_sidebar boolean,
	account_id bigint, created_at timestamp(6) NOT NULL DEFAULT '2024-01-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-01-02', UNIQUE (title, account_id));
CREATE TABLE tags (id serial PRIMARY KEY, name varchar UNIQUE, taggings_count int DEFAULT 0);
CREATE TABLE taggings (id serial PRIMARY KEY, tag_id int, taggable_type varchar, taggable_id int, tagger_type varchar, tagger_id int,
	context varchar(128), created_at timestamp);
CREATE TABLE custom_attribute_definitions (id bigserial PRIMARY KEY, attribute_display_name varchar, attribute_key varchar, attribute_display_type int DEFAULT 0,
	default_value int, attribute_model int DEFAULT 0, account_id bigint, attribute_description text, attribute_values jsonb DEFAULT '[]',
	regex_pattern varchar, regex_cue varchar, created_at timestamp(6) NOT NULL DEFAULT '2024-01-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-01-02');
CREATE TABLE companies (id bigserial PRIMARY KEY, name varchar NOT NULL, domain varchar, description text, account_id bigint NOT NULL,
	custom_attributes jsonb DEFAULT '{}', created_at timestamp(6) NOT NULL DEFAULT '2024-01-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-01-02');
CREATE TABLE inboxes (id serial PRIMARY KEY, channel_id int NOT NULL DEFAULT 1, account_id int NOT NULL, name varchar NOT NULL, channel_type varchar,
	csat_survey_enabled boolean DEFAULT false, created_at timestamp(6) NOT NULL DEFAULT '2024-01-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-01-02');
CREATE TABLE contacts (id serial PRIMARY KEY, name varchar DEFAULT '', middle_name varchar DEFAULT '', last_name varchar DEFAULT '', email varchar,
	phone_number varchar, account_id int NOT NULL, identifier varchar, contact_type int DEFAULT 0, blocked boolean NOT NULL DEFAULT false,
	additional_attributes jsonb DEFAULT '{}', custom_attributes jsonb DEFAULT '{}', location varchar DEFAULT '', country_code varchar DEFAULT '',
	last_activity_at timestamp, company_id bigint, created_at timestamp(6) NOT NULL DEFAULT '2024-02-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-02-02',
	UNIQUE (email, account_id), UNIQUE (identifier, account_id));
CREATE TABLE contact_inboxes (id bigserial PRIMARY KEY, contact_id bigint, inbox_id bigint, source_id text NOT NULL, hmac_verified boolean DEFAULT false,
	pubsub_token varchar, created_at timestamp(6) NOT NULL DEFAULT '2024-02-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-02-02', UNIQUE (inbox_id, source_id));
CREATE TABLE conversations (id serial PRIMARY KEY, account_id int NOT NULL, inbox_id int NOT NULL, status int NOT NULL DEFAULT 0, assignee_id int,
	contact_id bigint, contact_inbox_id bigint, display_id int NOT NULL, priority int, snoozed_until timestamp, custom_attributes jsonb DEFAULT '{}',
	last_activity_at timestamp(6) NOT NULL DEFAULT '2024-03-02', created_at timestamp(6) NOT NULL DEFAULT '2024-03-01',
	updated_at timestamp(6) NOT NULL DEFAULT '2024-03-03', UNIQUE (account_id, display_id));
CREATE TABLE messages (id serial PRIMARY KEY, content text, account_id int NOT NULL, inbox_id int NOT NULL DEFAULT 1, conversation_id int NOT NULL,
	message_type int NOT NULL, content_type int NOT NULL DEFAULT 0, status int DEFAULT 0, private boolean DEFAULT false, source_id text,
	content_attributes json DEFAULT '{}', sender_type varchar, sender_id bigint, created_at timestamp(6) NOT NULL DEFAULT '2024-03-01 10:00:00.123456',
	updated_at timestamp(6) NOT NULL DEFAULT '2024-03-02');
CREATE TABLE attachments (id serial PRIMARY KEY, file_type int DEFAULT 0, external_url varchar, message_id int NOT NULL, account_id int NOT NULL);
CREATE TABLE notes (id bigserial PRIMARY KEY, content text NOT NULL, account_id bigint NOT NULL, contact_id bigint NOT NULL, user_id bigint,
	created_at timestamp(6) NOT NULL DEFAULT '2024-04-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-04-02');
CREATE TABLE csat_survey_responses (id bigserial PRIMARY KEY, account_id bigint NOT NULL, conversation_id bigint NOT NULL, message_id bigint NOT NULL UNIQUE,
	rating int NOT NULL, feedback_message text, contact_id bigint NOT NULL, assigned_agent_id bigint,
	created_at timestamp(6) NOT NULL DEFAULT '2024-05-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-05-02');
CREATE TABLE custom_filters (id bigserial PRIMARY KEY, name varchar NOT NULL, filter_type int NOT NULL DEFAULT 0, query jsonb NOT NULL DEFAULT '"{}"',
	account_id bigint NOT NULL, user_id bigint NOT NULL, created_at timestamp(6) NOT NULL DEFAULT '2024-06-01', updated_at timestamp(6) NOT NULL DEFAULT '2024-06-02');
