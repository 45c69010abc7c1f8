package crmtest

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/avatar"
	"kith/internal/crm"
	"kith/internal/egress"
	"kith/internal/files"
	"kith/internal/postgres"
	"kith/internal/store"
	"kith/internal/transfer"
	"kith/migrations"
	"kith/models"
	"kith/models/typeid"
)

// Address is where the world is served, as its links say.
const Address = "https://kith.example.com"

// World is a migrated and empty database of its own with two accounts that must not see each other.
type World struct {
	URL  string
	Pool *pgxpool.Pool
	CRM  *crm.Service
	// Files is a folder of the world's own, and Avatars keeps pictures there; it may fetch them from this machine.
	Files   *files.Store
	Avatars *avatar.Service
	// Transfers imports and exports.
	Transfers *transfer.Service
	// Statements records what reaches the database.
	Statements *Statements
	// Home is the account that tests act in, Foreign another one.
	Home, Foreign Account
}

// Account is an account with one user of each role and an API token of an administrator.
type Account struct {
	Key                  int64
	ID                   models.AccountID
	Administrator, Agent *models.Viewer
	Program              *models.Viewer
	// Token is the secret of Program.
	Token string
}

// NewMigrated returns the URL of a new database for one test that has the tables and no rows.
func NewMigrated(tb testing.TB) string {
	tb.Helper()
	return NewDatabase(tb, migrations.Digest(), migrate)
}

// NewWorld returns a world that ends with the test. The test fails when a statement touched a tenant's table without
// binding the account of its viewer.
func NewWorld(tb testing.TB) *World {
	tb.Helper()
	d := borrow(tb)
	w := &World{URL: d.url, Pool: d.pool, Statements: &Statements{}}
	d.tracer.to.Store(w.Statements)
	w.build(tb)
	w.Home = w.addAccount(tb, "Home")
	w.Foreign = w.addAccount(tb, "Foreign")
	w.Statements.Reset()
	return w
}

// shared is the database of the tests of this process that have accounts of their own and no more.
var shared struct {
	mu   sync.Mutex
	name string
}

// SharedWorld returns a world with two accounts of its own in a database that it shares with other tests, which takes a hundredth of
// what a database takes. It is for tests that look at these accounts alone: they count no rows of whole tables, wait for
// no locks, and run nothing that goes through all accounts, such as sweeps and the queue.
func SharedWorld(tb testing.TB) *World {
	tb.Helper()
	c, template := prepared(tb, migrations.Digest(), migrate, forCopies)
	w := open(tb, withDatabase(c.url, sharedDatabase(tb, c, template)))
	w.Home = w.addAccount(tb, "Home")
	w.Foreign = w.addAccount(tb, "Foreign")
	w.Statements.Reset()
	return w
}

// sharedDatabase returns the name of the shared database. It is the process's: the next one drops it.
func sharedDatabase(tb testing.TB, c *cluster, template string) string {
	tb.Helper()
	ctx, cancel := Deadline(tb)
	defer cancel()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.name == "" {
		name, err := c.copyOf(ctx, template)
		if err != nil {
			tb.Fatalf("cannot make the shared test database: %v", because(ctx, err))
		}
		shared.name = name
	}
	return shared.name
}

