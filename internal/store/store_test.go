package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
	"kith/internal/postgres"
	"kith/internal/store"
	"kith/migrations"
	"kith/models/typeid"
)

// errTaken is what the tests' store makes of a title that another thing has.
var errTaken = errors.New("taken")

// errAgain asks for another try.
var errAgain = errors.New("again")

func open(t *testing.T) (*store.DB, *crmtest.Statements) {
	t.Helper()
	url := crmtest.NewDatabase(t, "things "+thingsTable, func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, thingsTable)
		return err
	})
	statements := &crmtest.Statements{}
	pool, err := postgres.OpenPool(t.Context(), url, statements)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	db, err := store.Open(pool, store.Options{
		QueueSchema: migrations.RiverSchema,
		Retry:       func(err error) bool { return errors.Is(err, errAgain) },
		Explain: func(err error) error {
			if name := store.ConstraintOf(err); name == "things_title_key" {
				return errTaken
			}
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return db, statements
}

const account = 7

func newThing(title string) *Thing {
	return &Thing{AccountID: account, ID: typeid.New[ThingID](), Title: title, Size: "LARGE"}
}

func titles(t *testing.T, db *store.DB) []string {
	t.Helper()
	found, err := store.Rows[string](db.Session(t.Context(), account), "SELECT title FROM things WHERE account_id = ? ORDER BY title", account)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func wantTitles(t *testing.T, db *store.DB, want ...string) {
	t.Helper()
	if got := titles(t, db); !slices.Equal(got, want) {
		t.Errorf("stored are %v, want %v", got, want)
	}
}
