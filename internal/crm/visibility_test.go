package crm_test

import (
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
)

// TestEveryTableHasAView compares the views of roles with limits with the catalogue: a table that a migration adds needs a row in viewed,
// which says what such roles see of it.
func TestEveryTableHasAView(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	tables := w.Texts(t, `
		SELECT c.relname::text
		FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
		ORDER BY 1`)
	have := slices.Sorted(slices.Values(crm.ViewedTables()))
	for _, table := range tables {
		if _, found := slices.BinarySearch(have, table); !found && !strings.HasPrefix(table, "goose_") {
			t.Errorf("%s has no view", table)
		}
	}
	for _, table := range have {
		if !slices.Contains(tables, table) {
			t.Errorf("there is no table %s", table)
		}
	}
}
