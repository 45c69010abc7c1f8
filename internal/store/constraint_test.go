package store_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"kith/internal/store"
)

// TestConstraintOf names the constraint of an error as the migrations do, also where a machine of a cluster has refused a row of its part.
func TestConstraintOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"as PostgreSQL tells it", &pgconn.PgError{Code: "23505", ConstraintName: "labels_title_key"}, "labels_title_key"},
		{"of a part of a table", &pgconn.PgError{Code: "23505", ConstraintName: "labels_title_key_102041"}, "labels_title_key"},
		{"in the message alone", &pgconn.PgError{Code: "23505",
			Message: `duplicate key value violates unique constraint "labels_title_key_102041"`}, "labels_title_key"},
		{"a foreign key", &pgconn.PgError{Code: "23503",
			Message: `insert or update on table "notes_102060" violates foreign key constraint "notes_author_fkey_102060"`}, "notes_author_fkey"},
		{"wrapped", fmt.Errorf("store: %w", &pgconn.PgError{Code: "23505", ConstraintName: "a_key"}), "a_key"},
		{"a number of its own", &pgconn.PgError{Code: "23505", ConstraintName: "contact_events_2026_11_pkey"}, "contact_events_2026_11_pkey"},
		{"an error of another kind", &pgconn.PgError{Code: "42704", Message: `constraint "a_key" does not exist`}, ""},
		{"no error of PostgreSQL", fmt.Errorf(`constraint "a_key"`), ""},
	} {
		if got := store.ConstraintOf(tt.err); got != tt.want {
			t.Errorf("%s: %q, not %q", tt.name, got, tt.want)
		}
	}
}
