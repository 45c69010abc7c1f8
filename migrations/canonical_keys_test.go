package migrations_test

import (
	"context"
	"slices"
	"testing"

	"kith/migrations"
)

// storedBefore are contacts, a to f by age, as they were stored before keys were canonical.
const storedBefore = `
	INSERT INTO accounts (id, public_id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
	VALUES (1, gen_random_uuid(), 'Home', now(), now()), (2, gen_random_uuid(), 'Other', now(), now());
	INSERT INTO contacts (account_id, id, version, contact_type, email, phone_number, search, custom_attributes, created_at, updated_at)
	SELECT account, ('00000000-0000-0000-0000-00000000000' || id)::uuid, 1, 'LEAD', email, phone, lower(concat_ws(E'\n', email, phone)),
		custom::jsonb, '2026-01-01'::timestamptz + n * interval '1 day', now()
	FROM (VALUES (1, 'a', 1, 'a@bücher.example', NULL, E'{"cafe\\u0301": 1}'),
		(1, 'b', 2, 'b@x.example', '+5215512345678', '{}'),
		(1, 'c', 3, NULL, '+525512345678', '{}'), (1, 'd', 4, 'a@xn--bcher-kva.example', NULL, '{}'),
		(1, 'e', 5, 'νικος@x.example', NULL, '{}'),
		(2, 'f', 6, 'a@bücher.example', NULL, '{}')) c (account, id, n, email, phone, custom);
	INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
	SELECT c.account_id, c.id, gen_random_uuid(), v.kind, v.value, v.value, true, 'API', c.created_at
	FROM contacts c
	CROSS JOIN LATERAL (VALUES ('EMAIL', c.email), ('PHONE_NUMBER', c.phone_number)) v (kind, value)
	WHERE v.value IS NOT NULL;
	INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, shared, source, created_at) VALUES
		(1, '00000000-0000-0000-0000-00000000000e', gen_random_uuid(), 'EMAIL', 'νικοσ@x.example', 'νικοσ@x.example', false, false, 'MERGE',
			now()),
		(1, '00000000-0000-0000-0000-00000000000e', gen_random_uuid(), 'PHONE_NUMBER', '+22997111111', '+22997111111', true, true, 'API', now());
	INSERT INTO contact_merges (account_id, id, into_id, before, after, merged_at, points)
	SELECT 1, gen_random_uuid(), id, to_jsonb(c), to_jsonb(c), now(),
		(SELECT jsonb_agg(to_jsonb(p)) FROM contact_points p WHERE p.contact_id = c.id)
	FROM contacts c WHERE email = 'νικος@x.example';
	INSERT INTO inboxes (account_id, id, name, channel_type, hmac_token, created_at, updated_at)
	SELECT 1, ('00000000-0000-0000-0000-00000000001' || n)::uuid, kind, kind, '', now(), now()
	FROM (VALUES (1, 'EMAIL'), (2, 'WHATSAPP'), (3, 'API')) i (n, kind);
	INSERT INTO contact_inboxes (account_id, id, contact_id, inbox_id, source_id, created_at)
	SELECT 1, gen_random_uuid(), ('00000000-0000-0000-0000-00000000000' || c)::uuid, ('00000000-0000-0000-0000-00000000001' || i)::uuid,
		source, now()
	FROM (VALUES ('a', 1, 'a@bücher.example'), ('b', 2, '+5215512345678'), ('a', 3, 'a@bücher.example'), ('e', 1, 'νικος@x.example'),
		('d', 1, 'νικοσ@x.example')) l (c, i, source);
	INSERT INTO users (account_id, id, name, email, role, created_at, updated_at)
	SELECT 1, gen_random_uuid(), 'U', email, 'AGENT', now(), now()
	FROM (VALUES ('u@bücher.example'), ('v@bücher.example'), ('v@xn--bcher-kva.example')) u (email)`

// TestStoredAddressesGetCanonicalKeys migrates addresses of every kind with old keys. Without `lost` two contacts have one key and the
// unique index refuses it.
func TestStoredAddressesGetCanonicalKeys(t *testing.T) {
	t.Parallel()
	pool, db := open(t)
	ctx := context.Background()
	if err := migrations.To(ctx, pool, 19, 8); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, storedBefore); err != nil {
		t.Fatal(err)
	}
	provider, err := migrations.Provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(ctx, 20); err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]struct {
		query string
		want  []string
	}{
		"addresses": {`SELECT concat_ws(' ', right(contact_id::text, 1), key, value, CASE WHEN shared THEN 'shared' END,
				CASE WHEN preferred THEN 'preferred' END) FROM contact_points ORDER BY 1`, []string{
			"a a@xn--bcher-kva.example a@bücher.example preferred", "b +525512345678 +5215512345678 preferred",
			"b b@x.example b@x.example preferred",
			"c +525512345678 +525512345678 shared preferred", "d a@xn--bcher-kva.example a@xn--bcher-kva.example shared preferred",
			"e +2290197111111 +22997111111 shared preferred", "e νικοσ@x.example νικος@x.example preferred",
			"f a@xn--bcher-kva.example a@bücher.example preferred"}},
		"columns": {`SELECT concat_ws(' ', right(id::text, 1), email, phone_number) FROM contacts ORDER BY id`, []string{
			"a a@bücher.example", "b b@x.example +5215512345678", "c +525512345678", "d a@xn--bcher-kva.example", "e νικος@x.example",
			"f a@bücher.example"}},
		"what searches look at": {`
				SELECT replace(search, E'\n', '|') FROM contacts WHERE right(id::text, 1) IN ('a', 'b', 'c') ORDER BY id`, []string{
			"a@bücher.example|a@xn--bcher-kva.example", "b@x.example|+5215512345678|+525512345678", "+525512345678"}},
		"records of merges": {`SELECT p ->> 'key' FROM contact_merges, jsonb_array_elements(points) p ORDER BY 1`, []string{
			"+2290197111111", "νικοσ@x.example", "νικοσ@x.example"}},
		"links": {`
				SELECT concat_ws(' ', right(contact_id::text, 1), right(inbox_id::text, 1), source_id) FROM contact_inboxes ORDER BY 1`, []string{
			"a 1 a@xn--bcher-kva.example", "a 3 a@bücher.example", "b 2 +525512345678", "d 1 νικοσ@x.example", "e 1 νικος@x.example"}},
		"users":      {`SELECT email FROM users ORDER BY 1`, []string{"u@xn--bcher-kva.example", "v@bücher.example", "v@xn--bcher-kva.example"}},
		"attributes": {`SELECT custom_attributes::text FROM contacts WHERE custom_attributes <> '{}'`, []string{`{"café": 1}`}},
	} {
		got := texts(t, pool, s.query)
		slices.Sort(got)
		slices.Sort(s.want)
		if !slices.Equal(got, s.want) {
			t.Errorf("%s: %q\nnot %q", what, got, s.want)
		}
	}
	if _, err := provider.DownTo(ctx, 11); err != nil {
		t.Errorf("down: %v", err)
	}
}
