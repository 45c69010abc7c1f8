-- +goose Up

-- Searches use a trigram index that begins with the account, hence btree_gin beside pg_trgm. Both are trusted extensions of PostgreSQL's
-- contrib.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE accounts (
	id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	public_id      uuid NOT NULL UNIQUE,
	name           text NOT NULL,
	features       text[] NOT NULL DEFAULT '{}',
	default_region text NOT NULL DEFAULT 'US',
	created_at     timestamptz NOT NULL,
	updated_at     timestamptz NOT NULL
);

-- One row at most: the first start of a server makes it together with the first account.
CREATE TABLE installation (
	singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
	founded_at timestamptz NOT NULL
);

-- Numbers that count up without gaps: the row is locked until the transaction that took a number ends.
CREATE TABLE account_counters (
	account_id    bigint PRIMARY KEY REFERENCES accounts (id),
	conversations bigint NOT NULL DEFAULT 0
);

CREATE TABLE users (
	account_id    bigint NOT NULL REFERENCES accounts (id),
	id            uuid NOT NULL,
	name          text NOT NULL,
	email         text NOT NULL,
	role          text NOT NULL CHECK (role IN ('ADMINISTRATOR', 'AGENT')),
	availability  text NOT NULL DEFAULT 'OFFLINE' CHECK (availability IN ('ONLINE', 'BUSY', 'OFFLINE')),
	password_hash text,
	created_at    timestamptz NOT NULL,
	updated_at    timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT users_email_key UNIQUE (account_id, email)
);
CREATE INDEX users_sign_in ON users (email);

CREATE TABLE api_tokens (
	account_id   bigint NOT NULL REFERENCES accounts (id),
	id           uuid NOT NULL,
	name         text NOT NULL,
	token_hash   bytea NOT NULL,
	role         text NOT NULL CHECK (role IN ('ADMINISTRATOR', 'AGENT')),
	last_used_at timestamptz,
	created_at   timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT api_tokens_hash_key UNIQUE (account_id, token_hash)
);
CREATE INDEX api_tokens_sign_in ON api_tokens (token_hash);

