package dataset

// contactRows make the contacts of an account, each with a label, an inbox and two conversations, every hundredth with twenty.
// Among them are ties and NULLs in every sort key, and fragments and attributes that are rare, common or everywhere.
var contactRows = []string{
	`INSERT INTO labels (account_id, id, title, color, created_at, updated_at)
		SELECT @account, gen_random_uuid(), 'label-' || i, '#000000', now(), now() FROM generate_series(1, 20) i`,
	`INSERT INTO inboxes (account_id, id, name, channel_type, hmac_token, created_at, updated_at)
		SELECT @account, gen_random_uuid(), 'Inbox ' || i, 'API', '', now(), now() FROM generate_series(1, 5) i`,
	`INSERT INTO companies (account_id, id, name, name_key, created_at, updated_at)
		SELECT @account, gen_random_uuid(), 'Company ' || i, 'company ' || i, now(), now()
		FROM generate_series(0, least(@contacts::int, 4999)) i`,
	`INSERT INTO contacts (account_id, id, version, contact_type, name, last_name, email, phone_number, identifier, country_code,
			custom_attributes, last_activity_at, csat4, csat5, company_id, name_key, last_name_key, company_key, city_key, country_key, search,
			search_words, search_keys, created_at, updated_at)
		SELECT @account, gen_random_uuid(), 1, 'LEAD', made.name, made.last_name, email, phone_number, identifier,
			(ARRAY['DE', 'FR', 'US', 'JP', 'BR'])[1 + abs(hashint4(i)) % 5],
			jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + i % 3], 'seats', i % 100, 'industry', 'industry ' || i % 100),
			CASE WHEN i % 10 > 0 THEN timestamptz '2026-01-01' - make_interval(secs => i % 200000) END, i % 2, sign(i % 3), k.id,
			nullif(made.name, ''), nullif(made.last_name, ''), k.name_key,
			CASE WHEN i % 4 > 0 THEN 'city ' || i % 300 END, CASE WHEN i % 5 > 0 THEN 'country ' || i % 40 END,
			concat_ws(E'\n', nullif(made.name, ''), email, phone_number, identifier, k.name_key),
			nullif(concat_ws(' ', CASE WHEN made.name <> '' THEN 'person' END, CASE WHEN k.id IS NOT NULL THEN 'company' END), ''),
			concat_ws(' ',
				CASE WHEN made.name <> '' THEN '^p ^pe pers pero peso prso erso ^o ^of =of ^c ^cl ^' || substr(made.name, 8, 1) || ' ^'
					|| substr(made.name, 8, 2) END,
				CASE WHEN email IS NOT NULL THEN '^m ^ma ^e ^ex ^c ^co' END, CASE WHEN phone_number IS NOT NULL THEN '^1 ^12' END,
				CASE WHEN identifier IS NOT NULL THEN '^c ^cr ^' || left(i::text, 1) || ' ^' || left(i::text, 2) END,
				CASE WHEN k.id IS NOT NULL THEN '^c ^co comp coma copa cmpa ompa ^' ||
					left((i % 5000)::text, 1) || ' ^' || left((i % 5000)::text, 2) END),
			timestamptz '2026-01-01' - make_interval(secs => i / 2), timestamptz '2026-01-01' - make_interval(secs => i / 3)
		FROM (SELECT i,
				CASE WHEN i % 50 > 0 THEN 'person ' || md5((i % 250000)::text) || ' of clan' || lpad((i % 300)::text, 3, '0') ELSE '' END AS name,
				CASE WHEN i % 50 > 0 AND i % 3 > 0 THEN 'clan' || lpad((i % 300)::text, 3, '0') ELSE '' END AS last_name,
				CASE WHEN i % 5 > 0 THEN 'mail' || i || '@example.com' END AS email,
				CASE WHEN i % 7 > 0 THEN '+1212' || (5000000 + i) END AS phone_number,
				CASE WHEN i % 2 > 0 THEN 'crm-' || i END AS identifier,
				CASE WHEN i % 3 > 0 THEN 'company ' || i % 5000 END AS company_key
			FROM generate_series(1, @contacts::int) i) made
		LEFT JOIN companies k ON k.account_id = @account AND k.name_key = made.company_key`,
	`INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
		SELECT account_id, c.id, gen_random_uuid(), v.kind, v.value, v.value, true, 'API', created_at
		FROM contacts c
		CROSS JOIN LATERAL (VALUES ('EMAIL', c.email), ('PHONE_NUMBER', c.phone_number), ('IDENTIFIER', c.identifier)) v (kind, value)
		WHERE account_id = @account AND v.value IS NOT NULL`,
	`INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
		SELECT @account, id, 'ONLINE', timestamptz '2100-01-01' FROM contacts WHERE account_id = @account ORDER BY created_at LIMIT 300`,
	`INSERT INTO contact_labels (account_id, contact_id, label_id)
		SELECT @account, c.id, l.id
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = @account) c
		JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM labels WHERE account_id = @account) l ON l.n = 1 + c.n % 20`,
	`INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, created_at)
		SELECT @account, gen_random_uuid(), c.id, i.id, c.id::text, now()
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = @account) c
		JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM inboxes WHERE account_id = @account) i ON i.n = 1 + c.n % 5`,
	`INSERT INTO conversations (account_id, id, version, display_id, contact_id, inbox_id, contact_inbox_id, status,
			last_activity_at, created_at, updated_at)
		SELECT @account, gen_random_uuid(), 1, row_number() OVER (), ci.contact_id, ci.inbox_id, ci.id, 'OPEN', at, at, at
		FROM (SELECT *, row_number() OVER (ORDER BY contact_id) AS n FROM contact_inboxes WHERE account_id = @account) ci
		CROSS JOIN LATERAL (
			SELECT timestamptz '2025-12-31' + make_interval(days => day) AS at
			FROM generate_series(1, CASE WHEN ci.n % 100 = 0 THEN 20 ELSE 2 END) day) v`,
	`UPDATE account_counters
		SET conversations = (SELECT count(*) FROM conversations WHERE account_id = @account)
		WHERE account_id = @account`,
}

