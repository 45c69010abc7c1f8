package jobs_test

import (
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestLostJob loses the file of an import, at which the worker then fails until the queue gives up.
func TestLostJob(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	job, err := w.Transfers.Import(ctx,
		models.ContactsImportInput{File: models.Upload{Filename: "a.csv", Size: 9, Content: strings.NewReader("name\nAda\n")}})
	if err != nil {
		t.Fatal(err)
	}
	names, err := job.Files()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Files.Delete(ctx, names[0]); err != nil {
		t.Fatal(err)
	}
	w.Exec(t, "UPDATE river.river_job SET max_attempts = 1 WHERE kind = 'watched'")
	runner(t, w)
	discarded := func() bool { return w.Count(t, "SELECT count(*) FROM river.river_job WHERE state = 'discarded'") == 1 }
	deadline, cancel := crmtest.Deadline(t)
	defer cancel()
	for ; !discarded(); time.Sleep(10 * time.Millisecond) {
		if deadline.Err() != nil {
			t.Fatal("the queue did not give up")
		}
	}
	if err := w.CRM.FailLostJobs(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := crm.JobFailuresKey{Job: job.ID, First: 10}
	failures, err := w.CRM.FailuresByJob(ctx, []crm.JobFailuresKey{key})
	if failed := ended(t, w, job.ID); err != nil || failed.State != models.JobFailed || len(failures[key]) != 1 {
		t.Errorf("%v %v %v", failed.State, failures[key], err)
	}
	if err := w.CRM.FailLostJobs(t.Context()); err != nil {
		t.Error(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM job_failures"); n != 1 {
		t.Errorf("the end is told %d times", n)
	}
}
