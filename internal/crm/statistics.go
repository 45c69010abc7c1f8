package crm

import (
	"context"

	"kith/internal/store"
)

// contactLookups are the table of contacts and the columns by which rows are looked up.
const contactLookups = "contacts (account_id, id)"

// pointLookups are the table of addresses and the columns by which contacts are looked up.
const pointLookups = "contact_points (account_id, contact_id, kind, key)"

// learnSizes runs ANALYZE on those of the tables, or on some of their columns, that have more than ten times the pages known to
// PostgreSQL. Until autovacuum has analyzed a table that was filled at once, PostgreSQL would plan as if it were empty, even for
// checks of foreign keys, and read all rows of an account for each row.
func (s *Service) learnSizes(ctx context.Context, tables ...string) error {
	system := s.system(ctx)
	grown, err := store.Rows[string](system, `
		SELECT t.wanted
		FROM unnest(?::text[]) AS t (wanted)
		JOIN pg_class c ON c.oid = split_part(t.wanted, ' ', 1)::regclass
		WHERE pg_relation_size(c.oid) > current_setting('block_size')::int * 10::bigint * (c.relpages + 1)`, tables)
	for _, table := range grown {
		if err == nil {
			err = system.Exec("ANALYZE (SKIP_LOCKED) " + table)
		}
	}
	return err
}
