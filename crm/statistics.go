package crm

import "context"

// learnSizes has PostgreSQL look at those of the tables that have more than ten times the pages it knows of. Until autovacuum comes by, it
// would plan for a table that was filled at once, even when it checks foreign keys, as if that were empty, and read all of an account
// for each row.
func (s *Service) learnSizes(ctx context.Context, tables ...string) error {
	db := s.db.WithContext(ctx)
	grown, err := only[string](db, `
		SELECT oid::regclass::text
		FROM pg_class
		WHERE oid = ANY(?::text[]::regclass[]) AND pg_relation_size(oid) > current_setting('block_size')::int * 10::bigint * (relpages + 1)`, tables)
	for _, table := range grown {
		if err := db.Exec("ANALYZE (SKIP_LOCKED) " + table).Error; err != nil {
			return err
		}
	}
	return err
}