CREATE TABLE sessions (
	account_id bigint NOT NULL,
	token_hash bytea NOT NULL,
	user_id    uuid NOT NULL,
	created_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, token_hash),
	CONSTRAINT sessions_user_fkey FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_sign_in ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (account_id, user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE companies (
	account_id        bigint NOT NULL REFERENCES accounts (id),
	id                uuid NOT NULL,
	name              text NOT NULL,
	name_key          text COLLATE "C",
	domain            text,
	description       text NOT NULL DEFAULT '',
	custom_attributes jsonb NOT NULL DEFAULT '{}',
	created_at        timestamptz NOT NULL,
	updated_at        timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT companies_domain_key UNIQUE (account_id, domain)
);
CREATE INDEX companies_by_domain_prefix ON companies (account_id, domain text_pattern_ops);
CREATE INDEX companies_by_name ON companies (account_id, name_key, id);
CREATE INDEX companies_search ON companies USING gin (account_id, name_key gin_trgm_ops);

-- The *_key columns are what lists are sorted by: without case and accents, NULL when blank, compared byte by byte,
-- so that no upgrade of a collation can corrupt an index.
CREATE TABLE contacts (
	account_id            bigint NOT NULL REFERENCES accounts (id),
	id                    uuid NOT NULL,
	version               integer NOT NULL,
	contact_type          text NOT NULL CHECK (contact_type IN ('VISITOR', 'LEAD', 'CUSTOMER')),
	name                  text NOT NULL DEFAULT '',
	middle_name           text NOT NULL DEFAULT '',
	last_name             text NOT NULL DEFAULT '',
	email                 text COLLATE "C" CHECK (email <> ''),
	phone_number          text COLLATE "C" CHECK (phone_number ~ '^\+[1-9][0-9]{1,14}$'),
	identifier            text COLLATE "C" CHECK (identifier <> ''),
	location              text NOT NULL DEFAULT '',
	country_code          text CHECK (country_code ~ '^[A-Z]{2}$'),
	additional_attributes jsonb NOT NULL DEFAULT '{}',
	custom_attributes     jsonb NOT NULL DEFAULT '{}',
	company_id            uuid,
	blocked               boolean NOT NULL DEFAULT false,
	block_reason          text,
	blocked_by_user_id    uuid,
	blocked_by_token_id   uuid,
	blocked_at            timestamptz,
	last_activity_at      timestamptz,
	csat1                 integer NOT NULL DEFAULT 0,
	csat2                 integer NOT NULL DEFAULT 0,
	csat3                 integer NOT NULL DEFAULT 0,
	csat4                 integer NOT NULL DEFAULT 0,
	csat5                 integer NOT NULL DEFAULT 0,
	csat_average          numeric GENERATED ALWAYS AS (
		round((csat1 + 2 * csat2 + 3 * csat3 + 4 * csat4 + 5 * csat5)::numeric
			/ nullif(csat1 + csat2 + csat3 + csat4 + csat5, 0), 6)) STORED,
	name_key              text COLLATE "C",
	company_key           text COLLATE "C",
	city_key              text COLLATE "C",
	country_key           text COLLATE "C",
	search                text NOT NULL DEFAULT '',
	created_at            timestamptz NOT NULL,
	updated_at            timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT contacts_email_key UNIQUE (account_id, email),
	CONSTRAINT contacts_phone_number_key UNIQUE (account_id, phone_number),
	CONSTRAINT contacts_identifier_key UNIQUE (account_id, identifier),
	CONSTRAINT contacts_company_fkey FOREIGN KEY (account_id, company_id) REFERENCES companies (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT contacts_blocked_by_user_fkey FOREIGN KEY (account_id, blocked_by_user_id)
		REFERENCES users (account_id, id) ON DELETE SET NULL (blocked_by_user_id),
	CONSTRAINT contacts_blocked_by_token_fkey FOREIGN KEY (account_id, blocked_by_token_id)
		REFERENCES api_tokens (account_id, id) ON DELETE SET NULL (blocked_by_token_id),
	CHECK (blocked = (blocked_at IS NOT NULL))
);
CREATE INDEX contacts_by_name ON contacts (account_id, name_key, id);
CREATE INDEX contacts_by_email ON contacts (account_id, email, id);
CREATE INDEX contacts_by_phone_number ON contacts (account_id, phone_number, id);
CREATE INDEX contacts_by_last_activity ON contacts (account_id, last_activity_at, id);
CREATE INDEX contacts_by_creation ON contacts (account_id, created_at, id);
CREATE INDEX contacts_by_update ON contacts (account_id, updated_at, id);
CREATE INDEX contacts_by_company_name ON contacts (account_id, company_key, id);
CREATE INDEX contacts_by_city ON contacts (account_id, city_key, id);
CREATE INDEX contacts_by_country ON contacts (account_id, country_key, id);
CREATE INDEX contacts_by_csat ON contacts (account_id, csat_average, id);
CREATE INDEX contacts_by_company ON contacts (account_id, company_id, created_at, id) WHERE company_id IS NOT NULL;
CREATE INDEX contacts_blocked_by_user ON contacts (account_id, blocked_by_user_id) WHERE blocked_by_user_id IS NOT NULL;
CREATE INDEX contacts_blocked_by_token ON contacts (account_id, blocked_by_token_id) WHERE blocked_by_token_id IS NOT NULL;
CREATE INDEX contacts_blocked ON contacts (account_id, created_at, id) WHERE blocked;
CREATE INDEX contacts_anonymous ON contacts (account_id, created_at, id) WHERE email IS NULL AND phone_number IS NULL AND identifier IS NULL;
CREATE INDEX contacts_search ON contacts USING gin (account_id, search gin_trgm_ops);
-- What has few values, to be combined at will; a value that is unique to a contact would make it large.
CREATE INDEX contacts_traits ON contacts USING gin (account_id, country_code, custom_attributes jsonb_path_ops);

-- The last heartbeat of a contact; apart from the contact, whose many indexes a heartbeat must not touch.
CREATE TABLE contact_presence (
	account_id   bigint NOT NULL,
	contact_id   uuid NOT NULL,
	availability text NOT NULL CHECK (availability IN ('ONLINE', 'BUSY', 'OFFLINE')),
	seen_at      timestamptz NOT NULL,
	PRIMARY KEY (account_id, contact_id),
	CONSTRAINT contact_presence_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT
) WITH (fillfactor = 70);

-- Where a contact can be found under ids and addresses that it has taken over from others.
CREATE TABLE contact_aliases (
	account_id bigint NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('ID', 'EMAIL', 'PHONE_NUMBER', 'IDENTIFIER')),
	value      text COLLATE "C" NOT NULL,
	contact_id uuid NOT NULL,
	created_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, kind, value),
	CONSTRAINT contact_aliases_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX contact_aliases_contact ON contact_aliases (account_id, contact_id);

CREATE TABLE inboxes (
	account_id          bigint NOT NULL REFERENCES accounts (id),
	id                  uuid NOT NULL,
	name                text NOT NULL,
	channel_type        text NOT NULL CHECK (channel_type IN ('API', 'EMAIL', 'WEB_WIDGET', 'WHATSAPP', 'SMS', 'FACEBOOK',
		'INSTAGRAM', 'TELEGRAM', 'LINE', 'TIKTOK', 'TWITTER', 'VOICE')),
	csat_survey_enabled boolean NOT NULL DEFAULT false,
	hmac_token          text NOT NULL,
	created_at          timestamptz NOT NULL,
	updated_at          timestamptz NOT NULL,
	PRIMARY KEY (account_id, id)
);

CREATE TABLE contact_inboxes (
	account_id    bigint NOT NULL,
	id            uuid NOT NULL,
	contact_id    uuid NOT NULL,
	inbox_id      uuid NOT NULL,
	source_id     text NOT NULL CHECK (source_id <> ''),
	hmac_verified boolean NOT NULL DEFAULT false,
	created_at    timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT contact_inboxes_source_key UNIQUE (account_id, inbox_id, source_id),
	CONSTRAINT contact_inboxes_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT contact_inboxes_inbox_fkey FOREIGN KEY (account_id, inbox_id) REFERENCES inboxes (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX contact_inboxes_contact ON contact_inboxes (account_id, contact_id, created_at, id);

CREATE TABLE conversations (
	account_id        bigint NOT NULL,
	id                uuid NOT NULL,
	version           integer NOT NULL,
	display_id        bigint NOT NULL,
	contact_id        uuid NOT NULL,
	inbox_id          uuid NOT NULL,
	contact_inbox_id  uuid NOT NULL,
	assignee_id       uuid,
	status            text NOT NULL CHECK (status IN ('OPEN', 'PENDING', 'SNOOZED', 'RESOLVED')),
	-- 0 none, 1 low, 2 medium, 3 high, 4 urgent
	priority          smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 4),
	snoozed_until     timestamptz,
	custom_attributes jsonb NOT NULL DEFAULT '{}',
	last_activity_at  timestamptz NOT NULL,
	created_at        timestamptz NOT NULL,
	updated_at        timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT conversations_display_key UNIQUE (account_id, display_id),
	CONSTRAINT conversations_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT conversations_inbox_fkey FOREIGN KEY (account_id, inbox_id) REFERENCES inboxes (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT conversations_contact_inbox_fkey FOREIGN KEY (account_id, contact_inbox_id) REFERENCES contact_inboxes (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT conversations_assignee_fkey FOREIGN KEY (account_id, assignee_id) REFERENCES users (account_id, id) ON DELETE SET NULL (assignee_id),
	CHECK (snoozed_until IS NULL OR status = 'SNOOZED')
);
CREATE INDEX conversations_by_contact_activity ON conversations (account_id, contact_id, last_activity_at, id);
CREATE INDEX conversations_by_contact_creation ON conversations (account_id, contact_id, created_at, id);
CREATE INDEX conversations_by_contact_priority ON conversations (account_id, contact_id, priority, id);
CREATE INDEX conversations_by_activity ON conversations (account_id, last_activity_at, id);
CREATE INDEX conversations_by_creation ON conversations (account_id, created_at, id);
CREATE INDEX conversations_by_priority ON conversations (account_id, priority, id);
CREATE INDEX conversations_by_inbox ON conversations (account_id, inbox_id);
CREATE INDEX conversations_by_contact_inbox ON conversations (account_id, contact_inbox_id);
CREATE INDEX conversations_by_assignee ON conversations (account_id, assignee_id) WHERE assignee_id IS NOT NULL;

CREATE TABLE messages (
	account_id        bigint NOT NULL,
	id                uuid NOT NULL,
	conversation_id   uuid NOT NULL,
	message_type      text NOT NULL CHECK (message_type IN ('INCOMING', 'OUTGOING', 'ACTIVITY', 'TEMPLATE')),
	content           text NOT NULL,
	private           boolean NOT NULL DEFAULT false,
	sender_contact_id uuid,
	sender_user_id    uuid,
	source_id         text,
	created_at        timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT messages_conversation_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT messages_sender_contact_fkey FOREIGN KEY (account_id, sender_contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT messages_sender_user_fkey FOREIGN KEY (account_id, sender_user_id) REFERENCES users (account_id, id) ON DELETE SET NULL (sender_user_id)
);
CREATE INDEX messages_by_conversation ON messages (account_id, conversation_id, created_at, id);
CREATE INDEX messages_by_sender ON messages (account_id, sender_contact_id, created_at, id) WHERE sender_contact_id IS NOT NULL;
CREATE INDEX messages_by_user ON messages (account_id, sender_user_id) WHERE sender_user_id IS NOT NULL;

CREATE TABLE labels (
	account_id      bigint NOT NULL REFERENCES accounts (id),
	id              uuid NOT NULL,
	title           text COLLATE "C" NOT NULL,
	color           text NOT NULL,
	description     text NOT NULL DEFAULT '',
	show_on_sidebar boolean NOT NULL DEFAULT true,
	created_at      timestamptz NOT NULL,
	updated_at      timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT labels_title_key UNIQUE (account_id, title)
);

CREATE TABLE contact_labels (
	account_id bigint NOT NULL,
	contact_id uuid NOT NULL,
	label_id   uuid NOT NULL,
	PRIMARY KEY (account_id, contact_id, label_id),
	CONSTRAINT contact_labels_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT contact_labels_label_fkey FOREIGN KEY (account_id, label_id) REFERENCES labels (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX contact_labels_by_label ON contact_labels (account_id, label_id, contact_id);

CREATE TABLE conversation_labels (
	account_id      bigint NOT NULL,
	conversation_id uuid NOT NULL,
	label_id        uuid NOT NULL,
	PRIMARY KEY (account_id, conversation_id, label_id),
	CONSTRAINT conversation_labels_conversation_fkey FOREIGN KEY (account_id, conversation_id)
		REFERENCES conversations (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT conversation_labels_label_fkey FOREIGN KEY (account_id, label_id) REFERENCES labels (account_id, id) ON DELETE RESTRICT
);
CREATE INDEX conversation_labels_by_label ON conversation_labels (account_id, label_id, conversation_id);

CREATE TABLE notes (
	account_id bigint NOT NULL,
	id         uuid NOT NULL,
	contact_id uuid NOT NULL,
	author_id  uuid,
	content    text NOT NULL,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT notes_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT notes_author_fkey FOREIGN KEY (account_id, author_id) REFERENCES users (account_id, id) ON DELETE SET NULL (author_id)
);
CREATE INDEX notes_by_contact ON notes (account_id, contact_id, created_at, id);
CREATE INDEX notes_by_author ON notes (account_id, author_id) WHERE author_id IS NOT NULL;

CREATE TABLE csat_responses (
	account_id        bigint NOT NULL,
	id                uuid NOT NULL,
	conversation_id   uuid NOT NULL,
	contact_id        uuid NOT NULL,
	rating            smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
	feedback          text NOT NULL DEFAULT '',
	assigned_agent_id uuid,
	created_at        timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT csat_responses_conversation_key UNIQUE (account_id, conversation_id),
	CONSTRAINT csat_responses_conversation_fkey FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT csat_responses_contact_fkey FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id) ON DELETE RESTRICT,
	CONSTRAINT csat_responses_agent_fkey FOREIGN KEY (account_id, assigned_agent_id)
		REFERENCES users (account_id, id) ON DELETE SET NULL (assigned_agent_id)
);
CREATE INDEX csat_responses_by_contact ON csat_responses (account_id, contact_id, created_at, id);
CREATE INDEX conversations_by_resolution ON conversations (account_id, inbox_id, created_at) WHERE status = 'RESOLVED';
CREATE INDEX csat_responses_by_creation ON csat_responses (account_id, created_at, id);
CREATE INDEX csat_responses_by_agent ON csat_responses (account_id, assigned_agent_id) WHERE assigned_agent_id IS NOT NULL;

CREATE TABLE custom_attribute_definitions (
	account_id   bigint NOT NULL REFERENCES accounts (id),
	id           uuid NOT NULL,
	model        text NOT NULL CHECK (model IN ('CONTACT', 'CONVERSATION', 'COMPANY')),
	key          text COLLATE "C" NOT NULL,
	display_name text NOT NULL,
	type         text NOT NULL CHECK (type IN ('TEXT', 'NUMBER', 'CURRENCY', 'PERCENT', 'LINK', 'DATE', 'LIST', 'CHECKBOX')),
	description  text NOT NULL DEFAULT '',
	list_values  jsonb NOT NULL DEFAULT '[]',
	pattern      text,
	pattern_hint text,
	created_at   timestamptz NOT NULL,
	updated_at   timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT custom_attribute_definitions_key UNIQUE (account_id, model, key)
);

CREATE TABLE segments (
	account_id bigint NOT NULL REFERENCES accounts (id),
	id         uuid NOT NULL,
	name       text NOT NULL,
	filter     jsonb NOT NULL,
	shared     boolean NOT NULL DEFAULT false,
	owner_id   uuid,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	PRIMARY KEY (account_id, id),
	CONSTRAINT segments_owner_fkey FOREIGN KEY (account_id, owner_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE INDEX segments_by_owner ON segments (account_id, owner_id, name);

-- A key is claimed before its mutation runs; `applied` is set by the first transaction of the mutation and `answer`
-- when it is known, so that a retry knows whether the mutation was not applied, or was applied and its answer lost.
CREATE TABLE idempotency_keys (
	account_id   bigint NOT NULL REFERENCES accounts (id),
	caller       text COLLATE "C" NOT NULL,
	key          text COLLATE "C" NOT NULL,
	request_hash bytea NOT NULL,
	claim        uuid NOT NULL,
	applied      boolean NOT NULL DEFAULT false,
	answer       bytea,
	locked_until timestamptz NOT NULL,
	created_at   timestamptz NOT NULL,
	PRIMARY KEY (account_id, caller, key)
);
CREATE INDEX idempotency_keys_by_creation ON idempotency_keys (created_at);

-- +goose Down
DROP TABLE idempotency_keys, segments, custom_attribute_definitions, csat_responses, notes, conversation_labels,
	contact_labels, labels, messages, conversations, contact_inboxes, inboxes, contact_aliases, contact_presence, contacts, companies,
	sessions, api_tokens, users, account_counters, accounts, installation;
