package store_test

import (
	"kith/internal/store"
	"kith/models/typeid"
)

type thingNoun struct{}

// Prefix begins the public ids of things.
func (thingNoun) Prefix() string { return "thing" }

// ThingID is the id of a thing.
type ThingID struct{ typeid.ID[thingNoun] }

// Size is an enumeration.
type Size string

// Parts is embedded in things.
type Parts struct {
	Big   int
	Small *string
}

// Thing is a noun of these tests alone.
type Thing struct {
	AccountID int64
	ID        ThingID
	Title     string
	Nickname  *string
	Size      Size
	Sold      bool
	Owner     *ThingID
	Parts     Parts `gorm:"embedded;embeddedPrefix:part_"`
}

const thingsTable = `CREATE TABLE things (
	account_id bigint NOT NULL, id uuid NOT NULL, title text NOT NULL, nickname text, size text NOT NULL, sold boolean NOT NULL,
	owner uuid, part_big integer NOT NULL, part_small text,
	PRIMARY KEY (account_id, id), CONSTRAINT things_title_key UNIQUE (account_id, title))`

var things = store.NewTable[Thing]("things t")
