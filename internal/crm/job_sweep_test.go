package crm_test

import (
	"context"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestFailLostJobs has the queue discard many jobs, one of which has already ended.
func TestFailLostJobs(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	const each = 60
	for range each {
		blockAll(w, w.Home.Agent)
		blockAll(w, w.Foreign.Agent)
	}
	ended := work(t, w, blockAll(w, w.Home.Agent))
	w.Exec(t, "UPDATE river.river_job SET state = 'discarded', finalized_at = now()")
	waits := blockAll(w, w.Home.Agent)
	if err := w.CRM.FailLostJobs(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := w.Count(t, `
		SELECT count(*)
		FROM jobs j
		JOIN job_failures f ON f.job_id = j.id
		WHERE j.state = 'FAILED' AND j.finished_at IS NOT NULL`); n != 2*each {
		t.Errorf("%d of %d jobs have failed", n, 2*each)
	}
	if seen(t, w, ended).State != models.JobSucceeded || seen(t, w, waits).State != models.JobQueued {
		t.Error("a job that is not lost was touched")
	}
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE state = 'available'"); n != 2*each+1 {
		t.Errorf("%d jobs are in the queue", n)
	}
}
