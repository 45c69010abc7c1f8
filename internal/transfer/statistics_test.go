package transfer_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestImportIntoAnAccountWithoutStatistics fills an account while PostgreSQL has no idea of its size, as at every first import, and looks
// at how many contacts and addresses it reads for a row. The first thousand may be read again and again by small chunks: PostgreSQL takes
// few rows for none.
func TestImportIntoAnAccountWithoutStatistics(t *testing.T) {
	t.Parallel()
	for _, chunk := range []int{100, 1000} {
		t.Run(fmt.Sprintf("chunks of %d", chunk), func(t *testing.T) {
			t.Parallel()
			importWithoutStatistics(t, chunk)
		})
	}
}

func importWithoutStatistics(t *testing.T, chunk int) {
	const few, many = 1000, 4000
	w := crmtest.NewWorld(t)
	w.Exec(t, "ALTER TABLE contacts SET (autovacuum_enabled = off)")
	w.Exec(t, "ALTER TABLE contact_points SET (autovacuum_enabled = off)")
	table, err := csv.NewReader(strings.NewReader(sheetOf(0, many))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	load := func(rows int, name string, dry bool) {
		for _, cells := range table[1:] {
			cells[1] = name
		}
		job, err := w.Transfers.Import(crmtest.As(w.Home.Administrator), models.ContactsImportInput{
			File: upload("x.csv", sheetOf(0, rows)), DryRun: dry})
		if err != nil {
			t.Fatal(err)
		}
		args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
		task, err := models.ReadImportTask(job.Task)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.CRM.BeginImport(context.Background(), args, rows, task); err != nil {
			t.Fatal(err)
		}
		for done := 0; done < rows; done += chunk {
			var records []models.ImportCells
			for _, cells := range table[1+done:][:chunk] {
				records = append(records, models.ImportCells{Cells: cells})
			}
			if err := w.CRM.ImportRows(context.Background(), args, done, records, done+chunk == rows); err != nil {
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
		return w.Count(t, `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
			WHERE relname IN ('contacts', 'contact_points')`)
	}
	load(few, "tried", true) // leaves pages without a row, which look like the density of the table
	load(few, "first", false)
	load(few, "second", false) // each row finds its contact now
	before := read()
	load(many, "third", false)
	load(many, "fourth", false)
	if n := read() - before; n < many || n > 60*many {
		t.Errorf("%d contacts and addresses were read for 2 × %d rows", n, many)
	}
}
