package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/riverqueue/river"

	"kith/internal/crmtest"
	"kith/internal/jobs"
	"kith/models"
)

// runner works off the queue of a world until the test ends.
func runner(t *testing.T, w *crmtest.World) {
	t.Helper()
	r, err := jobs.New(w.Pool, w.CRM, jobs.Options{Workers: []func(*river.Workers){w.Transfers.Work}},
		slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// ended waits until a job has ended.
func ended(t *testing.T, w *crmtest.World, id models.JobID) *models.Job {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for ctx.Err() == nil {
		found, err := w.CRM.JobsByID(crmtest.As(w.Home.Administrator), []models.JobID{id})
		if err != nil {
			t.Fatal(err)
		}
		if job := found[id]; job.State.Ended() {
			return job
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the job did not end")
	return nil
}

// TestWatchedJobs has the queue do a job.
func TestWatchedJobs(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	runner(t, w)
	ctx := crmtest.As(w.Home.Agent)
	name := "Ada"
	contact, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name})
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	job, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: []models.ContactID{contact.ID}},
		Set: models.ContactBulkSet{Blocked: graphql.OmittableOf(&yes)}})
	if err != nil {
		t.Fatal(err)
	}
	if done := ended(t, w, job.ID); done.State != models.JobSucceeded || done.Succeeded != 1 || done.StartedAt == nil ||
		done.FinishedAt == nil {
		t.Errorf("%+v", done)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE blocked"); n != 1 {
		t.Error("the contact was not blocked")
	}
}
