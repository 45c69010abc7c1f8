package migrations_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crmtest"
	"kith/migrations"
)

// isLocal reports whether a table stays on the coordinator of a cluster: those of the installation and of the migrations. Accounts are
// spread by their id, and every other table by its account.
func isLocal(table string) bool { return table != "accounts" && slices.Contains(shared, table) }

// TestDistributedTables finds a table that nobody has decided about: whoever makes one gives it an account, or adds it to the local ones.
func TestDistributedTables(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	up(t, pool)
	type table struct{ Name string }
	for _, found := range collect[table](t, pool, `
		SELECT c.oid::regclass::text
		FROM pg_class c
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace IN ('public'::regnamespace, 'live'::regnamespace)
			AND c.oid <> 'accounts'::regclass
			AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'account_id')`) {
		if !isLocal(found.Name) {
			t.Errorf("%s has no account, so its rows would stay on one machine", found.Name)
		}
	}
	for _, found := range collect[table](t, pool, `
		SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND length(conname) > 63 - length('_1000000')`) {
		t.Errorf("the name of the constraint %s leaves no room for the number of a shard, so errors could not be told apart", found.Name)
	}
	for _, found := range collect[table](t, pool, `
		SELECT conname::text FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND (confdeltype = 'n' OR confdeltype = 'd')`) {
		t.Errorf("the foreign key %s sets columns when a row is deleted, which distributed tables can't", found.Name)
	}
}

// TestDistribute spreads a new database over the machines of a cluster: all account tables side by side, and nothing else.
func TestDistribute(t *testing.T) {
	crmtest.NeedsCitus(t)
	pool, err := pgxpool.New(context.Background(), crmtest.NewMigrated(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	spread, err := migrations.SpreadOf(context.Background(), pool)
	if err != nil || !spread.Citus || !spread.Distributed {
		t.Fatalf("%+v, %v", spread, err)
	}
	type table struct {
		Name          string
		Beside, Local bool
	}
	tables := collect[table](t, pool, `
		SELECT c.oid::regclass::text,
			coalesce(d.colocationid = (SELECT colocationid FROM pg_dist_partition WHERE logicalrelid = 'accounts'::regclass), false),
			d.logicalrelid IS NULL
		FROM pg_class c
		LEFT JOIN pg_dist_partition d ON d.logicalrelid = c.oid
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('public'::regnamespace, 'live'::regnamespace)`)
	if len(tables) < 50 {
		t.Errorf("only %d tables were seen", len(tables))
	}
	for _, found := range tables {
		if want := isLocal(found.Name); found.Local != want || found.Beside == want {
			t.Errorf("%s: local %t, beside the accounts %t", found.Name, found.Local, found.Beside)
		}
	}
	if err := migrations.Distribute(context.Background(), pool); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

// TestDistributeWhatIsThere spreads a database that has rows, which Up leaves where they are.
func TestDistributeWhatIsThere(t *testing.T) {
	crmtest.NeedsCitus(t)
	ctx := context.Background()
	pool, _ := open(t)
	if err := migrations.To(ctx, pool, 50, 8); err != nil {
		t.Fatal(err)
	}
	_, err := pool.Exec(ctx, `
		INSERT INTO accounts (public_id, name, created_at, updated_at) SELECT gen_random_uuid(), n, now(), now() FROM generate_series(1, 20) n;
		INSERT INTO account_counters (account_id) SELECT id FROM accounts;
		INSERT INTO users (account_id, id, name, email, role, created_at, updated_at)
		SELECT id, gen_random_uuid(), name, name, 'AGENT', now(), now() FROM accounts`)
	if err != nil {
		t.Fatal(err)
	}
	up(t, pool)
	if spread, err := migrations.SpreadOf(ctx, pool); err != nil || !spread.Citus || !spread.Used || spread.Distributed {
		t.Fatalf("%+v, %v", spread, err)
	}
	if err := migrations.Distribute(ctx, pool); err != nil {
		t.Fatal(err)
	}
	type count struct{ Users, Machines int }
	found := collect[count](t, pool, `
		SELECT (SELECT count(*) FROM users u JOIN accounts a ON a.id = u.account_id)::int,
			(SELECT count(DISTINCT nodename) FROM citus_shards WHERE table_name = 'users'::regclass)::int`)
	if len(found) != 1 || found[0] != (count{20, 2}) {
		t.Errorf("found %+v", found)
	}
	if _, err := pool.Exec(ctx, "UPDATE users SET email = 'other' WHERE account_id = 3"); err != nil {
		t.Error(err)
	}
}

// TestDistributeWithoutCitus is refused with the reason.
func TestDistributeWithoutCitus(t *testing.T) {
	t.Parallel()
	pool, _ := open(t)
	up(t, pool)
	want := migrations.ErrNoCitus
	if crmtest.Citus() {
		want = nil
	}
	if err := migrations.Distribute(context.Background(), pool); !errors.Is(err, want) {
		t.Errorf("distributing says %v", err)
	}
}
