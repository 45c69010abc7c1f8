package migrations_test

import (
	"context"
	"strings"
	"testing"

	"kith/migrations"
	"kith/models"
)

// TestSearchKeysAreFilled stores more contacts than one batch as they were before searches allowed mistakes, migrates them, and compares
// them with what they would get today.
func TestSearchKeysAreFilled(t *testing.T) {
	t.Parallel()
	pool, db := open(t)
	ctx := context.Background()
	if err := migrations.To(ctx, pool, 23, 8); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `
		INSERT INTO accounts (id, public_id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
		SELECT n, gen_random_uuid(), 'Kith', now(), now() FROM generate_series(1, 2) n;
		INSERT INTO companies (account_id, id, name, name_key, created_at, updated_at)
		VALUES (1, '00000000-0000-0000-0000-00000000000c', 'Acme Rockets', 'acme rockets', now(), now());
		INSERT INTO contacts (account_id, id, version, contact_type, name, search, created_at, updated_at)
		SELECT 1 + i % 2, gen_random_uuid(), 1, 'LEAD', 'person ' || i, 'person ' || i, now(), now() FROM generate_series(1, 5500) i;
		INSERT INTO contacts (account_id, id, version, contact_type, name, last_name, email, company_id, search, created_at, updated_at)
		VALUES (1, '00000000-0000-0000-0000-00000000000a', 1, 'LEAD', 'Jürgen', 'O''Brien', 'j.obrien@acme.example',
			'00000000-0000-0000-0000-00000000000c', 'jurgen', now(), now());
		INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
		VALUES (1, '00000000-0000-0000-0000-00000000000a', gen_random_uuid(), 'EMAIL', 'j.obrien@acme.example', 'j.obrien@acme.example', true,
			'API', now())`); err != nil {
		t.Fatal(err)
	}
	up(t, pool)
	type row struct{ Search, Words, Keys string }
	c := models.Contact{Name: "Jürgen", LastName: "O'Brien",
		Points: []models.ContactPoint{{Kind: models.PointEmail, Value: "j.obrien@acme.example", Key: "j.obrien@acme.example"}}}
	c.Derive("Acme Rockets")
	got := collect[row](t, pool, `
		SELECT search, search_words, search_keys FROM contacts WHERE id = '00000000-0000-0000-0000-00000000000a'`)
	if len(got) != 1 || got[0] != (row{c.Keys.Search, *c.Keys.SearchWords, *c.Keys.SearchKeys}) ||
		!strings.Contains(got[0].Search, "juergen") {
		t.Errorf("%+v, not %+v", got, c.Keys)
	}
	if n := collect[struct{ N int }](t, pool, `
			SELECT count(*)::int
			FROM contacts
			WHERE search_words = 'person' AND string_to_array(search_keys, ' ') @> '{^pe,pers}'`); n[0].N != 5500 {
		t.Errorf("%d contacts have their words, not 5,500", n[0].N)
	}
	provider, err := migrations.Provider(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(ctx, 24); err != nil {
		t.Fatal(err)
	}
	if n := collect[struct{ N int }](t, pool, `
			SELECT count(*)::int
			FROM information_schema.columns
			WHERE table_name = 'contacts' AND column_name LIKE 'search\_%'`); n[0].N != 0 {
		t.Errorf("%d columns are left", n[0].N)
	}
}