// open returns the world of a database, without accounts.
func open(tb testing.TB, url string) *World {
	tb.Helper()
	ctx := context.Background()
	w := &World{URL: url, Statements: &Statements{}}
	pool, err := postgres.OpenPool(ctx, w.URL, multitracer.New(w.Statements, store.Tracer{}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	w.Pool = pool
	w.build(tb)
	return w
}

// build puts the server's parts into a world that has its database.
func (w *World) build(tb testing.TB) {
	tb.Helper()
	ctx := context.Background()
	tb.Cleanup(func() {
		for _, unbound := range w.Statements.Unbound() {
			tb.Errorf("statement does not bind the account: %s", unbound)
		}
		for _, statement := range w.Statements.Unsupported() {
			tb.Errorf("statement that a distributed database does not take: %s", statement)
		}
	})
	var err error
	if w.CRM, err = crm.New(w.Pool); err != nil {
		tb.Fatal(err)
	}
	if err := w.CRM.SealWith(make([]byte, crm.SecretKeySize)); err != nil {
		tb.Fatal(err)
	}
	w.CRM.SetAddress(Address)
	if w.Files, err = files.Open(ctx, files.Options{Folder: tb.TempDir(), Address: Address + "/files", Key: []byte("test")}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = w.Files.Close() })
	w.Avatars = avatar.New(w.CRM, w.Files, egress.NewClient(true), Address, slog.New(slog.NewTextHandler(tb.Output(), nil)))
	w.Transfers = transfer.New(w.CRM, w.Files)
}

func migrate(ctx context.Context, url string) error {
	pool, err := postgres.OpenPool(ctx, url, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = migrations.Up(ctx, pool)
	return err
}

// Exec runs a statement of the test itself, which is not recorded.
func (w *World) Exec(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	if _, err := w.Pool.Exec(Unrecorded(context.Background()), sql, args...); err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
}

// StorePoints stores the addresses of contacts that a test has stored by SQL: those of their columns.
func (w *World) StorePoints(tb testing.TB) {
	tb.Helper()
	w.Exec(tb, PointsOfColumns)
}

// PointsOfColumns is the statement of StorePoints.
const PointsOfColumns = `
	INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
	SELECT c.account_id, c.id, gen_random_uuid(), v.kind, v.value, v.value, true, 'API', c.created_at
	FROM contacts c
	CROSS JOIN LATERAL (VALUES ('EMAIL', c.email), ('PHONE_NUMBER', c.phone_number), ('IDENTIFIER', c.identifier)) v (kind, value)
	WHERE v.value IS NOT NULL AND NOT EXISTS (
		SELECT FROM contact_points p WHERE (p.account_id, p.contact_id) = (c.account_id, c.id))`

// Count returns the one number that a statement of the test itself selects.
func (w *World) Count(tb testing.TB, sql string, args ...any) int {
	tb.Helper()
	var n int
	if err := w.Pool.QueryRow(Unrecorded(context.Background()), sql, args...).Scan(&n); err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
	return n
}

func (w *World) addAccount(tb testing.TB, name string) Account {
	tb.Helper()
	a := Account{ID: typeid.New[models.AccountID](), Token: "token-of-" + name + "-" + uuid.NewString()}
	a.Key = int64(w.Count(tb, `
		WITH a AS (
			INSERT INTO accounts (public_id, name, created_at, updated_at) VALUES ($1, $2, now(), now()) RETURNING id
		), c AS (
			INSERT INTO account_counters (account_id) SELECT id FROM a
		)
		SELECT id FROM a`, a.ID, name))
	user := func(role models.Role) *models.Viewer {
		id := typeid.New[models.UserID]()
		w.Exec(tb, `INSERT INTO users (account_id, id, name, email, role, created_at, updated_at) VALUES ($1, $2, $3, $4, $3, now(), now())`,
			a.Key, id, role, string(role)+"@"+name+".example")
		return &models.Viewer{AccountID: a.Key, Region: "US", Role: role, UserID: &id}
	}
	a.Administrator, a.Agent = user(models.Administrator), user(models.Agent)
	token := typeid.New[models.APITokenID]()
	hash := sha256.Sum256([]byte(a.Token))
	w.Exec(tb, `
		INSERT INTO api_tokens (account_id, id, name, token_hash, role, created_at)
		VALUES ($1, $2, 'test', $3, 'ADMINISTRATOR', now())`,
		a.Key, token, hash[:])
	a.Program = &models.Viewer{AccountID: a.Key, Region: "US", Role: models.Administrator, TokenID: &token}
	return a
}

// findAccount returns an account of a database that was copied with it.
func (w *World) findAccount(tb testing.TB, name string) Account {
	tb.Helper()
	a := Account{Key: int64(w.Count(tb, "SELECT id FROM accounts WHERE name = $1", name))}
	user := func(role models.Role) *models.Viewer {
		var id models.UserID
		found := w.Texts(tb, "SELECT id::text FROM users WHERE account_id = $1 AND role = $2", a.Key, role)
		if err := id.Scan(found[0]); err != nil {
			tb.Fatal(err)
		}
		return &models.Viewer{AccountID: a.Key, Region: "US", Role: role, UserID: &id}
	}
	a.Administrator, a.Agent = user(models.Administrator), user(models.Agent)
	return a
}

// As returns a context in which v is the caller.
func As(v *models.Viewer) context.Context { return models.WithViewer(context.Background(), v) }

// Texts returns the one column of text that a statement of the test itself selects.
func (w *World) Texts(tb testing.TB, sql string, args ...any) []string {
	tb.Helper()
	rows, err := w.Pool.Query(Unrecorded(context.Background()), sql, args...)
	if err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
	return texts
}
