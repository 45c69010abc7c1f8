-- What changes lists of contacts without being an event of a contact.

-- +goose Up
-- A schema of its own, because it is no data of an account: rows are kept for an hour, and are not part of backups.
CREATE SCHEMA live;

-- Contacts about which something has changed that is not in the event log, by the transaction that changed it; the zero id stands for all
-- contacts of the account. Triggers write the rows, so that no writer can forget one, statements by hand included. A reader that has seen
-- the database in one snapshot finds later what that snapshot did not see, in whatever order transactions have committed.
CREATE TABLE live.contact_touches (
	account_id bigint NOT NULL,
	xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
	contact_id uuid NOT NULL,
	kind       text NOT NULL CHECK (kind IN ('ACTIVITY', 'RATING', 'CONTACT', 'CONVERSATION', 'INBOX', 'PRESENCE', 'ACCOUNT')),
	touched_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (account_id, xid, contact_id, kind)
);
CREATE INDEX contact_touches_age ON live.contact_touches (touched_at);

-- +goose StatementBegin
CREATE FUNCTION live.touch_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	before public.contacts := OLD;
	kinds  text[] := '{}';
BEGIN
	IF OLD.last_activity_at IS DISTINCT FROM NEW.last_activity_at THEN
		kinds := kinds || 'ACTIVITY'::text;
	END IF;
	IF OLD.csat_average IS DISTINCT FROM NEW.csat_average
		OR (OLD.csat1, OLD.csat2, OLD.csat3, OLD.csat4, OLD.csat5) <> (NEW.csat1, NEW.csat2, NEW.csat3, NEW.csat4, NEW.csat5) THEN
		kinds := kinds || 'RATING'::text;
	END IF;
	before.last_activity_at := NEW.last_activity_at;
	before.csat_average := NEW.csat_average;
	before.csat1 := NEW.csat1;
	before.csat2 := NEW.csat2;
	before.csat3 := NEW.csat3;
	before.csat4 := NEW.csat4;
	before.csat5 := NEW.csat5;
	IF OLD.version = NEW.version AND before IS DISTINCT FROM NEW THEN
		kinds := kinds || 'CONTACT'::text;
	END IF;
	INSERT INTO live.contact_touches (account_id, contact_id, kind)
	SELECT NEW.account_id, NEW.id, unnest(kinds)
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;

-- Touches the contacts of the rows that a statement has written; the argument is the kind.
CREATE FUNCTION live.touch_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP <> 'DELETE' THEN
		INSERT INTO live.contact_touches (account_id, contact_id, kind)
		SELECT DISTINCT account_id, contact_id, TG_ARGV[0] FROM new_rows
		ON CONFLICT DO NOTHING;
	END IF;
	IF TG_OP <> 'INSERT' THEN
		INSERT INTO live.contact_touches (account_id, contact_id, kind)
		SELECT DISTINCT account_id, contact_id, TG_ARGV[0] FROM old_rows
		ON CONFLICT DO NOTHING;
	END IF;
	RETURN NULL;
END
$$;

-- The same for labels of conversations, which have no contact of their own.
CREATE FUNCTION live.touch_owners_of_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO live.contact_touches (account_id, contact_id, kind)
		SELECT DISTINCT v.account_id, v.contact_id, 'CONVERSATION'
		FROM new_rows x
		JOIN public.conversations v ON v.account_id = x.account_id AND v.id = x.conversation_id
		ON CONFLICT DO NOTHING;
	ELSE
		INSERT INTO live.contact_touches (account_id, contact_id, kind)
		SELECT DISTINCT v.account_id, v.contact_id, 'CONVERSATION'
		FROM old_rows x
		JOIN public.conversations v ON v.account_id = x.account_id AND v.id = x.conversation_id
		ON CONFLICT DO NOTHING;
	END IF;
	RETURN NULL;
END
$$;

-- Touches all contacts of an account, for what lists depend on and what hardly ever changes.
CREATE FUNCTION live.touch_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO live.contact_touches (account_id, contact_id, kind)
	SELECT (coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0])::bigint, '00000000-0000-0000-0000-000000000000', 'ACCOUNT'
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

