package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/dataset"
	"kith/internal/postgres"
	"kith/migrations"
	"kith/models"
	"kith/models/page"
)

// febrl1 is made up names with misspelt duplicates, see testdata/LICENSE.
//
//go:embed testdata/febrl1.csv
var febrl1 []byte

// searchDatabase is made anew by each run.
const searchDatabase = "kith_bench_search"

// searchBench measures searches among contacts whose names are those of a data set of Febrl, mixed.
type searchBench struct {
	pool     *pgxpool.Pool
	crm      *crm.Service
	viewer   *models.Viewer
	people   []dataset.Person
	misspelt []dataset.Misspelt
	random   *rand.Rand
}

// runSearch is the command `bench search`.
func runSearch(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	database := flags.String("database", os.Getenv("KITH_BENCH_DATABASE_URL"), "URL of a superuser; a private PostgreSQL without it")
	dir := flags.String("dir", ".kith/bench", "directory of the private PostgreSQL")
	contacts := flags.Int("contacts", 300_000, "contacts to search, 1,000 or more")
	queries := flags.Int("queries", 2000, "misspelt names to search, at most")
	file := flags.String("febrl", "", "data set of Febrl whose misspelt names are searched; data set 1 without it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	data := febrl1
	if *file != "" {
		var err error
		if data, err = os.ReadFile(*file); err != nil {
			return err
		}
	}
	people, misspelt, err := dataset.ReadFebrl(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if *contacts < len(people) || len(misspelt) == 0 {
		return errors.New("the data set has no misspelt names, or more than there are contacts to be")
	}
	b := &searchBench{people: people, misspelt: misspelt[:min(len(misspelt), *queries)], random: rand.New(rand.NewPCG(17, 0))}
	stop, err := b.open(ctx, *database, *dir)
	defer stop()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := b.fill(ctx, *contacts); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "stored %d contacts in %.0f s\n", *contacts, time.Since(begin).Seconds())
	return b.report(ctx, *contacts, out)
}

// open makes the database; stop must be called even after an error.
func (b *searchBench) open(ctx context.Context, admin, dir string) (stop func(), err error) {
	var undo []func()
	stop = func() {
		for _, f := range slices.Backward(undo) {
			f()
		}
	}
	if admin == "" {
		private, err := postgres.Start(ctx, postgres.Options{DataDir: dir,
			Params: map[string]string{"shared_buffers": "1GB", "max_wal_size": "4GB"}})
		if err != nil {
			return stop, err
		}
		undo = append(undo, func() { _ = private.Stop(context.Background()) })
		admin = private.DSN()
	}
	first, err := postgres.OpenPool(ctx, admin, nil)
	if err != nil {
		return stop, err
	}
	defer first.Close()
	for _, sql := range []string{`DROP DATABASE IF EXISTS ` + searchDatabase + ` WITH (FORCE)`, `CREATE DATABASE ` + searchDatabase} {
		if _, err := first.Exec(ctx, sql); err != nil {
			return stop, err
		}
	}
	address, err := withDatabase(admin, searchDatabase)
	if err != nil {
		return stop, err
	}
	if b.pool, err = postgres.OpenPool(ctx, address, nil); err != nil {
		return stop, err
	}
	undo = append(undo, b.pool.Close)
	if _, err := migrations.Up(ctx, b.pool); err != nil {
		return stop, err
	}
	if b.crm, err = crm.New(b.pool); err != nil {
		return stop, err
	}
	hash := crm.HashToken(token)
	if _, err := b.crm.Bootstrap(ctx, crm.Bootstrap{AccountName: "Large", UserName: "Bench", Email: "bench@example.com",
		TokenHash: hash}); err != nil {
		return stop, err
	}
	b.viewer, _, err = b.crm.ViewerByToken(ctx, hash)
	return stop, err
}

// report measures and prints a table.
func (b *searchBench) report(ctx context.Context, contacts int, out io.Writer) error {
	if err := b.crm.SampleSearches(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d contacts, %d misspelt names\n\n", contacts, len(b.misspelt))
	fmt.Fprintln(out, "| searches | recall@10 | p50, p95 in ms | substring: recall@10 | p50, p95 in ms |")
	fmt.Fprintln(out, "|---|---|---|---|---|")
	for _, kind := range b.kinds() {
		forgiving, err := b.measure(kind.queries, func(text string) ([]string, error) { return b.search(ctx, text) })
		if err != nil {
			return err
		}
		substring, err := b.measure(kind.queries, func(text string) ([]string, error) { return b.substring(ctx, text) })
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", kind.name, forgiving, substring)
	}
	return nil
}

// search returns the first names that Kith finds.
func (b *searchBench) search(ctx context.Context, text string) (names []string, err error) {
	p, err := b.crm.ListContacts(models.WithViewer(ctx, b.viewer), page.Args{}, crm.ContactQuery{Search: &text})
	if err != nil {
		return nil, err
	}
	for _, c := range p.Nodes() {
		names = append(names, c.Name)
	}
	return names, nil
}

// substring returns the first names of a search for the text as a whole, as searches were before they allowed mistakes.
func (b *searchBench) substring(ctx context.Context, text string) (names []string, err error) {
	rows, err := b.pool.Query(ctx, `
		SELECT c.name
		FROM (
			SELECT s.*, CASE
				WHEN starts_with(s.search, $2) OR position(E'\n' || $2 IN s.search) > 0
					THEN CASE WHEN position(E'\n' || $2 || E'\n' IN E'\n' || s.search || E'\n') > 0 THEN 0 ELSE 1 END
				WHEN position(' ' || $2 IN s.search) > 0 THEN 2
				ELSE 3 END AS rank
			FROM contacts s
			WHERE s.account_id = $1 AND s.search LIKE '%' || $2 || '%') c
		ORDER BY rank, c.last_activity_at DESC NULLS LAST, c.id DESC
		LIMIT 26`, b.viewer.AccountID, models.Fold(text))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
