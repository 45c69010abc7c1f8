CREATE OR REPLACE FUNCTION fill_account(account bigint, n integer) RETURNS void LANGUAGE sql AS $$
	INSERT INTO labels (account_id, id, title, color, created_at, updated_at)
	SELECT account, gen_random_uuid(), 'label-' || i, '#000000', now(), now() FROM generate_series(1, 20) i;

	INSERT INTO contacts (account_id, id, version, contact_type, name, email, phone_number, country_code, custom_attributes,
		last_activity_at, name_key, search, created_at, updated_at)
	SELECT account, gen_random_uuid(), 1, 'LEAD', name, email, phone_number,
		(ARRAY['DE', 'FR', 'US', 'JP', 'BR'])[1 + abs(hashint4(i)) % 5],
		jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + i % 3], 'seats', i % 100, 'industry', 'industry ' || i % 100),
		CASE WHEN i % 10 > 0 THEN timestamptz '2026-01-01' - make_interval(secs => i % 200000) END, name,
		concat_ws(E'\n', name, email, phone_number),
		timestamptz '2026-01-01' - make_interval(secs => i), timestamptz '2026-01-01' - make_interval(secs => i)
	FROM (
		SELECT i, 'person ' || md5((i % 250000)::text) || ' of clan' || lpad((i % 300)::text, 3, '0') AS name,
			CASE WHEN i % 5 > 0 THEN 'mail' || i || '@example.com' END AS email,
			CASE WHEN i % 7 > 0 THEN '+1212' || (5000000 + i) END AS phone_number
		FROM generate_series(1, n) i) made;

	INSERT INTO contact_labels (account_id, contact_id, label_id)
	SELECT account, c.id, l.id
	FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM contacts WHERE account_id = account) c
	JOIN (SELECT id, row_number() OVER (ORDER BY id) AS i FROM labels WHERE account_id = account) l ON l.i = 1 + c.i % 20;
$$;
