package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/crm"
	"kith/internal/dataset"
	"kith/internal/postgres"
	"kith/migrations"
)

// dataVersion changes when what is built does, so that a data set of an earlier run is made anew.
const dataVersion = "2"

const otherAccounts = 19

// The databases: the data set has a hash of its version in its name, and each run measures a copy of it.
const (
	dataPrefix  = "kith_bench_data_"
	runDatabase = "kith_bench_run"
)

// copyData returns the URL of a fresh copy of the data set, which is built unless an earlier run has.
func copyData(ctx context.Context, admin string, contacts int) (string, error) {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", dataVersion, migrations.Digest(), contacts))
	name := dataPrefix + hex.EncodeToString(sum[:8])
	var built bool
	if err := conn.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&built); err != nil {
		return "", err
	}
	if !built {
		if err := buildData(ctx, conn, admin, name, contacts); err != nil {
			return "", err
		}
	}
	for _, sql := range []string{
		`DROP DATABASE IF EXISTS ` + runDatabase + ` WITH (FORCE)`,
		`CREATE DATABASE ` + runDatabase + ` TEMPLATE ` + name + ` STRATEGY file_copy`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	return withDatabase(admin, runDatabase)
}

// buildData makes the database of the data set and drops those of other versions.
func buildData(ctx context.Context, conn *pgx.Conn, admin, name string, contacts int) error {
	begin := time.Now()
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, dataPrefix)
	if err != nil {
		return err
	}
	old, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range old {
		for _, sql := range []string{`ALTER DATABASE ` + name + ` IS_TEMPLATE false`, `DROP DATABASE ` + name} {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return err
			}
		}
	}
	if _, err := conn.Exec(ctx, `CREATE DATABASE `+name); err != nil {
		return err
	}
	target, err := withDatabase(admin, name)
	if err != nil {
		return err
	}
	pool, err := postgres.OpenPool(ctx, target, nil)
	if err != nil {
		return err
	}
	err = fill(ctx, pool, contacts)
	pool.Close()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "built the data set in %.0f s\n", time.Since(begin).Seconds())
	_, err = conn.Exec(ctx, `ALTER DATABASE `+name+` IS_TEMPLATE true`)
	return err
}

// fill migrates an empty database, makes its accounts and the indexes that only the JSON limit needs.
func fill(ctx context.Context, pool *pgxpool.Pool, contacts int) error {
	if _, err := migrations.Up(ctx, pool); err != nil {
		return err
	}
	c, err := crm.New(pool)
	if err != nil {
		return err
	}
	if _, err := c.Bootstrap(ctx, crm.Bootstrap{AccountName: "Large", UserName: "Bench", Email: "bench@example.com",
		TokenHash: crm.HashToken(token)}); err != nil {
		return err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	for range otherAccounts {
		if _, err := conn.Exec(ctx, `
			INSERT INTO accounts (public_id, name, created_at, updated_at)
			VALUES (gen_random_uuid(), 'Other', now(), now())`); err != nil {
			return err
		}
	}
	for _, index := range limitIndexes {
		if _, err := conn.Exec(ctx, `CREATE INDEX `+index.name+` ON contacts USING gin (`+index.column+` gin_trgm_ops)`); err != nil {
			return err
		}
	}
	rows, err := conn.Query(ctx, `SELECT id FROM accounts ORDER BY id`)
	if err != nil {
		return err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	accounts := make([]dataset.Account, len(keys))
	for i, key := range keys {
		accounts[i] = dataset.Account{Key: key, Contacts: contacts * 2 / 3 / otherAccounts, Details: true}
	}
	accounts[0].Contacts = contacts
	return dataset.Build(ctx, conn.Conn(), accounts...)
}

// withDatabase returns the URL of another database of the same server.
func withDatabase(address, name string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
