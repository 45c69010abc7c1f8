package migrations_test

import (
	"context"
	"testing"

	"kith/migrations"
)

// TestNamesGetKeys stores names as they were before last names were searched, and migrates them.
func TestNamesGetKeys(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	ctx := context.Background()
	if err := migrations.To(ctx, pool, 17, 8); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `
		INSERT INTO accounts (id, public_id, name, created_at, updated_at) OVERRIDING SYSTEM VALUE
		VALUES (1, gen_random_uuid(), 'Kith', now(), now());
		INSERT INTO contacts (account_id, id, version, contact_type, name, middle_name, last_name, search, created_at, updated_at)
		SELECT 1, gen_random_uuid(), 1, 'LEAD', name, middle, last, search, now(), now()
		FROM (VALUES ('Arjun', '', 'Mehta', E'arjun\na@x.example'), ('Ada Lovelace', '', 'Lovelace', 'ada lovelace'),
			('', 'Zoë', ' Ångström  Ødegård', ''), ('Cher', '', '', 'cher'),
			('ann_', '', 'Straße', 'ann_')) v (name, middle, last, search)`); err != nil {
		t.Fatal(err)
	}
	if err := migrations.To(ctx, pool, 23, 8); err != nil {
		t.Fatal(err)
	}
	type row struct{ Name, Middle, Last, Search string }
	want := map[string]row{
		"Arjun":        {"Arjun", "", "mehta", "arjun\na@x.example\narjun mehta"},
		"Ada Lovelace": {"Ada Lovelace", "", "lovelace", "ada lovelace"},
		"":             {"", "zoe", "angstrom odegard", "zoe angstrom odegard"},
		"Cher":         {"Cher", "", "", "cher"},
		"ann_":         {"ann_", "", "strasse", "ann_\nann_ strasse"},
	}
	for _, got := range collect[row](t, pool, `
		SELECT name, coalesce(middle_name_key, ''), coalesce(last_name_key, ''), search FROM contacts`) {
		if got != want[got.Name] {
			t.Errorf("%+v, not %+v", got, want[got.Name])
		}
	}
	if queued := collect[struct{ N int }](t, pool, "SELECT count(*)::int FROM duplicate_queue"); queued[0].N != 3 {
		t.Errorf("%d contacts are compared again", queued[0].N)
	}
}
