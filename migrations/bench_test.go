package migrations_test

import (
	"context"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crmtest"
	"kith/migrations"
)

// manyBefore are 300,000 contacts with an email, a phone number and an identifier each, as they were before addresses were rows. Every
// tenth email has a domain with an umlaut, and every hundredth phone number is an old Mexican one, whose keys are other texts than they.
const manyBefore = `
	INSERT INTO accounts (public_id, name, created_at, updated_at) VALUES (gen_random_uuid(), 'Home', now(), now());
	INSERT INTO contacts (account_id, id, version, contact_type, email, phone_number, identifier, search, created_at, updated_at)
	SELECT 1, gen_random_uuid(), 1, 'LEAD', 'mail' || i || CASE i % 10 WHEN 0 THEN '@bücher.example' ELSE '@example.com' END,
		CASE i % 100 WHEN 0 THEN '+52155' || (10000000 + i) ELSE '+1212' || (5000000 + i) END, 'id-' || i, 'mail' || i, now(), now()
	FROM generate_series(1, 300000) i`

// BenchmarkAddressesBecomeRows is the migration that makes rows of the addresses of 300,000 contacts.
func BenchmarkAddressesBecomeRows(b *testing.B) { migrate(b, 11, 12, 900_000) }

// BenchmarkAddressesGetCanonicalKeys is the migration that reads 900,000 addresses by the rules of the program and changes the keys of
// 33,000 of them.
func BenchmarkAddressesGetCanonicalKeys(b *testing.B) { migrate(b, 19, 20, 900_000) }

// BenchmarkAddressesGetSearchKeys is the migration that derives from 300,000 contacts what searches need that allow mistakes.
func BenchmarkAddressesGetSearchKeys(b *testing.B) { migrate(b, 24, 25, 900_000) }

// migrate measures the migration of manyBefore from a version to the next one, which must leave so many addresses. It reports the memory
// of this process that was used most.
func migrate(b *testing.B, from, to int64, addresses int) {
	ctx := context.Background()
	for b.Loop() {
		b.StopTimer()
		pool, err := pgxpool.New(ctx, crmtest.NewDatabase(b, "empty", nil))
		if err != nil {
			b.Fatal(err)
		}
		if err := migrations.To(ctx, pool, 11, 1); err != nil {
			b.Fatal(err)
		}
		if _, err := pool.Exec(ctx, manyBefore); err != nil {
			b.Fatal(err)
		}
		if from > 11 {
			if err := migrations.To(ctx, pool, from, 1); err != nil {
				b.Fatal(err)
			}
		}
		most := watchMemory()
		b.StartTimer()
		if err := migrations.To(ctx, pool, to, 1); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.ReportMetric(most(), "MB")
		var n int
		if err := pool.QueryRow(ctx, "SELECT count(*) FROM contact_points").Scan(&n); err != nil || n != addresses {
			b.Fatal(n, " addresses: ", err)
		}
		pool.Close()
		b.StartTimer()
	}
}

// watchMemory looks at the memory of this process until the function is called that it returns, which says how many MB were the most.
func watchMemory() (most func() float64) {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	stop := make(chan struct{})
	var highest uint64
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			metrics.Read(sample)
			highest = max(highest, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	return func() float64 {
		close(stop)
		watching.Wait()
		return float64(highest) / (1 << 20)
	}
}
