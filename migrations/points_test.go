package migrations_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/migrations"
)

// mergedBefore are contacts as they were before addresses were rows: one that absorbed another, which had absorbed a third, and one that
// has taken an address of the third since. The survivor has no phone number of its own any more.
const mergedBefore = `
	INSERT INTO accounts (public_id, name, created_at, updated_at) VALUES (gen_random_uuid(), 'Home', now(), now());
	INSERT INTO contacts (account_id, id, version, contact_type, email, phone_number, identifier, search, created_at, updated_at) VALUES
		(1, '00000000-0000-0000-0000-00000000000a', 1, 'LEAD', 'a@x.example', NULL, NULL, 'a@x.example', now(), now()),
		(1, '00000000-0000-0000-0000-00000000000d', 1, 'LEAD', 'c@x.example', NULL, NULL, 'c@x.example', now(), now());
	INSERT INTO contact_aliases (account_id, kind, value, contact_id, created_at)
	SELECT 1, kind, value, '00000000-0000-0000-0000-00000000000a', now()
	FROM (VALUES ('ID', '00000000-0000-0000-0000-00000000000b'), ('ID', '00000000-0000-0000-0000-00000000000c'), ('EMAIL', 'b@x.example'),
		('PHONE_NUMBER', '+12125550101'), ('EMAIL', 'c@x.example'), ('IDENTIFIER', 'id-c')) alias (kind, value);
	INSERT INTO contact_merges (account_id, id, into_id, before, after, merged_at)
	SELECT 1, '00000000-0000-0000-0000-0000000000f1', id, to_jsonb(c), to_jsonb(c), now() FROM contacts c WHERE email = 'a@x.example';
	INSERT INTO contact_merge_sources (account_id, merge_id, contact_id, position, stored, aliases)
	SELECT 1, '00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-00000000000b', 1,
		to_jsonb(c) || '{"id": "00000000-0000-0000-0000-00000000000b", "email": "b@x.example", "phone_number": "+12125550101"}',
		(SELECT jsonb_agg(jsonb_build_object('account_id', 1, 'kind', kind, 'value', value, 'contact_id',
				'00000000-0000-0000-0000-00000000000b', 'created_at', now()))
			FROM (VALUES ('ID', '00000000-0000-0000-0000-00000000000c'), ('EMAIL', 'c@x.example'), ('IDENTIFIER', 'id-c')) alias (kind, value))
	FROM contacts c
	WHERE email = 'a@x.example'`

// TestAddressesBecomeRowsAndBack migrates contacts with merges to the version of addresses and back.
func TestAddressesBecomeRowsAndBack(t *testing.T) {
	t.Parallel()
	pool, db := open(t)
	ctx := context.Background()
	provider, err := migrations.Provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(ctx, 11); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, mergedBefore); err != nil {
		t.Fatal(err)
	}
	before := texts(t, pool, aliasesBefore)
	if _, err := provider.UpTo(ctx, 12); err != nil {
		t.Fatal(err)
	}
	if got, want := texts(t, pool, `
			SELECT concat_ws(' ', right(contact_id::text, 1), kind, key, preferred, source) FROM contact_points ORDER BY 1`),
		[]string{"a EMAIL a@x.example t API", "a EMAIL b@x.example f MERGE", "a IDENTIFIER id-c t MERGE", "a PHONE_NUMBER +12125550101 t MERGE",
			"d EMAIL c@x.example t API"}; !slices.Equal(got, want) {
		t.Errorf("addresses: %q", got)
	}
	if got, want := texts(t, pool, `
			SELECT concat_ws(' ', email, phone_number, identifier, replace(search, E'\n', '|')) FROM contacts ORDER BY id`),
		[]string{"a@x.example +12125550101 id-c a@x.example|b@x.example|id-c|+12125550101",
			"c@x.example c@x.example"}; !slices.Equal(got, want) {
		t.Errorf("contacts: %q", got)
	}
	if got, want := texts(t, pool, `
			SELECT concat_ws(' ', p ->> 'kind', p ->> 'key', p ->> 'preferred')
			FROM contact_merge_sources, jsonb_array_elements(points) p ORDER BY 1`),
		[]string{"EMAIL b@x.example true", "EMAIL c@x.example false", "IDENTIFIER id-c false",
			"PHONE_NUMBER +12125550101 true"}; !slices.Equal(got, want) {
		t.Errorf("what unmerging restores: %q", got)
	}
	if got := texts(t, pool, `SELECT right(id::text, 1) FROM contact_aliases ORDER BY 1`); !slices.Equal(got, []string{"b", "c"}) {
		t.Errorf("aliases: %q", got)
	}
	if _, err := provider.DownTo(ctx, 11); err != nil {
		t.Fatal(err)
	}
	// c@x.example was an alias that a live address hid, and id-c is in a column now.
	before = slices.DeleteFunc(before, func(alias string) bool { return alias == "EMAIL c@x.example a" || alias == "IDENTIFIER id-c a" })
	if got := texts(t, pool, aliasesBefore); !slices.Equal(got, before) {
		t.Errorf("aliases after the way back: %q, not %q", got, before)
	}
}

const aliasesBefore = `SELECT concat_ws(' ', kind, value, right(contact_id::text, 1)) FROM contact_aliases ORDER BY 1`

func texts(t *testing.T, pool *pgxpool.Pool, query string) (all []string) {
	t.Helper()
	for _, row := range collect[struct{ Text string }](t, pool, query) {
		all = append(all, row.Text)
	}
	return all
}
