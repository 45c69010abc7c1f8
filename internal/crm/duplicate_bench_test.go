package crm_test

import (
	"context"
	"testing"

	"kith/internal/crmtest"
)

// BenchmarkScanDuplicates compares all contacts of a large account for the first time.
func BenchmarkScanDuplicates(b *testing.B) {
	w := crmtest.NewLargeWorld(b)
	for b.Loop() {
		b.StopTimer()
		w.Exec(b, "TRUNCATE duplicate_queue, contact_match_keys, contact_match_sets, contact_duplicates, duplicate_models")
		w.Exec(b, "INSERT INTO duplicate_queue (account_id, contact_id) SELECT account_id, id FROM contacts")
		b.StartTimer()
		if err := w.CRM.ScanDuplicates(crmtest.Unrecorded(context.Background())); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(w.Count(b, "SELECT count(*) FROM contact_match_keys")), "keys")
	b.ReportMetric(float64(w.Count(b, "SELECT count(*) FROM contact_duplicates")), "pairs")
}
