package crmtest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/dataset"
	"kith/migrations"
)

// LargeContacts is how many contacts the home account of a large world has.
const LargeContacts = 300_000

// largeVersion changes when the data set does, so that a database that was kept from an earlier run is made anew.
const largeVersion = "large 6 "

// LargeWorld returns a world whose home account has LargeContacts contacts, and which can only be read: all tests share its
// database. Making it takes a while; it is kept for the next run.
func LargeWorld(tb testing.TB) *World {
	tb.Helper()
	c, name := prepared(tb, largeVersion+migrations.Digest(), buildLarge(tb), forReaders)
	return findLarge(tb, withDatabase(c.url, name))
}

// NewLargeWorld returns such a world of the test's own.
func NewLargeWorld(tb testing.TB) *World {
	tb.Helper()
	return findLarge(tb, NewDatabase(tb, "copied "+largeVersion+migrations.Digest(), buildLarge(tb)))
}

func buildLarge(tb testing.TB) func(ctx context.Context, url string) error {
	return func(ctx context.Context, url string) error {
		if err := migrate(ctx, url); err != nil {
			return err
		}
		w := open(tb, url)
		defer w.Pool.Close()
		home := w.addAccount(tb, "Home")
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		return dataset.Build(ctx, conn, dataset.Account{Key: home.Key, Contacts: LargeContacts})
	}
}

func findLarge(tb testing.TB, url string) *World {
	tb.Helper()
	w := open(tb, url)
	w.Home = w.findAccount(tb, "Home")
	w.Statements.Reset()
	return w
}

// Work is what PostgreSQL did for a statement.
type Work struct {
	// Rows is how many rows its scans read, those included that a filter threw away.
	Rows float64
	// Blocks is how many blocks of 8 KB it looked at, in indexes and tables.
	Blocks float64
	// Plan is the plan, for people.
	Plan string
}

// Explain runs a recorded statement once more and returns what PostgreSQL did for it.
func (w *World) Explain(tb testing.TB, s Statement) Work {
	tb.Helper()
	var raw []byte
	explain := "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + s.SQL
	if err := w.Pool.QueryRow(Unrecorded(context.Background()), explain, s.Args...).Scan(&raw); err != nil {
		tb.Fatalf("%v\n%s", err, s.SQL)
	}
	var plans []struct{ Plan planNode }
	if err := json.Unmarshal(raw, &plans); err != nil {
		tb.Fatal(err)
	}
	top := plans[0].Plan
	return Work{Rows: top.scanned(), Blocks: top.Hit + top.Read, Plan: string(raw)}
}

type planNode struct {
	Type    string     `json:"Node Type"`
	Rows    float64    `json:"Actual Rows"`
	Loops   float64    `json:"Actual Loops"`
	Removed float64    `json:"Rows Removed by Filter"`
	Recheck float64    `json:"Rows Removed by Index Recheck"`
	Hit     float64    `json:"Shared Hit Blocks"`
	Read    float64    `json:"Shared Read Blocks"`
	Plans   []planNode `json:"Plans"`
}

func (n planNode) scanned() float64 {
	var rows float64
	if strings.Contains(n.Type, "Scan") && n.Type != "CTE Scan" && n.Type != "Subquery Scan" { // which read no table
		rows = (n.Rows + n.Removed + n.Recheck) * n.Loops
	}
	for _, child := range n.Plans {
		rows += child.scanned()
	}
	return rows
}
