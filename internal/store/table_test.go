package store_test

import (
	"reflect"
	"testing"

	"kith/internal/store"
	"kith/models/typeid"
)

// TestTable stores things in every way and reads them back: the columns of all are those of the struct.
func TestTable(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	nickname, owner := "Al", typeid.New[ThingID]()
	full := newThing("full")
	full.Nickname, full.Sold, full.Owner, full.Parts = &nickname, true, &owner, Parts{Big: 3, Small: &nickname}
	stored := []*Thing{full, newThing("by GORM"), newThing("with others"), newThing("plain")}
	err := db.Write(t.Context(), account, func(tx *store.Tx) error {
		insert, args := things.Insert(stored[0])
		if err := tx.Exec(insert, args...); err != nil {
			return err
		}
		if err := store.Create(tx, stored[1]); err != nil {
			return err
		}
		many := things.Many()
		return tx.Exec("INSERT INTO things (account_id, "+many.Names()+") SELECT ?::bigint, "+many.Values()+" FROM "+many.From(),
			append([]any{account}, many.Arrays(stored[2:])...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	session := db.Session(t.Context(), account)
	for _, want := range stored {
		got, err := things.First(session, "t.account_id = ? AND t.id = ?", account, want.ID)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", want.Title, got, err, want)
		}
	}
	none, err := things.First(session, "t.account_id = ? AND t.id = ?", account, owner)
	if none != nil || err != nil {
		t.Errorf("of nobody: %+v, %v", none, err)
	}
	short, err := things.Without("nickname").First(session, "t.account_id = ? AND t.id = ?", account, full.ID)
	if err != nil || short.Nickname != nil || short.Title != "full" {
		t.Errorf("without a column: %+v, %v", short, err)
	}
}

// TestChanged compares rows column by column.
func TestChanged(t *testing.T) {
	t.Parallel()
	before := newThing("before")
	after := *before
	if set, values := things.Changed(before, &after); set != "" || values != nil {
		t.Errorf("of equal ones: %q %v", set, values)
	}
	after.Title, after.Parts.Big = "after", 2
	if set, values := things.Changed(before, &after); set != "title = ?, part_big = ?" || !reflect.DeepEqual(values, []any{"after", 2}) {
		t.Errorf("%q %v", set, values)
	}
}

// TestSave changes one row by GORM, and deletes it: others, and those of other accounts, stay.
func TestSave(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	one, two := newThing("one"), newThing("two")
	foreign := *one
	foreign.AccountID = account + 1
	write := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Write(t.Context(), account, fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error { return store.CreateAll(tx, []Thing{*one, *two, foreign}) })
	write(func(tx *store.Tx) error {
		locked, err := store.Lock[Thing](tx, one.ID)
		if err != nil {
			return err
		}
		locked.Title, locked.Sold = "changed", true
		return store.Save(tx, locked, one.ID)
	})
	wantTitles(t, db, "changed", "two")
	write(func(tx *store.Tx) error { return store.Delete[Thing](tx, one.ID) })
	wantTitles(t, db, "two")
	if left, err := store.Lock[Thing](db.Session(t.Context(), account+1), one.ID); err != nil || left == nil || left.Title != "one" {
		t.Errorf("the other account has %+v, %v", left, err)
	}
	if gone, err := store.Lock[Thing](db.Session(t.Context(), account), one.ID); err != nil || gone != nil {
		t.Errorf("what was deleted is %+v, %v", gone, err)
	}
}
