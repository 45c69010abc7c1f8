package transfer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
)

// sheetOf writes n contacts as a file; from keeps them apart from others.
func sheetOf(from, n int) string {
	var b strings.Builder
	b.WriteString("identifier,name,email,phone number,city,country,customAttributes.plan,customAttributes.seats\n")
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, "crm-%d,Person %d of clan %d,person%d@example.com,+1212%07d,City %d,Germany,pro,%d\n", i, i, i%300, i, 5_000_000+i, i%300,
			i%100)
	}
	return b.String()
}

// BenchmarkImport imports contacts, and copies as many that are ready made into the same table with its indexes.
func BenchmarkImport(b *testing.B) {
	const n = 100_000
	w := crmtest.NewWorld(b)
	var imported, copied time.Duration
	for round := 0; b.Loop(); round++ {
		start := time.Now()
		job := load(b, w, w.Home, sheetOf(round*n, n))
		imported += time.Since(start)
		if job.Succeeded != n {
			b.Fatal(counts(job))
		}
		copied += bareCopy(b, w, n)
	}
	rounds := time.Duration(b.N)
	b.ReportMetric(n/(imported/rounds).Seconds(), "rows/s")
	b.ReportMetric(n/(copied/rounds).Seconds(), "copied/s")
	b.ReportMetric(copied.Seconds()/imported.Seconds(), "ratio")
}

// bareCopy copies the newest contacts into another account and returns how long that took.
func bareCopy(b *testing.B, w *crmtest.World, n int) time.Duration {
	b.Helper()
	ctx := crmtest.Unrecorded(context.Background())
	names := w.Texts(b, `SELECT column_name FROM information_schema.columns
		WHERE table_name = 'contacts' AND is_generated = 'NEVER' AND column_name <> 'account_id' ORDER BY ordinal_position`)
	rows, err := w.Pool.Query(ctx,
		fmt.Sprintf("SELECT %s FROM contacts WHERE account_id = $1 ORDER BY id DESC LIMIT $2", strings.Join(names, ", ")), w.Home.Key, n)
	if err != nil {
		b.Fatal(err)
	}
	values, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) {
		v, err := row.Values()
		return append([]any{w.Foreign.Key}, v...), err
	})
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if _, err := w.Pool.CopyFrom(ctx, pgx.Identifier{"contacts"}, append([]string{"account_id"}, names...),
		pgx.CopyFromRows(values)); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