// detailRows add what a contact's page shows: every second contact gets a second label, every third a second inbox and a note,
// every conversation two or three messages, those of contacts with twenty conversations ten; and the ratings that contacts count.
var detailRows = []string{
	`INSERT INTO contact_labels (account_id, contact_id, label_id)
		SELECT @account, c.id, l.id
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = @account) c
		JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM labels WHERE account_id = @account) l ON l.n = 1 + (c.n + 7) % 20
		WHERE c.n % 2 = 0`,
	`INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, created_at)
		SELECT @account, gen_random_uuid(), c.id, i.id, c.id::text, now()
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = @account) c
		JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM inboxes WHERE account_id = @account) i ON i.n = 1 + (c.n + 1) % 5
		WHERE c.n % 3 = 0`,
	`INSERT INTO notes (account_id, id, contact_id, content, created_at, updated_at)
		SELECT @account, gen_random_uuid(), id, 'Prefers to be called in the morning, number ' || n, created_at, created_at
		FROM (SELECT id, created_at, row_number() OVER (ORDER BY id) AS n FROM contacts WHERE account_id = @account) c
		WHERE n % 3 = 0`,
	`INSERT INTO messages (account_id, id, conversation_id, message_type, content, sender_contact_id, created_at)
		SELECT @account, gen_random_uuid(), v.id, CASE WHEN k % 2 = 1 THEN 'INCOMING' ELSE 'OUTGOING' END,
			'Message ' || k || ' of conversation ' || v.display_id || ', about an order that has not arrived yet',
			CASE WHEN k % 2 = 1 THEN v.contact_id END, v.created_at + make_interval(mins => k::int)
		FROM (SELECT id, display_id, contact_id, created_at, count(*) OVER (PARTITION BY contact_id) AS siblings
			FROM conversations
			WHERE account_id = @account) v
		CROSS JOIN LATERAL generate_series(1, CASE WHEN siblings > 2 THEN 10 ELSE 2 + v.display_id % 2 END) k`,
	`INSERT INTO csat_responses (account_id, id, conversation_id, contact_id, rating, created_at)
		SELECT @account, gen_random_uuid(), v.id, c.id, v.n + 3, v.created_at
		FROM (SELECT id, contact_id, created_at, row_number() OVER (PARTITION BY contact_id ORDER BY created_at) AS n
			FROM conversations
			WHERE account_id = @account) v
		JOIN contacts c ON c.account_id = @account AND c.id = v.contact_id
		WHERE v.n = 1 AND c.csat4 = 1 OR v.n = 2 AND c.csat5 = 1`,
}
