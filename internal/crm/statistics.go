package crm

import (
	"context"
	"kith/internal/store"
	"strings"
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
	for _, table := range tables {
		name, _, _ := strings.Cut(table, " ")
		grown, err := store.One[bool](system, `
			SELECT pg_relation_size(oid) > current_setting('block_size')::int * 10::bigint * (relpages + 1)
			FROM pg_class
			WHERE oid = ?::text::regclass`, name)
		if err == nil && grown {
			err = system.Exec("ANALYZE (SKIP_LOCKED) " + table)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
