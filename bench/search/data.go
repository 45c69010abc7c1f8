package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

const firstAccount = `SELECT id FROM accounts ORDER BY id LIMIT 1`

// The first account is large, the others are there because a database has many.
const (
	largeAccount  = 300_000
	otherAccounts = 19
	otherContacts = 10_000
)

//go:embed fill.sql
var fill string

// fillDatabase makes the contacts of all accounts, unless an earlier run has, and the indexes that the hand-written search needs.
func fillDatabase(ctx context.Context, conn *pgx.Conn) error {
	var filled bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass('limit_name') IS NOT NULL`).Scan(&filled); err != nil || filled {
		return err
	}
	begin := time.Now()
	var account int64
	if err := conn.QueryRow(ctx, firstAccount).Scan(&account); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, fill, pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	for i := range 1 + otherAccounts {
		n := largeAccount
		if i > 0 {
			n = otherContacts
			if err := conn.QueryRow(ctx, `INSERT INTO accounts (public_id, name, created_at, updated_at)
				VALUES (gen_random_uuid(), 'Other', now(), now()) RETURNING id`).Scan(&account); err != nil {
				return err
			}
		}
		if _, err := conn.Exec(ctx, `SELECT fill_account($1, $2)`, account, n); err != nil {
			return err
		}
	}
	for _, sql := range []string{
		`CREATE INDEX limit_name ON contacts USING gin (name gin_trgm_ops)`,
		`CREATE INDEX limit_email ON contacts USING gin (email gin_trgm_ops)`,
		`VACUUM ANALYZE`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "filled in %.0f s\n", time.Since(begin).Seconds())
	return nil
}
