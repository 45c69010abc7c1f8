package transfer_test

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestImportIntoAnAccountWithoutStatistics fills an account while PostgreSQL has no idea of its size, as at every first import, and looks
// at how many contacts it reads for a row. The first thousand may be read again and again: PostgreSQL takes few rows for none.
func TestImportIntoAnAccountWithoutStatistics(t *testing.T) {
	t.Parallel()
	const few, many, chunk = 1000, 4000, 100
	w := crmtest.NewWorld(t)
	w.Exec(t, "ALTER TABLE contacts SET (autovacuum_enabled = off)")
	table, err := csv.NewReader(strings.NewReader(sheetOf(0, many))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	load := func(rows int, name string) {
		for _, cells := range table[1:] {
			cells[1] = name
		}
		job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), models.ContactsImportInput{File: upload("x.csv", sheetOf(0, rows))})
		if err != nil {
			t.Fatal(err)
		}
		args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
		if err := w.CRM.BeginImport(context.Background(), args, rows); err != nil {
			t.Fatal(err)
		}
		for done := 0; done < rows; done += chunk {
			if err := w.CRM.ImportRows(context.Background(), args, done, table[1+done:][:chunk], done+chunk == rows); err != nil {
				t.Fatal(err)
			}
		}
	}
	read := func() int {
		for _, session := range w.Pool.AcquireAllIdle(t.Context()) {
			_, err := session.Exec(t.Context(), "SELECT pg_stat_force_next_flush()")
			session.Release()
			if err != nil {
				t.Fatal(err)
			}
		}
		return w.Count(t, "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'contacts'")
	}
	load(few, "first")
	load(few, "second") // each row finds its contact now
	before := read()
	load(many, "third")
	load(many, "fourth")
	if n := read() - before; n < many || n > 20*many {
		t.Errorf("%d contacts were read for 2 × %d rows", n, many)
	}
}