-- A change with a new version is an event, which does not say whether the last activity and the ratings have changed too. `kith.touches` is
-- set to `off` where a backup is restored.
CREATE TRIGGER contacts_touched AFTER UPDATE ON contacts FOR EACH ROW
	WHEN (OLD.version = NEW.version AND OLD IS DISTINCT FROM NEW OR OLD.last_activity_at IS DISTINCT FROM NEW.last_activity_at
		OR OLD.csat_average IS DISTINCT FROM NEW.csat_average)
	EXECUTE FUNCTION live.touch_contact();

CREATE TRIGGER conversations_inserted AFTER INSERT ON conversations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_owners('CONVERSATION');
CREATE TRIGGER conversations_updated AFTER UPDATE ON conversations REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION live.touch_owners('CONVERSATION');
CREATE TRIGGER conversations_deleted AFTER DELETE ON conversations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	EXECUTE FUNCTION live.touch_owners('CONVERSATION');
CREATE TRIGGER conversation_labels_inserted AFTER INSERT ON conversation_labels REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_owners_of_conversations();
CREATE TRIGGER conversation_labels_deleted AFTER DELETE ON conversation_labels REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	EXECUTE FUNCTION live.touch_owners_of_conversations();
CREATE TRIGGER contact_inboxes_inserted AFTER INSERT ON contact_inboxes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_owners('INBOX');
CREATE TRIGGER contact_inboxes_updated AFTER UPDATE ON contact_inboxes REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION live.touch_owners('INBOX');
CREATE TRIGGER contact_inboxes_deleted AFTER DELETE ON contact_inboxes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	EXECUTE FUNCTION live.touch_owners('INBOX');
CREATE TRIGGER contact_presence_inserted AFTER INSERT ON contact_presence REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_owners('PRESENCE');
CREATE TRIGGER contact_presence_updated AFTER UPDATE ON contact_presence REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION live.touch_owners('PRESENCE');
CREATE TRIGGER contact_presence_deleted AFTER DELETE ON contact_presence REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	EXECUTE FUNCTION live.touch_owners('PRESENCE');

-- Titles of labels, types of attributes, filters of segments and the time zone decide whom a filter finds.
CREATE TRIGGER labels_touched AFTER UPDATE OR DELETE ON labels FOR EACH ROW EXECUTE FUNCTION live.touch_account('account_id');
CREATE TRIGGER attributes_touched AFTER INSERT OR UPDATE OR DELETE ON custom_attribute_definitions FOR EACH ROW
	WHEN (current_setting('kith.touches', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION live.touch_account('account_id');
CREATE TRIGGER segments_touched AFTER UPDATE OR DELETE ON segments FOR EACH ROW EXECUTE FUNCTION live.touch_account('account_id');
CREATE TRIGGER accounts_touched AFTER UPDATE ON accounts FOR EACH ROW
	WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone) EXECUTE FUNCTION live.touch_account('id');

-- +goose Down
DROP TRIGGER accounts_touched ON accounts;
DROP TRIGGER segments_touched ON segments;
DROP TRIGGER attributes_touched ON custom_attribute_definitions;
DROP TRIGGER labels_touched ON labels;
DROP TRIGGER contact_presence_deleted ON contact_presence;
DROP TRIGGER contact_presence_updated ON contact_presence;
DROP TRIGGER contact_presence_inserted ON contact_presence;
DROP TRIGGER contact_inboxes_deleted ON contact_inboxes;
DROP TRIGGER contact_inboxes_updated ON contact_inboxes;
DROP TRIGGER contact_inboxes_inserted ON contact_inboxes;
DROP TRIGGER conversation_labels_deleted ON conversation_labels;
DROP TRIGGER conversation_labels_inserted ON conversation_labels;
DROP TRIGGER conversations_deleted ON conversations;
DROP TRIGGER conversations_updated ON conversations;
DROP TRIGGER conversations_inserted ON conversations;
DROP TRIGGER contacts_touched ON contacts;
DROP SCHEMA live CASCADE;
