-- +goose Up

-- The same triggers, which also run where a table is distributed over several machines: there they see the rows of a part of the table, whose
-- row type is another one, and no statement may read both transition tables and tables.

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION live.touch_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	before record := OLD;
	kinds  text[] := '{}';
	touch  text;
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
	FOREACH touch IN ARRAY kinds LOOP
		INSERT INTO live.contact_touches (account_id, contact_id, kind) VALUES (NEW.account_id, NEW.id, touch) ON CONFLICT DO NOTHING;
	END LOOP;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION live.touch_owners() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	touched record;
BEGIN
	IF TG_OP <> 'DELETE' THEN
		FOR touched IN SELECT DISTINCT account_id, contact_id FROM new_rows LOOP
			INSERT INTO live.contact_touches (account_id, contact_id, kind) VALUES (touched.account_id, touched.contact_id, TG_ARGV[0])
			ON CONFLICT DO NOTHING;
		END LOOP;
	END IF;
	IF TG_OP <> 'INSERT' THEN
		FOR touched IN SELECT DISTINCT account_id, contact_id FROM old_rows LOOP
			INSERT INTO live.contact_touches (account_id, contact_id, kind) VALUES (touched.account_id, touched.contact_id, TG_ARGV[0])
			ON CONFLICT DO NOTHING;
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION live.touch_owners_of_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	accounts      bigint[];
	conversations uuid[];
	touched       record;
BEGIN
	IF TG_OP = 'INSERT' THEN
		SELECT array_agg(account_id), array_agg(conversation_id) INTO accounts, conversations FROM new_rows;
	ELSE
		SELECT array_agg(account_id), array_agg(conversation_id) INTO accounts, conversations FROM old_rows;
	END IF;
	FOR i IN 1 .. coalesce(array_length(accounts, 1), 0) LOOP
		SELECT v.account_id, v.contact_id INTO touched
		FROM public.conversations v
		WHERE v.account_id = accounts[i] AND v.id = conversations[i];
		IF FOUND THEN
			INSERT INTO live.contact_touches (account_id, contact_id, kind) VALUES (touched.account_id, touched.contact_id, 'CONVERSATION')
			ON CONFLICT DO NOTHING;
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION live.touch_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	account bigint := coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0];
BEGIN
	INSERT INTO live.contact_touches (account_id, contact_id, kind) VALUES (account, '00000000-0000-0000-0000-000000000000', 'ACCOUNT')
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION address_is_had(account bigint, of_kind text, of_system text, of_key text, besides uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF of_kind = 'EMAIL' THEN
		RETURN EXISTS (
			SELECT FROM public.contact_points p
			WHERE p.account_id = account AND p.kind = 'EMAIL' AND p.key = of_key AND p.contact_id <> ALL (besides));
	ELSIF of_kind = 'PHONE_NUMBER' THEN
		RETURN EXISTS (
			SELECT FROM public.contact_points p
			WHERE p.account_id = account AND p.kind = 'PHONE_NUMBER' AND p.key = of_key AND p.contact_id <> ALL (besides));
	END IF;
	RETURN EXISTS (
		SELECT FROM public.contact_points p
		WHERE p.account_id = account AND p.kind = 'IDENTIFIER' AND p.key = of_key AND p.system = of_system
			AND p.contact_id <> ALL (besides));
END
$$;

CREATE OR REPLACE FUNCTION forget_grants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	lost record;
BEGIN
	FOR lost IN SELECT DISTINCT account_id, kind, system, key FROM gone ORDER BY account_id, kind, system, key LOOP
		PERFORM FROM public.consents s
			WHERE s.account_id = lost.account_id AND s.kind = lost.kind AND s.system = lost.system AND s.key = lost.key AND s.state = 'GRANTED'
			ORDER BY s.purpose
			FOR UPDATE;
		IF FOUND AND NOT public.address_is_had(lost.account_id, lost.kind, lost.system, lost.key, '{}') THEN
			DELETE FROM public.consents s
				WHERE s.account_id = lost.account_id AND s.kind = lost.kind AND s.system = lost.system AND s.key = lost.key AND s.state = 'GRANTED';
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION live.touch_contact() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION live.touch_owners() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION live.touch_owners_of_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION live.touch_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO live.contact_touches (account_id, contact_id, kind)
	SELECT (coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0])::bigint, '00000000-0000-0000-0000-000000000000', 'ACCOUNT'
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION forget_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM consents s
		JOIN gone ON s.account_id = gone.account_id AND s.kind = gone.kind AND s.system = gone.system AND s.key = gone.key
		WHERE s.state = 'GRANTED'
		ORDER BY s.account_id, s.kind, s.system, s.key, s.purpose
		FOR UPDATE OF s;
	IF FOUND THEN
		DELETE FROM consents s
			USING gone
			WHERE s.account_id = gone.account_id AND s.kind = gone.kind AND s.system = gone.system AND s.key = gone.key
				AND s.state = 'GRANTED' AND NOT address_is_had(s.account_id, s.kind, s.system, s.key, '{}');
	END IF;
	RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION address_is_had(account bigint, of_kind text, of_system text, of_key text, besides uuid[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT CASE of_kind
		WHEN 'EMAIL' THEN EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'EMAIL' AND p.key = of_key AND p.contact_id <> ALL (besides))
		WHEN 'PHONE_NUMBER' THEN EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'PHONE_NUMBER' AND p.key = of_key AND p.contact_id <> ALL (besides))
		ELSE EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = account AND p.kind = 'IDENTIFIER' AND p.key = of_key AND p.system = of_system
				AND p.contact_id <> ALL (besides))
	END
$$;
-- +goose StatementEnd
