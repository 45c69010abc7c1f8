package store_test

import (
	"errors"
	"reflect"
	"testing"

	"kith/internal/store"
)

// TestRows scans one column into a value and several into a struct.
func TestRows(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	s := db.Session(t.Context(), account)
	numbers, err := store.Rows[int64](s, "SELECT generate_series(1, ?::int)", 3)
	if err != nil || !reflect.DeepEqual(numbers, []int64{1, 2, 3}) {
		t.Errorf("%v %v", numbers, err)
	}
	type pair struct {
		Number int
		Text   *string
	}
	text := "x"
	pairs, err := store.Rows[pair](s, "SELECT n, CASE WHEN n = 1 THEN ?::text END FROM unnest(?::int[]) n", text, []int{1, 2})
	if err != nil || !reflect.DeepEqual(pairs, []pair{{1, &text}, {2, nil}}) {
		t.Errorf("%v %v", pairs, err)
	}
	if _, err := store.One[int](s, "SELECT 1 WHERE false"); !errors.Is(err, store.ErrNoRows) {
		t.Errorf("one of none: %v", err)
	}
	if n, err := store.One[int](s, "SELECT 1 / ?::int", 1); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
}

// TestRowsFail has a statement fail after its first rows: the rows that came are no result.
func TestRowsFail(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	s := db.Session(t.Context(), account)
	const late = "SELECT 100 / (?::int - n) FROM generate_series(1, 5000) n"
	if _, err := store.Rows[int](s, late, 4000); err == nil {
		t.Error("the error after 3,999 rows is lost")
	}
	if _, err := store.RowsPlanned[int](s, late, 4000); err == nil {
		t.Error("the error after 3,999 planned rows is lost")
	}
	err := db.Write(t.Context(), account, func(tx *store.Tx) error { // as the first statement, which the beginning goes along with
		_, err := store.Rows[int](tx, late, 4000)
		return err
	})
	if err == nil {
		t.Error("the error in a transaction is lost")
	}
	b := store.NewBatch(s)
	for range 2 {
		store.Where(b, things, store.AllColumns, "t.account_id = ? AND 1 / ?::int = 1", []any{account, 0}, func(*Thing) {})
	}
	if err := b.Send(); err == nil {
		t.Error("the error of a batch is lost")
	}
}

// TestBatch sends its reads in one round trip.
func TestBatch(t *testing.T) {
	t.Parallel()
	db, statements := open(t)
	one, two := newThing("one"), newThing("two")
	two.Owner = &one.ID
	err := db.Write(t.Context(), account, func(tx *store.Tx) error { return store.CreateAll(tx, []Thing{*one, *two}) })
	if err != nil {
		t.Fatal(err)
	}
	statements.Reset()
	b := store.NewBatch(db.Session(t.Context(), account))
	byID := store.ByID(b, things, []ThingID{one.ID, two.ID}, store.AllColumns)
	byOwner := store.OneBy(b, things, []ThingID{one.ID, two.ID}, store.AllColumns, "t.owner")
	n := store.List[Thing]{Batch: b, Table: things, Where: "t.account_id = ?", Args: []any{account}}.Count(10)
	if err := b.Send(); err != nil {
		t.Fatal(err)
	}
	if byID[one.ID] == nil || byID[two.ID] == nil || byOwner[one.ID].Title != "two" || byOwner[two.ID] != nil ||
		*n != 2 || statements.RoundTrips() != 1 {
		t.Errorf("%v %v %d in %d round trips", byID, byOwner, *n, statements.RoundTrips())
	}
}

// TestSnapshot reads what was there when it began.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	count := func(q store.Querier) int {
		n, err := store.One[int](q, "SELECT count(*) FROM things WHERE account_id = ?", account)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	err := db.Snapshot(t.Context(), account, func(s *store.Session) error {
		before := count(s)
		if err := db.Write(t.Context(), account, func(tx *store.Tx) error { return store.Create(tx, newThing("new")) }); err != nil {
			return err
		}
		if after := count(s); before != 0 || after != 0 {
			t.Errorf("%d before and %d after", before, after)
		}
		if s.Exec("DELETE FROM things WHERE account_id = ?", account) == nil {
			t.Error("a snapshot can write")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantTitles(t, db, "new")
}
