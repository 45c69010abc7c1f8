// Package dataset fills accounts with as many contacts as wanted, by SQL alone: what the tests' large world and the bench measure.
package dataset

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Account is an account of the database, and how many contacts it gets.
type Account struct {
	Key      int64
	Contacts int
	// Details adds what a contact's page shows: more labels and inboxes, messages, notes and ratings.
	Details bool
}

// Build fills accounts that are empty, all or none, and has PostgreSQL analyze the result. The user must be a superuser: foreign
// keys are not checked, and indexes are made after the rows.
func Build(ctx context.Context, conn *pgx.Conn, accounts ...Account) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		restore, err := dropIndexes(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if err := fill(ctx, tx, a); err != nil {
				return err
			}
		}
		for _, sql := range restore {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `VACUUM ANALYZE`)
	return err
}

func fill(ctx context.Context, tx pgx.Tx, a Account) error {
	statements := contactRows
	if a.Details {
		statements = append(statements[:len(statements):len(statements)], detailRows...)
	}
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"account": a.Key, "contacts": a.Contacts}); err != nil {
			return err
		}
	}
	return nil
}

// dropIndexes drops the indexes of the tables that are filled, but for those of constraints, and returns the statements that make
// them again.
func dropIndexes(ctx context.Context, tx pgx.Tx) ([]string, error) {
	for _, setting := range []string{
		`SET LOCAL session_replication_role = replica`,
		`SET LOCAL maintenance_work_mem = '512MB'`,
		`SET LOCAL work_mem = '256MB'`,
	} {
		if _, err := tx.Exec(ctx, setting); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT format('DROP INDEX %I', i.relname), pg_get_indexdef(i.oid)
		FROM pg_index x
		JOIN pg_class i ON i.oid = x.indexrelid
		WHERE x.indrelid = ANY(ARRAY[
				'contacts', 'contact_points', 'contact_labels', 'contact_inboxes', 'conversations', 'messages', 'notes', 'csat_responses'
			]::regclass[])
			AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid)`)
	if err != nil {
		return nil, err
	}
	var drops, definitions []string
	var drop, definition string
	if _, err := pgx.ForEachRow(rows, []any{&drop, &definition}, func() error {
		drops, definitions = append(drops, drop), append(definitions, definition)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range drops {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return definitions, nil
}
