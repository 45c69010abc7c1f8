package crm

import (
	"context"
	"kith/internal/store"
	"strings"
)

// contactLookups are contacts and the columns by which rows are looked up.
const contactLookups = "contacts (account_id, id, identifier, email, phone_number)"

// learnSizes has PostgreSQL look at those of the tables, or at some columns of them, that have more than ten times the pages it knows of.
// Until autovacuum comes by, it would plan for a table that was filled at once, even when it checks foreign keys, as if that were empty,
// and read all of an account for each row.
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
