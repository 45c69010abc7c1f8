package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/store"
)

// TestWrite is about how often the function runs and what it leaves.
func TestWrite(t *testing.T) {
	t.Parallel()
	raise := func(code string) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			return tx.Exec("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '" + code + "'; END $$")
		}
	}
	refuse := errors.New("refused")
	for _, row := range []struct {
		name string
		// fail is how the first tries end; the one after them succeeds.
		fail  func(*store.Tx) error
		fails int
		tries int
		err   error
	}{
		{"commits", nil, 0, 1, nil},
		{"serialization failure", raise("40001"), 2, 3, nil},
		{"deadlock", raise("40P01"), 1, 2, nil},
		{"lock timeout", raise("55P03"), 1, 2, nil},
		{"moved", func(*store.Tx) error { return fmt.Errorf("seen: %w", store.ErrMoved) }, 3, 4, nil},
		{"as the options say", func(*store.Tx) error { return errAgain }, 1, 2, nil},
		{"busy", func(*store.Tx) error { return store.ErrMoved }, 100, 10, store.ErrBusy},
		{"refused", func(*store.Tx) error { return refuse }, 1, 1, refuse},
		{"constraint", func(tx *store.Tx) error { return store.Create(tx, newThing("done")) }, 1, 1, errTaken},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			db, _ := open(t)
			tries := 0
			err := db.Write(t.Context(), account, func(tx *store.Tx) error {
				tries++
				if err := store.Create(tx, newThing("done")); err != nil {
					return err
				}
				if tries <= row.fails {
					return row.fail(tx)
				}
				return nil
			})
			if !errors.Is(err, row.err) || tries != row.tries {
				t.Errorf("%v after %d tries, want %v after %d", err, tries, row.err, row.tries)
			}
			if row.err == nil {
				wantTitles(t, db, "done")
			} else {
				wantTitles(t, db)
			}
		})
	}
}

// TestWriteEnds has the context of a transaction end: nothing stays, and no connection is lost for others.
func TestWriteEnds(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, account, func(tx *store.Tx) error {
			defer cancel()
			return store.Create(tx, newThing("unfinished"))
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	wantTitles(t, db)
}

// TestDefer sends statements with the commit: in their order, in one round trip, and not at all without a commit.
func TestDefer(t *testing.T) {
	t.Parallel()
	db, statements := open(t)
	count := "SELECT count(*) FROM things WHERE account_id = ?"
	var counted int
	err := db.Write(t.Context(), account, func(tx *store.Tx) error {
		insert, args := things.Insert(newThing("later"))
		tx.Defer(insert, args...)
		tx.DeferRow(func(row pgx.Row) error { return row.Scan(&counted) }, count, account)
		before, err := store.One[int](tx, count, account)
		if err == nil && before != 0 {
			err = fmt.Errorf("%d rows before the commit", before)
		}
		statements.Reset()
		return err
	})
	if err != nil || counted != 1 || statements.RoundTrips() != 1 {
		t.Errorf("%v, counted %d, %d round trips", err, counted, statements.RoundTrips())
	}
	refuse := errors.New("refused")
	err = db.Write(t.Context(), account, func(tx *store.Tx) error {
		tx.Defer("DELETE FROM things WHERE account_id = ?", account)
		return refuse
	})
	if !errors.Is(err, refuse) {
		t.Error(err)
	}
	wantTitles(t, db, "later")
	err = db.Write(t.Context(), account, func(tx *store.Tx) error {
		tx.Defer("UPDATE things SET title = title || '!' WHERE account_id = ?", account)
		return tx.DryRun(func() error {
			tx.Defer("DELETE FROM things WHERE account_id = ?", account)
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
	wantTitles(t, db, "later!")
}

// TestDeferFails has a deferred statement fail: nothing of the transaction stays.
func TestDeferFails(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	err := db.Write(t.Context(), account, func(tx *store.Tx) error {
		for range 2 {
			insert, args := things.Insert(newThing("twice"))
			tx.Defer(insert, args...)
		}
		return nil
	})
	if !errors.Is(err, errTaken) {
		t.Error(err)
	}
	wantTitles(t, db)
}

// TestStream runs one statement with many arguments; an error of PostgreSQL or of next ends it.
func TestStream(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	stop := errors.New("stop")
	stream := func(titles []string, end error) error {
		return db.Write(t.Context(), account, func(tx *store.Tx) error {
			insert, _ := things.Insert(newThing(""))
			at := 0
			return tx.Stream(insert, func() ([]any, error) {
				if at == len(titles) {
					return nil, end
				}
				at++
				_, args := things.Insert(newThing(titles[at-1]))
				return args, nil
			})
		})
	}
	if err := stream([]string{"a", "b", "c"}, nil); err != nil {
		t.Error(err)
	}
	if err := stream([]string{"d", "a"}, nil); !errors.Is(err, errTaken) {
		t.Error(err)
	}
	if err := stream([]string{"d"}, stop); !errors.Is(err, stop) {
		t.Error(err)
	}
	wantTitles(t, db, "a", "b", "c")
}
